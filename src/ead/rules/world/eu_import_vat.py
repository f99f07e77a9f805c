"""Import into the European Union: value added tax of sales outside IOSS, and relief of gifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ead.codelists import natures
from ead.descriptions.words import fold
from ead.patterns import lazy
from ead.rules import reference_facts
from ead.rules.api import INFO, WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth
from ead.rules.world.eu_import_facts import LOW_VALUE, Ioss, enters_union, ioss_numbers

__all__ = ["enters_union", "ioss_numbers"]

References = Sequence[Sequence[str | None]] | None

_SCHEME_START = date(2021, 7, 1)
_GIFT_LIMIT = 45
_TAX_KINDS = frozenset({"VAT", "IOSS"})
_PAID = lazy("(?:vat|tva|mwst|iva|ioss|tax|taxes)(?: is| was| already| has been)? (?:pre)?paid|prepaid (?:vat|tax)")
_YES = frozenset({"true", "yes", "y", "1", "paid"})
_PAID_FIELDS = frozenset({"vat paid", "tax paid", "taxes paid", "vat prepaid", "ioss paid"})


@rule(
    "EUI-VAT-001",
    on=Scope.ITEM,
    reads=[
        "enters_union",
        "is_distance_sale",
        "ioss_numbers?",
        "total_value",
        "sender.references?",
        "destination?",
        "origin?",
        "rates",
        "on",
    ],
    at="sender.references",
    severity=WARNING,
    text="a sale of {worth} EUR has no IOSS number: value added tax is due at import",
    source="Directive 2006/112/EC as amended by Directive (EU) 2017/2455: no relief up to 22 EUR since 2021-07-01",
    since=_SCHEME_START,
    fix="add the seller's IOSS number; without one the addressee, or the post for him, pays the tax before delivery",
    public=frozenset({"worth"}),
)
def small_sales_have_an_ioss_number(
    entering: bool,
    sale: bool,
    numbers: Sequence[Ioss] | None,
    total: Money,
    references: References,
    destination: str | None,
    origin: str | None,
    rates: Rates,
    on: date,
    *,
    limit: int = LOW_VALUE,
) -> Answer:
    """A firm sells to a consumer for up to 150 euro, and there is neither an IOSS number nor one for value added tax.

    Why: there is no relief for small values any more, so the tax is collected at import; the item waits until somebody pays.
    Fix: add the seller's IOSS number; without one the addressee, or the post for him, pays the tax before delivery.
    Good: sender.references.1.kind = "IOSS"; sender.references.1.value = "IM0562738491"
    Bad: sender.references = none
    Notes: import without IOSS is allowed; the finding says what will happen. Silent when the sender has a number for value added tax.
    """
    return (
        _untaxed(total, rates, on, limit)
        if numbers is None
        and (total.currency, "EUR") not in rates.futile
        and (references is None or not _has_tax_number(references, destination, origin))
        else None
    )


def _untaxed(total: Money, rates: Rates, on: date, limit: int) -> Answer:
    value = worth(total, "EUR", rates, on)
    return {"worth": round(value, 2)} if value is not None and value <= limit else None


def _has_tax_number(references: References, destination: str | None, origin: str | None) -> bool:
    """Whether one of the references is a number for value added tax, by its kind or by its form."""
    if references is None:
        return False
    known = reference_facts.sender_references.compute(references, destination, origin)
    return any(not _TAX_KINDS.isdisjoint(reference.kinds) for reference in known)


@rule(
    "EUI-REF-001",
    on=Scope.ITEM,
    reads=[
        "enters_union",
        "is_goods",
        "remarks?",
        "extra_fields?",
        "ioss_numbers?",
        "sender.references?",
        "addressee.references?",
        "destination?",
        "origin?",
    ],
    at="sender.references",
    severity=WARNING,
    text="the item says that value added tax is paid, and has no number under which it was",
    source="USPS Postal Bulletin 22575 (2021-07-01)",
    since=_SCHEME_START,
    fix="add the IOSS number, or the number for value added tax, as a reference of the sender",
    supersedes=frozenset({"EUI-VAT-001"}),
)
def paid_tax_can_be_traced(
    entering: bool,
    goods: bool,
    remarks: str | None,
    extra: Sequence[Sequence[str | None]] | None,
    numbers: Sequence[Ioss] | None,
    senders: References,
    addressees: References,
    destination: str | None,
    origin: str | None,
) -> Answer:
    """Remarks or an extra field say that value added tax is paid, but no tax number is given.

    Why: customs see the data only; without the number the tax is charged again.
    Fix: add the IOSS number, or the number for value added tax, as a reference of the sender.
    Good: remarks = "VAT paid"
    Bad: remarks = "VAT paid"; sender.references = none
    """
    return (
        _untraced(remarks, extra or (), (senders, addressees), destination, origin)
        if numbers is None and goods and (remarks is not None or extra is not None)
        else None
    )


def _untraced(
    remarks: str | None,
    extra: Sequence[Sequence[str | None]],
    references: tuple[References, References],
    destination: str | None,
    origin: str | None,
) -> Answer:
    if any(_has_tax_number(one, destination, origin) for one in references):
        return None
    return {} if _says_paid(remarks or "") or any(_field_says_paid(name or "", value or "") for name, value in extra) else None


def _says_paid(text: str) -> bool:
    return _PAID.search(fold(text)) is not None


def _field_says_paid(name: str, value: str) -> bool:
    return _says_paid(value) or (fold(name) in _PAID_FIELDS and fold(value) in _YES)


@rule(
    "EUI-C2C-001",
    on=Scope.ITEM,
    reads=["enters_union", "nature", "from_firm", "to_firm", "total_value", "rates", "on"],
    at="nature",
    severity=INFO,
    text="a gift worth {worth} EUR is above the {limit} EUR up to which gifts are free of duty and tax",
    source="Regulation (EC) No 1186/2009, articles 25 to 27; Correos, simplified customs declaration",
    fix="tell the addressee that duty and tax are due",
    supersedes=frozenset({"UPU-NAT-002"}),
    public=frozenset({"worth", "limit"}),
)
def gifts_are_within_the_relief(
    entering: bool, nature: str, by_firm: bool, to_a_firm: bool, total: Money, rates: Rates, on: date, *, limit: int = _GIFT_LIMIT
) -> Answer:
    """A gift from person to person is worth more than 45 euro.

    Why: the relief ends there; duty and tax are charged, and the addressee does not expect it.
    Fix: tell the addressee that duty and tax are due; correct the value if it is wrong.
    Good: nature = "31"; sender.company = none; sender.person_type = "1"; sender.references = none
    Bad: nature = "31"; sender.company = none; sender.person_type = "1"; sender.references = none; contents.1.amount = "61.30"
    Notes: the lower quantities for tobacco, alcohol, perfume, coffee and tea are not checked.
    """
    return (
        _gift_above(total, rates, on, limit)
        if nature == natures.GIFT and not by_firm and not to_a_firm and (total.currency, "EUR") not in rates.futile
        else None
    )


def _gift_above(total: Money, rates: Rates, on: date, limit: int) -> Answer:
    value = worth(total, "EUR", rates, on)
    return {"worth": round(value, 2), "limit": limit} if value is not None and value > limit else None
