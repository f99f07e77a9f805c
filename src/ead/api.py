"""The module functions of ``ead``: check, read, write, convert, mend."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ead.convert import ConversionReport, Reading, convert, reading
from ead.errors import InvalidMessage
from ead.fields.layout import Layout, Record
from ead.findings import Finding, Path, Problem, Severity
from ead.limits import DEFAULT_LIMITS, Limits
from ead.report import Report
from ead.rules.catalogue import as_dict
from ead.rules.registry import builtin_rule_sets, ledger_rule_sets
from ead.run import ItemResult
from ead.validator import Validator

if TYPE_CHECKING:
    from ead.fixing import fix_source as fix
    from ead.models import Message

__all__ = ["convert", "fix", "iter_validate", "read", "rules", "validate", "write"]


@lru_cache(maxsize=16)
def _plain_validator(profiles: tuple[str, ...], as_of: date | None) -> Validator:
    return Validator(profiles, as_of=as_of)


def _validator(profiles: Sequence[str], as_of: date | None, settings: dict[str, Any]) -> Validator:
    """A validator with these settings; those that only name profiles and a date are made once."""
    return Validator(profiles, as_of=as_of, **settings) if settings else _plain_validator(tuple(profiles), as_of)


def validate(
    source: Any,
    profiles: Sequence[str] = ("auto",),
    as_of: date | None = None,
    *,
    format: str | None = None,
    name: str | None = None,
    jobs: int = 1,
    **settings: Any,
) -> Report:
    """Check a whole message and report everything found in one run; never raises for bad data.

    ``source`` is a path, bytes, a binary file object or a model. ``jobs`` processes check a large message. ``settings`` are those of
    :class:`~ead.validator.Validator`; make one of your own to check many messages with settings. Raises
    :class:`~ead.errors.UnreadableSource` when there is nothing to read, :class:`~ead.errors.ConfigurationError` for wrong settings.
    """
    return _validator(profiles, as_of, settings).validate(source, format=format, name=name, jobs=jobs)


def iter_validate(
    source: Any,
    profiles: Sequence[str] = ("auto",),
    as_of: date | None = None,
    *,
    format: str | None = None,
    name: str | None = None,
    models: bool = False,
    jobs: int = 1,
    **settings: Any,
) -> Iterator[ItemResult]:
    """Check item by item with memory that does not grow; see :meth:`ead.validator.Validator.iter_validate`."""
    return _validator(profiles, as_of, settings).iter_validate(source, format=format, name=name, models=models, jobs=jobs)


def read(source: Any, *, format: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Message:
    """The model of a message that passes its structure: an :class:`ead.Itmatt`, :class:`ead.Cusrsp` ..., by what the source is.

    Raises :class:`~ead.errors.InvalidMessage`, with the report, when it does not; :class:`~ead.errors.UnreadableSource` when there is
    nothing to read.
    """
    from ead.models.records import header_from_record, item_from_record, message_model

    with reading(source, format=format, limits=limits) as opened:
        if not isinstance(opened, Reading):
            raise InvalidMessage(_report(None, opened))
        items, kind = [], opened.run.kind
        for record in opened.records():
            item = item_from_record(record, kind)
            if item is None:
                problem = Problem("CORE-STR-003", path := _empty_group(record, kind.item), {"field": str(path[0]) if path else "the item"})
                opened.findings += opened.run.message_findings([problem])
            else:
                items.append(item)
        if any(finding.severity is Severity.ERROR for finding in opened.findings):
            raise InvalidMessage(_report(opened, opened.findings))
        header = header_from_record(opened.stream.header)
        return cast("Message", message_model(kind).model_validate({"header": header, "items": tuple(items)}))


def _report(opened: Reading | None, findings: list[Finding]) -> Report:
    """The report of a message that cannot be read."""
    report = opened.run.report if opened is not None else _plain_validator(("structure",), None).new_report()
    report.findings = findings
    report.counts.error = 0
    report.counts.add_findings(findings)
    return report


def _empty_group(record: Record, layout: Layout) -> Path:
    """The first entry of a list that holds nothing: a record can have one, a model cannot."""
    for name, (position, below) in layout.subgroups.items():
        for number, entry in enumerate(record[position] if below.group.repeated else ()):
            if not any(entry):
                return (name, number)
    return ()


def write(message: Message, target: str | os.PathLike[str] | BinaryIO, format: str | None = None, **options: Any) -> ConversionReport:
    """Write a model to a path or binary file object; the format is that of the path's extension unless it is named.

    Returns what the format could not carry. Raises :class:`~ead.errors.UnsupportedFormat`, and :class:`OSError` when the target cannot
    be written.
    """
    return convert(message, target, to=format, options=options)


def rules() -> list[dict[str, Any]]:
    """The catalogue of built-in rules as plain data, sorted by code."""
    found = [as_dict(rule) for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()) for rule in rule_set.rules]
    return sorted(found, key=lambda entry: str(entry["code"]))


def __getattr__(name: str) -> Any:
    """``fix`` is loaded when it is first asked for: it brings what only corrections need."""
    if name == "fix":
        from ead.fixing import fix_source

        return fix_source
    raise AttributeError(f"module 'ead.api' has no attribute {name!r}")
