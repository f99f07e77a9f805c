"""Stored payloads with what stands beside them in the database: the columns of the mail object."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ead.cds.views import structure_only
from ead.errors import ConfigurationError, InvalidMessage
from ead.findings import Problem
from ead.formats.cds_data import CdsDataStream
from ead.formats.registry import recognise
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.run import Run

if TYPE_CHECKING:
    from ead.models import CustomsResponse, Item

__all__ = ["item_from_stored"]


def item_from_stored(payload: bytes, *, limits: Limits = DEFAULT_LIMITS, **beside: str) -> Item | CustomsResponse:
    """The item of a ``DecData`` payload, or the response of a ``ResData`` payload.

    ``beside`` are fields that the payload does not hold, as text: ``mail_class``, ``origin_operator``, ``destination_operator``,
    ``posted_at`` ... Raises :class:`~ead.errors.InvalidMessage` when the payload cannot be read, holds several items, or a field is
    missing or wrong; :class:`~ead.errors.ConfigurationError` for a field beside it that there is not, or that cannot have that value.
    """
    from ead.models.records import item_from_record

    validator = structure_only(limits)
    report = validator.new_report()
    with open_source(payload) as opened:
        found = recognise(opened, limits, "cds-data")
        if isinstance(found, Problem):
            report.findings = Run(validator, report, None).message_findings([found])
            items = []
        else:
            stream = CdsDataStream(found[1], limits, beside)
            unknown = [name for name in beside if name not in stream.kind.layout.leaves]
            if unknown:
                raise ConfigurationError(f'a payload of {stream.message} has no field "{unknown[0]}" beside it')
            run = Run(validator, report, stream)
            items = [run.check_item(decoded) for decoded in stream.items()]
            report.counts.items = len(items)
            report.findings = [finding for item in items for finding in item.findings] + run.finish()
    report.counts.add_findings(report.findings)
    record = items[0].record if len(items) == 1 and not report.findings else None
    if record is None:
        raise InvalidMessage(report)
    return cast("Item | CustomsResponse", item_from_record(record, items[0].kind))
