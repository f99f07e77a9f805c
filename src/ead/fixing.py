"""Safe corrections, made in the source text itself: nothing else in it changes, so nothing can be lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ead.errors import UnreadableSource
from ead.fields.layout import Leaf, leaf_at
from ead.fields.messages import message_type
from ead.fields.table import Kind
from ead.findings import Finding, Problem
from ead.formats.csv_rows import guarded
from ead.formats.registry import recognise
from ead.formats.xml_text import escape
from ead.intake.source import open_source
from ead.validator import Validator
from ead.wording import MASK

__all__ = ["Edit", "Fixed", "fix_source"]

# A correction can uncover another (blanks trimmed, then capitals); corrections that touch each other wait for the next pass.
_MOST_PASSES = 5


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction. ``before`` and ``after`` are source text; they are masked when the field is personal and values are not to
    be shown."""

    code: str
    path: str
    before: str
    after: str
    line: int | None
    span: tuple[int, int]
    replacement: bytes


@dataclass(frozen=True, slots=True)
class Fixed:
    """A corrected source: ``text`` is UTF-8, ``original`` what it was made from, ``unfixed`` the findings that need a person."""

    original: bytes
    text: bytes
    edits: tuple[Edit, ...]
    unfixed: tuple[Finding, ...]


def fix_source(source: Any, validator: Validator | None = None, *, format: str | None = None) -> Fixed:
    """Apply every safe correction that findings offer. The source is held whole.

    Raises :class:`~ead.errors.UnreadableSource` when the source cannot be read or its format is not known.
    """
    validator = validator or Validator()
    original = data = _utf8_text(source, validator, format)
    made: list[Edit] = []
    for _ in range(_MOST_PASSES):
        edits, unfixed = _one_pass(data, validator, format)
        if not edits:
            break
        made += edits
        data = _apply(data, edits)
    return Fixed(original, data, tuple(made), tuple(unfixed))


def _one_pass(data: bytes, validator: Validator, format: str | None) -> tuple[tuple[Edit, ...], list[Finding]]:
    """The corrections that can be made at once, and the findings without any."""
    edits: list[Edit] = []
    unfixed: list[Finding] = []
    report = validator.new_report()
    for result in validator.results(data, report, format=format):
        for finding in result.findings:
            fix = finding.fix
            if fix is not None and fix.safe and fix.value is not None and fix.span is not None:
                leaf = leaf_at(message_type(report.input.message or "ITMATT").item, finding.path)
                edits.append(_edit(finding, fix.value, fix.span, data, leaf, report.input.format or "", show=validator.show_values))
            else:
                unfixed.append(finding)
    return _without_overlaps(edits), unfixed


def _utf8_text(source: Any, validator: Validator, format: str | None) -> bytes:
    with open_source(source) as reader:
        found = recognise(reader, validator.limits, format)
        if isinstance(found, Problem):
            raise UnreadableSource(
                f'"{reader.name}" cannot be corrected: {validator.rules_by_code[found.code].documentation.fault.rstrip(".").lower()}'
            )
        data = found[1].read_all(validator.limits.message_bytes)
        if data is None:
            raise UnreadableSource(f'"{reader.name}" is larger than {validator.limits.message_bytes} bytes')
        return data


def _edit(finding: Finding, value: str, span: tuple[int, int], data: bytes, leaf: Leaf | None, format: str, *, show: bool) -> Edit:
    replacement = _written(value, format, number=leaf is not None and leaf.field.kind is Kind.INTEGER) if value else ""
    hide = leaf is not None and leaf.field.personal and not show
    before = data[slice(*span)].decode("utf-8", errors="replace")
    after = replacement or "(left out)"
    return Edit(
        finding.code,
        finding.location.path,
        MASK if hide else before,
        MASK if hide and value else after,
        finding.location.line,
        span,
        replacement.encode(),
    )


def _written(value: str, format: str, *, number: bool) -> str:
    if format.endswith("json"):
        return value if number else json.dumps(value, ensure_ascii=False)
    if format == "csv":
        cell = io.StringIO()
        csv.writer(cell, lineterminator="").writerow([guarded(value)])
        return cell.getvalue()
    return escape(value)


def _without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits in order of place; of two that touch the same bytes the first wins, and a second run mends what is left."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if not kept or edit.span[0] >= kept[-1].span[1]:
            kept.append(edit)
    return tuple(kept)


def _apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    parts: list[bytes] = []
    position = 0
    for edit in edits:
        parts += [data[position : edit.span[0]], edit.replacement]
        position = edit.span[1]
    return b"".join([*parts, data[position:]])
