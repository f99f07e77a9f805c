"""Rules: New Zealand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ead.rules.api import WARNING, Answer, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.world.sellers import claims_tax_paid, faulty_numbers

__all__: list[str] = []

_IRD = ("IRD",)


@rule(
    "NZ-GST-001",
    on=Scope.ITEM,
    reads=["sender_references?", "extra_fields?", "nature"],
    at="sender.references",
    severity=WARNING,
    text="GST is said to be paid, but the sender has no valid IRD number",
    source="USPS Postal Bulletin 22540; New Zealand Customs Service, GST on low-value imported goods",
    since=date(2019, 12, 1),
    fix="add the seller's GST number, the IRD number of eight or nine digits",
)
def sellers_to_new_zealand_are_identified(
    given: Sequence[Known] | None, fields: Sequence[Sequence[str | None]] | None, nature: str
) -> Answer:
    """Goods and services tax is said to be paid for goods to New Zealand, and no valid IRD number shows it.

    Why: up to NZD 1 000 registered sellers charge the tax; without their number customs charge the addressee again.
    Fix: add the seller's GST number, the IRD number of eight or nine digits.
    Good: TW to NZ: sender.references.1.value = "49-098-576"
    Bad: TW to NZ: sender.references.1.value = "136410133"
    Notes: a number that is given as IRD says that the tax is paid, and so does an extra field such as GST paid = yes.
    """
    faulty = faulty_numbers(given or (), _IRD)
    return faulty or ({} if fields is not None and claims_tax_paid(fields, "gst") and not has_kind(given, _IRD) else None)
