"""From one wire format to another, item by item, with a report of what could not be carried."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import ModuleType
from typing import Any, BinaryIO

from ead.atomic import Draft, drafting
from ead.crossing import CUSTOMS_OPTIONS, Crossing, crossing_between
from ead.errors import LossyConversion, UndecodableSource, UnsupportedFormat
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Record
from ead.fields.messages import message_type
from ead.findings import Finding, Path, Problem, Severity
from ead.formats.base import Codec, Decoded, ItemStream, Place, items_of, undecodable
from ead.formats.records import RecordStream
from ead.formats.registry import codec, format_for, format_for_path, recognise
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.run import Run
from ead.validator import Validator
from ead.wording import domain_path

__all__ = ["ConversionReport", "Loss", "Reading", "convert", "reading"]

_ITEM_ID = ITEM_LAYOUT.position("item_id")
_CONTENTS = ITEM_LAYOUT.position("contents")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was not carried.

    ``item`` is its S10 identifier, or ``item 3`` when it has none that can be shown; ``None`` for the message as a whole. ``path`` is for
    people; ``xpath``, ``json_pointer`` and ``line`` (from 1) lead to the source where they are known. Values are never shown.
    """

    item: str | None
    path: str
    reason: str
    xpath: str | None = None
    json_pointer: str | None = None
    line: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The loss as plain data."""
        return {name: getattr(self, name) for name in ("item", "path", "reason", "xpath", "json_pointer", "line")}

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line is not None else ""
        return f"{self.path}{where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionReport:
    """What a conversion did.

    ``from_format`` is ``None`` when the source was not recognised. ``converted`` of the ``items`` were written. ``losses`` is data that
    the target lacks, items that fail their structure among it; ``notes`` tell of things that are no data of a declaration, or took
    another way. ``findings`` are the structural ones, at most ``Limits.findings`` of them.
    """

    from_format: str | None
    to_format: str
    items: int = 0
    converted: int = 0
    losses: tuple[Loss, ...] = ()
    notes: tuple[Loss, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def lossless(self) -> bool:
        """Whether the target says everything that the source says."""
        return not self.losses

    @property
    def written(self) -> bool:
        """Whether there was anything to write; if not, the target is as it was."""
        return self.converted > 0

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "from": self.from_format,
            "to": self.to_format,
            "items": self.items,
            "converted": self.converted,
            "lossless": self.lossless,
            "losses": [loss.as_dict() for loss in self.losses],
            "notes": [note.as_dict() for note in self.notes],
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def lines(self) -> list[str]:
        """The report for people: one line of totals, then one for each loss and note."""
        total = f"{self.converted} of {self.items} item(s) converted from {self.from_format or 'an unknown format'} to {self.to_format}"
        verdict = "nothing lost" if self.lossless else f"{len(self.losses)} loss(es)"
        return [f"{total}, {verdict}", *(f"lost: {loss}" for loss in self.losses), *(f"note: {note}" for note in self.notes)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


class Reading:
    """A source being read for its records: those that are sound come out, the others are listed."""

    def __init__(self, stream: ItemStream, run: Run) -> None:
        self.stream = stream
        self.run = run
        self.findings: list[Finding] = []
        self.failed: list[tuple[int, str | None, Finding | None]] = []
        self.message_findings: list[Finding] = []
        self.last: Decoded | None = None

    @property
    def items(self) -> int:
        """How many items there were so far."""
        return int(self.run.report.counts.items)

    def records(self) -> Iterator[Record]:
        """The records of the items that pass their structure."""
        counts, most, declares = self.run.report.counts, self.run.validator.limits.content_pieces, self.run.kind.declares
        for decoded in items_of(self.stream):
            counts.items += 1
            record = decoded.record
            if record is None or decoded.problems or (declares and len(record[_CONTENTS]) > most):
                findings = self.run.check_item(decoded).findings
                self._keep(findings)
                self.failed.append((decoded.index, record[_ITEM_ID] if record is not None else None, _worst(findings)))
            else:
                yield record
        self.message_findings = self.run.finish()
        self._keep(self.message_findings)

    def _keep(self, findings: Iterable[Finding]) -> None:
        room = self.run.validator.limits.findings - len(self.findings)
        self.findings.extend(list(findings)[: max(room, 0)])


def _worst(findings: Iterable[Finding]) -> Finding | None:
    return min(findings, key=lambda finding: finding.severity.rank, default=None)


@lru_cache(maxsize=8)
def _structure_only(limits: Limits) -> Validator:
    return Validator(("structure",), select=("CORE-INT", "CORE-MSG", "CORE-STR"), limits=limits)


@contextmanager
def reading(source: Any, *, format: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[Reading | list[Finding]]:
    """Open a source (path, bytes, binary file or model) for its records; or the findings that say why it cannot be read.

    Raises :class:`~ead.errors.UnreadableSource` and :class:`~ead.errors.UnsupportedFormat`.
    """
    validator = _structure_only(limits)
    report = validator.new_report()
    if not _is_bytes_source(source):
        stream = RecordStream(source)
        yield Reading(stream, Run(validator, report, stream))
        return
    with open_source(source) as reader:
        found = recognise(reader, limits, format)
        if isinstance(found, Problem):
            yield Run(validator, report, None).message_findings([found])
            return
        try:
            opened = found[0].read(found[1], limits)
        except UndecodableSource as error:
            yield Run(validator, report, None).message_findings([undecodable(error)])
            return
        yield Reading(opened, Run(validator, report, opened))


def _is_bytes_source(source: Any) -> bool:
    return isinstance(source, str | os.PathLike | bytes | bytearray | memoryview) or hasattr(source, "read")


def convert(
    source: Any,
    target: str | os.PathLike[str] | BinaryIO,
    *,
    to: str | None = None,
    from_: str | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    options: Mapping[str, Any] | None = None,
) -> ConversionReport:
    """Write the items of a source in another format, and tell what could not be carried.

    ``source`` is a path, bytes, a binary file object or a model; ``target`` a path or a binary file object. Formats go by the names in
    :data:`ead.formats.registry.ALL_FORMATS`; ``to`` may be left out when the target's extension tells it, ``from_`` when the content does.
    Items are carried one at a time; those that fail their structure are left out and listed. A file is replaced only when everything is
    written. ``options`` are those of the target's codec; a CUSITM made of an ITMATT needs ``customs_organisation`` and may have ``site``,
    ``post_organisation`` and ``flow`` (see :func:`ead.cusitm_from_itmatt`). With ``strict`` nothing is written when anything would be lost.

    Raises :class:`~ead.errors.LossyConversion` (strict), :class:`~ead.errors.UnsupportedFormat`, also for a message that the target cannot
    hold, :class:`~ead.errors.ConfigurationError` for an option that is missing or wrong, :class:`~ead.errors.UnreadableSource`, and
    :class:`OSError` when the target cannot be written.
    """
    conversion = _Conversion(source, _codec_for(target, to), to is None, from_, limits, dict(options or {}))
    with drafting(target) as draft:
        report = conversion.run(draft)
        if strict and not report.lossless:
            raise LossyConversion(report)
        draft.keep = report.written
    return report


def _codec_for(target: Any, name: str | None) -> Codec:
    if name is not None:
        return codec(name)
    if not isinstance(target, str | os.PathLike):
        raise UnsupportedFormat("a file object does not tell its format; name the format to write")
    return codec(format_for_path(os.fspath(target)))


class _Conversion:
    """One conversion: at most three times through the source, as a rule once."""

    def __init__(self, source: Any, to: Codec, by_extension: bool, from_: str | None, limits: Limits, options: dict[str, Any]) -> None:
        self.source = source
        self.to = to
        self.by_extension = by_extension
        self.from_ = from_
        self.limits = limits
        self.options = options
        self._start = _position(source)

    def run(self, draft: Draft) -> ConversionReport:
        """Write the draft; once more when the header turned up behind the items."""
        report, late_header = self._carry(draft, None)
        if late_header is None:
            return report
        if not self._again():
            reason = "the header stands behind the items, and the source cannot be read twice"
            return replace(report, losses=(*report.losses, Loss(None, "header", reason)))
        draft.restart()
        return self._carry(draft, late_header)[0]

    def _carry(self, draft: Draft, header: Record | None) -> tuple[ConversionReport, Record | None]:
        with reading(self.source, format=self.from_, limits=self.limits) as source:
            if not isinstance(source, Reading):
                return ConversionReport(from_format=None, to_format=self.to.name, losses=_of_message(source), findings=tuple(source)), None
            crossing, options = self._crossing(source)
            records = source.records()
            first = next(records, None)
            used = list(header or source.stream.header or HEADER_LAYOUT.empty())
            carried = map(crossing.carry, _chained(first, records)) if first is not None else None
            left = [] if carried is None else self.to.write(crossing.header(used), carried, draft.file, **options)
            report = self._report(source, [*left, *crossing.left()])
            late = source.stream.header
            return report, late if header is None and late is not None and any(late) and list(late) != used else None

    def _crossing(self, source: Reading) -> tuple[Crossing, dict[str, Any]]:
        """The way from the source's message to the target's, and the options that are left for the codec."""
        kind = source.run.kind
        if self.by_extension:
            self.to = codec(format_for(kind.name, self.to.name))
        self.to = self.to.holding(kind.name)
        to = self.to
        own = {name: value for name, value in self.options.items() if name in CUSTOMS_OPTIONS} if to.message == "CUSITM" else {}
        options = {name: value for name, value in self.options.items() if name not in own}
        unknown = set(options) - set(to.options)
        if unknown:
            known = (*to.options, *(CUSTOMS_OPTIONS if to.message == "CUSITM" else ()))
            raise UnsupportedFormat(f'format "{to.name}" has no option "{min(unknown)}"; it has {", ".join(known) or "none"}')
        return crossing_between(kind, message_type(to.message), own, to.name), options

    def _report(self, source: Reading, left: Iterable[Any]) -> ConversionReport:
        failed = [index for index, _, _ in source.failed]
        entries = [_Left(*entry) for entry in getattr(source.stream, "not_carried", ())]
        entries += [_Left(_source_index(entry[0], failed), *entry[1:]) for entry in left]
        told = self._told(entries)
        left_out = [_of_item(*entry) for entry in source.failed[: self.limits.findings]]
        losses = [*told[True], *left_out, *_of_message(source.message_findings)]
        return ConversionReport(
            from_format=source.stream.format,
            to_format=self.to.name,
            items=source.items,
            converted=source.items - len(source.failed),
            losses=tuple(losses),
            notes=tuple(told[False]),
            findings=tuple(source.findings),
        )

    def _told(self, entries: list[_Left]) -> dict[bool, list[Loss]]:
        """What was left behind, with the places it has in the source."""
        wanted = {entry.index for entry in entries if entry.index is not None}
        places = self._places(entries, wanted) if wanted and self._again() else {}
        told: dict[bool, list[Loss]] = {True: [], False: []}
        for entry in entries:
            item_id, place = places.get((entry.index, entry.path), (None, Place()))
            label = None if entry.index is None else _label(entry.index, item_id)
            shown = None if label is None else label if label.startswith("item ") else f"item {label}"
            told[entry.lost].append(Loss(label, domain_path(entry.path, shown), entry.reason, place.xpath, place.json_pointer, place.line))
        return told

    def _places(self, entries: list[_Left], wanted: set[int]) -> dict[tuple[int | None, Path], tuple[str | None, Place]]:
        """A second look at the source, for nothing of an item is kept while it is carried."""
        found: dict[tuple[int | None, Path], tuple[str | None, Place]] = {}
        with reading(self.source, format=self.from_, limits=self.limits) as source:
            for decoded in source.stream.items() if isinstance(source, Reading) else ():
                for entry in entries if decoded.index in wanted else ():
                    if entry.index == decoded.index:
                        item_id = decoded.record[_ITEM_ID] if decoded.record is not None else None
                        found[entry.index, entry.path] = item_id, decoded.origin.place(entry.path)
        return found

    def _again(self) -> bool:
        """Go back to the start of the source, where that is possible."""
        if self._start is not None:
            self.source.seek(self._start)
        return self._start is not None or not hasattr(self.source, "read")


@dataclass(frozen=True, slots=True)
class _Left:
    """What a codec left behind: item position in the source, path, reason."""

    index: int | None
    path: Path
    reason: str
    lost: bool = True


def _position(source: Any) -> int | None:
    """Where a file object stands, if one can go back there."""
    seekable = getattr(source, "seekable", None)
    return int(source.tell()) if callable(seekable) and seekable() else None


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _source_index(written: int | None, failed: list[int]) -> int | None:
    """The position in the source of the item that was written as number ``written``; ``failed`` are the positions left out, ascending."""
    if written is None:
        return None
    index = written
    while (shifted := written + bisect_right(failed, index)) != index:
        index = shifted
    return index


def _label(index: int, item_id: str | None) -> str:
    return item_id if item_id and item_id.isalnum() and item_id.isascii() else f"item {index + 1}"


def _of_item(index: int, item_id: str | None, finding: Finding | None) -> Loss:
    label = _label(index, item_id)
    path = domain_path((), label if label.startswith("item ") else f"item {label}")
    if finding is None:
        return Loss(label, path, "the item fails its structure and is left out")
    place = finding.location
    return Loss(label, path, f"the item is left out: {finding.code}, {finding.text}", place.xpath, place.json_pointer, place.line)


def _of_message(findings: Iterable[Finding]) -> tuple[Loss, ...]:
    """Errors in the message as a whole: what they are about is not in the target."""
    errors = [(finding, finding.location) for finding in findings if finding.severity is Severity.ERROR]
    return tuple(
        Loss(None, place.path, f"{finding.code}, {finding.text}", place.xpath, place.json_pointer, place.line) for finding, place in errors
    )


class _CallableModule(ModuleType):
    """``ead.convert`` names the function and this module: importing the module must not take the function away."""

    def __call__(self, *arguments: Any, **settings: Any) -> ConversionReport:
        return convert(*arguments, **settings)


sys.modules[__name__].__class__ = _CallableModule
