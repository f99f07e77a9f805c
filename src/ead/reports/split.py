"""Splitting a message: its accepted items, its other items, and the reasons, each in a file of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from ead.atomic import drafting
from ead.errors import UnreadableSource
from ead.fields.layout import HEADER_LAYOUT, Layout, Record
from ead.fields.messages import message_type
from ead.findings import Outcome, Problem
from ead.formats.base import Codec, ItemStream
from ead.formats.registry import codec, recognise
from ead.intake.source import Reader, open_source
from ead.limits import Limits
from ead.named import NamedTuple
from ead.report import Report
from ead.reports.escape import json_text
from ead.run import ItemResult
from ead.wording import domain_path

__all__ = ["Split", "SplitResult"]

_ACCEPTED, _OTHER = 1, 2
_NAMES = {_ACCEPTED: "accepted", _OTHER: "rejected"}


class SplitResult(NamedTuple):
    """What was written: file names (``None``: no such item), numbers of items, and how many could not be written at all."""

    accepted: str | None
    rejected: str | None
    accepted_items: int
    rejected_items: int
    left_out: int


class Split:
    """Collects outcomes while a message is checked, then reads it a second time and writes its items from their records.

    The files are ``<prefix>accepted.xml``, ``<prefix>rejected.xml`` (all that is not accepted), with the extension of the format,
    and ``<prefix>reasons.ndjson``. Both messages carry the header of the source. An item that no valid message can hold (it could
    not be read, or a field that it must have is missing) is written nowhere; its reasons say so, and which values of others were left out.
    """

    def __init__(self, folder: Path, prefix: str = "") -> None:
        self._folder = folder
        self._prefix = prefix
        self._outcomes = bytearray()
        self._stack = ExitStack()
        self._reasons = self._stack.enter_context(drafting(folder / f"{prefix}reasons.ndjson"))

    def item(self, result: ItemResult) -> None:
        """Remember the outcome of one result and write its reasons."""
        accepted = result.outcome is Outcome.ACCEPTED
        broken = [finding for finding in result.findings if finding.code.startswith(("CORE-STR", "CORE-INT"))]
        if result.index is not None:
            while len(self._outcomes) <= result.index:
                self._outcomes.append(_OTHER)
            self._outcomes[result.index] = _ACCEPTED if accepted else _OTHER
        if accepted and not broken:
            return
        facts: dict[str, Any] = {
            "item": None if result.index is None else result.index + 1,
            "item_id": result.item_id,
            "outcome": result.outcome.value,
            "written": result.index is not None and _is_whole(result.kind.item, result.record),
            "left_out": sorted({domain_path(finding.path, None, result.kind.item) for finding in broken if finding.path}),
            "findings": [finding.as_dict() for finding in result.findings],
        }
        self._reasons.file.write((json_text(facts) + "\n").encode())

    def finish(self, source: str | os.PathLike[str], report: Report, limits: Limits) -> SplitResult:
        """Write the two messages; ``source`` must still hold what was checked."""
        with self._stack:
            self._reasons.keep = True
            if report.input.format is None:
                return SplitResult(None, None, 0, 0, 0)
            form = codec(report.input.format).holding(report.input.message or "")
            header = self._header(source, form, limits)
            accepted, accepted_items = self._write(source, form, header, limits, _ACCEPTED)
            rejected, rejected_items = self._write(source, form, header, limits, _OTHER)
        left_out = max(report.counts.items - accepted_items - rejected_items, 0)
        return SplitResult(accepted, rejected, accepted_items, rejected_items, left_out)

    def close(self) -> None:
        """End without `finish`: leave no file behind. Does nothing after it."""
        self._stack.close()

    def _outcome(self, index: int) -> int:
        return self._outcomes[index] if index < len(self._outcomes) else _OTHER

    def _header(self, source: str | os.PathLike[str], form: Codec, limits: Limits) -> Record:
        with open_source(source) as reader:
            stream = _stream(reader, form, limits)
            if stream.header is None:
                for _ in stream.items():
                    pass
            return stream.header or HEADER_LAYOUT.empty()

    def _write(self, source: str | os.PathLike[str], form: Codec, header: Record, limits: Limits, outcome: int) -> tuple[str | None, int]:
        with open_source(source) as reader:
            records = _Counted(_records(_stream(reader, form, limits), lambda index: self._outcome(index) == outcome))
            first = next(records, None)
            if first is None:
                return None, 0
            file = f"{self._prefix}{_NAMES[outcome]}{form.extensions[0]}"
            with drafting(self._folder / file) as draft:
                form.write(header, chain([first], records), draft.file)
                draft.keep = True
        return file, records.number


class _Counted(Iterator[Record]):
    """Records, counted as they go by."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self.number = 0

    def __next__(self) -> Record:
        record = next(self._records)
        self.number += 1
        return record


def _stream(reader: Reader, form: Codec, limits: Limits) -> ItemStream:
    found = recognise(reader, limits, form.name)
    if isinstance(found, Problem):
        raise UnreadableSource(f'"{reader.name}" changed while it was split')
    return form.read(found[1], limits)


def _records(stream: ItemStream, wanted: Callable[[int], bool]) -> Iterator[Record]:
    layout = message_type(stream.message).item
    for decoded in stream.items():
        if decoded.record is not None and wanted(decoded.index) and _is_whole(layout, decoded.record):
            yield decoded.record


def _is_whole(layout: Layout, record: Record | None) -> bool:
    """Whether a record has every field that it must have, so that it can stand in a valid message."""
    if record is None or any(record[leaf.position] is None for leaf in layout.required):
        return False
    for position, below in layout.subgroups.values():
        groups = record[position]
        if groups and not all(_is_whole(below, group) for group in (groups if below.group.repeated else [groups])):
            return False
    return True
