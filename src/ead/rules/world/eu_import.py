"""Import into the European Union: the IOSS number, under which value added tax on low-value goods was paid when they were sold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ead.codelists import natures
from ead.native import twin
from ead.patterns import lazy
from ead.rules import reference_facts
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, dearest, worth
from ead.rules.world.eu_import_facts import LOW_VALUE, Ioss, enters_union, ioss_numbers, odd_ioss_numbers
from ead.rules.world.eu_import_goods import ALSO_DANGEROUS, CHAPTERS, goods_of, place_of

__all__ = ["enters_union", "ioss_numbers", "odd_ioss_numbers"]

_SCHEME_START = date(2021, 7, 1)
_SCHEME = "Directive 2006/112/EC, articles 369l to 369x, in force from 2021-07-01"
_NOT_SOLD = frozenset({natures.RETURNED, natures.GIFT, natures.SAMPLE, natures.OTHER})
_PARTY_TEXTS = ("name", "company", "address_line1", "address_line2", "city")
_ROLES = ("sender", "addressee")
_WRITTEN = lazy("(?<![A-Za-z])[Ii][Mm][ -]?[0-9]{3}[ -]?[0-9]{7}(?![0-9])")


@rule(
    "EUI-IOSS-001",
    on=Scope.ITEM,
    reads=["odd_ioss_numbers"],
    at="sender.references",
    severity=ERROR,
    text="the IOSS number {reason}",
    source="Implementing Regulation (EU) 2020/194: IM, the numeric code of the member state, seven digits",
    confidence=Confidence.ARITHMETIC,
    since=_SCHEME_START,
    fix="copy the number from the seller's registration: IM and ten digits",
    public=frozenset({"reason"}),
)
def ioss_number_is_well_formed(numbers: Sequence[Ioss]) -> Answer:
    """An IOSS number does not have the form of one.

    Why: customs look the number up; one that cannot exist is not found, and value added tax is charged a second time.
    Fix: copy the number from the seller's registration: IM, three digits for the member state, seven more.
    Good: sender.references.1.value = "IM0562738491"
    Bad: sender.references.1.value = "IM9992738491"
    Notes: the last digit is a check digit whose method is not public, so it is not checked. What is appended after a hyphen is left out
        of account. A value counts as an IOSS number when the data says so, or when it is IM and about ten digits.
    """
    return [{"at": one.at, "reason": _form_fault(one.head)} for one in numbers if one.fault == "form"] or None


def _form_fault(head: str) -> str:
    if not head.startswith("IM"):
        return "does not begin with IM"
    if not (head.isascii() and head[2:].isdigit()):
        return "has characters other than digits after IM"
    return "names no member state" if len(head) == 12 else f"has {len(head)} characters, expected 12"


@rule(
    "EUI-IOSS-002",
    on=Scope.ITEM,
    reads=["ioss_numbers", "total_value", "contents.amount", "rates", "on"],
    at="contents.1.amount",
    severity=ERROR,
    text="IOSS is for goods up to {limit} EUR, these are worth {worth} EUR",
    source=_SCHEME,
    since=_SCHEME_START,
    fix="leave the IOSS number out and declare the item in full, or correct the value",
    supersedes=frozenset({"EUI-H7-002"}),
    public=frozenset({"limit", "worth"}),
)
def ioss_goods_are_of_low_value(
    numbers: Sequence[Ioss], total: Money, amounts: Sequence[Decimal], rates: Rates, on: date, *, limit: int = LOW_VALUE
) -> Answer:
    """An item with an IOSS number is worth more than 150 euro.

    Why: the scheme ends at 150 euro; above, customs refuse the number and charge duty and tax on the whole item.
    Fix: leave the IOSS number out and declare the item in full, or correct the value.
    Good: contents.1.amount = "130.00"
    Bad: contents.1.amount = "172.40"
    Notes: the intrinsic value counts, without postage and insurance. Other currencies are converted with the rates given.
    """
    return (
        _too_dear(total, amounts, rates, on, limit)
        if (total.currency != "EUR" or total.amount > limit) and (total.currency, "EUR") not in rates.futile
        else None
    )


def _too_dear(total: Money, amounts: Sequence[Decimal], rates: Rates, on: date, limit: int) -> Answer:
    value = worth(total, "EUR", rates, on)
    return {"at": dearest(amounts), "limit": limit, "worth": round(value, 2)} if value is not None and value > limit else None


@rule(
    "EUI-IOSS-003",
    on=Scope.PIECE,
    reads=["hs_code", "description?", "item.ioss_numbers"],
    at="hs_code",
    severity=ERROR,
    text="{goods} cannot be sold under IOSS",
    source="Directive 2006/112/EC, article 369l: products subject to excise duty are left out of the scheme",
    since=_SCHEME_START,
    fix="send goods under excise duty without an IOSS number, and declare them in full",
    supersedes=ALSO_DANGEROUS | {"EUI-H7-003"},
    public=frozenset({"goods"}),
)
def ioss_goods_are_free_of_excise(code: str, description: str | None, numbers: Sequence[Ioss]) -> Answer:
    """An item with an IOSS number holds goods under excise duty: alcohol, tobacco, mineral oils.

    Why: the scheme leaves these goods out; customs stop the item and ask for excise duty and a full declaration.
    Fix: send goods under excise duty without an IOSS number, and declare them in full.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "220421"; contents.1.description = "Red wine from Portugal in bottles"
    """
    return _under_excise(code, description) if code[:2] in CHAPTERS else None


def _under_excise(code: str, description: str | None) -> Answer:
    goods = goods_of(code, "excise")
    return {"at": place_of(description, code), "goods": goods} if goods is not None else None


@rule(
    "EUI-IOSS-004",
    on=Scope.ITEM,
    reads=["ioss_numbers"],
    at="sender.references",
    severity=ERROR,
    text="the item has {count} different IOSS numbers, expected one",
    source="Spanish tax agency, low-value declaration H7, data element 13 16",
    since=_SCHEME_START,
    fix="send goods of different sellers as separate items, each with its number",
    public=frozenset({"count"}),
)
def item_has_one_ioss_number(numbers: Sequence[Ioss]) -> Answer:
    """An item has more than one IOSS number.

    Why: the low-value declaration has room for one number, and a consignment is under the scheme as a whole or not at all.
    Fix: send goods of different sellers as separate items, each with its number.
    Good: addressee.references.1.kind = "IOSS"; addressee.references.1.value = "IM0562738491"
    Bad: addressee.references.1.kind = "IOSS"; addressee.references.1.value = "IM3720000224"
    Notes: the same number in two places is one number.
    """
    return _different(numbers) if len(numbers) > 1 else None


def _different(numbers: Sequence[Ioss]) -> Answer:
    sound = {one.head: one for one in numbers if not one.fault}
    return {"at": [*sound.values()][1].at, "count": len(sound)} if len(sound) > 1 else None


@rule(
    "EUI-IOSS-005",
    on=Scope.ITEM,
    reads=["ioss_numbers", "nature", "to_firm", "addressee.references?", "destination?", "origin?"],
    at="nature",
    severity=WARNING,
    text="the item has an IOSS number, but {reason}",
    source="Bring, customs data for bookings: IOSS for nature sale of goods only; Directive 2006/112/EC, article 14(4): sales to consumers",
    since=_SCHEME_START,
    fix="declare a sale as a sale, and leave the number out of anything else",
    supersedes=frozenset({"UPU-NAT-002"}),
    public=frozenset({"reason"}),
)
def ioss_goods_are_sold_to_consumers(
    numbers: Sequence[Ioss],
    nature: str,
    to_a_firm: bool,
    references: Sequence[Sequence[str | None]] | None,
    destination: str | None,
    origin: str | None,
) -> Answer:
    """An item with an IOSS number is no sale, or goes to a firm that is registered for value added tax.

    Why: the scheme covers distance sales to consumers; for anything else the number is wrong, or the nature is.
    Fix: declare a sale as a sale, and leave the number out of anything else.
    Good: nature = "11"
    Bad: nature = "32"
    Notes: mixed content may hold a sale, and documents with a value are UPU-EAD-003.
    """
    return (
        _no_consumer_sale(nature, references or (), destination, origin)
        if nature in _NOT_SOLD or (to_a_firm and references is not None)
        else None
    )


def _no_consumer_sale(nature: str, references: Sequence[Sequence[str | None]], destination: str | None, origin: str | None) -> Answer:
    if nature in _NOT_SOLD:
        return {"reason": "its nature is no sale"}
    for number, reference in enumerate(reference_facts.addressee_references.compute(references, destination, origin), 1):
        if reference.kinds[:1] == ("VAT",):
            return {"at": f"addressee.references.{number}.value", "reason": "the buyer has a number for value added tax"}
    return None


@rule(
    "EUI-IOSS-006",
    on=Scope.ITEM,
    reads=["odd_ioss_numbers"],
    at="sender.references",
    severity=WARNING,
    text="the number begins with {letters} and so is {what}, no IOSS number",
    source="Implementing Regulation (EU) 2020/194; python-stdnum, eu.oss",
    fix="give the number under which the sale was taxed: it begins with IM",
    public=frozenset({"letters", "what"}),
)
def number_is_of_the_import_scheme(numbers: Sequence[Ioss]) -> Answer:
    """The number of an intermediary, or of a seller of services, stands in place of the IOSS number.

    Why: customs accept numbers of the import scheme only, and charge tax when they see another.
    Fix: give the number under which the sale was taxed: it begins with IM, also when an intermediary files the returns.
    Good: sender.references.1.value = "IM0562738491"
    Bad: sender.references.1.value = "IN0562738491"
    """
    hits: list[Mapping[str, Any]] = [
        {"at": one.at, "letters": one.head[:2], "what": "that of an intermediary" if one.head.startswith("IN") else "of another scheme"}
        for one in numbers
        if one.fault == "scheme"
    ]
    return hits or None


@rule(
    "EUI-IOSS-007",
    on=Scope.ITEM,
    reads=["odd_ioss_numbers"],
    at="sender.references",
    severity=INFO,
    text="{count} characters are appended to the IOSS number; customs want the first twelve in its field",
    source="platforms' notices on transaction sequences behind IOSS numbers from 2026-07-01, against misuse",
    since=date(2026, 7, 1),
    fix="make sure that whoever files the declaration takes the sequence off the number",
    public=frozenset({"count"}),
)
def ioss_number_stands_alone(numbers: Sequence[Ioss]) -> Answer:
    """A transaction sequence is appended to the IOSS number.

    Why: platforms add one so that their number cannot be used by others; the declaration has room for the number itself only.
    Fix: nothing if the filer takes the sequence off; only the first twelve characters are checked here.
    Good: sender.references.1.value = "IM0562738491"
    Bad: sender.references.1.value = "IM0562738491-EU123456789"
    """
    return [{"at": one.at, "count": len(one.suffix)} for one in numbers if one.suffix and not one.fault] or None


@rule(
    "EUI-IOSS-008",
    on=Scope.ITEM,
    reads=["enters_union", *(f"{role}.{field}?" for role in _ROLES for field in _PARTY_TEXTS), "contents.description?"],
    at="contents.1.description",
    severity=WARNING,
    text="an IOSS number is written into {place}",
    source="carriers' guidance on IOSS: the number travels as data only, neither on labels nor in texts",
    fix="take the number out of the text and send it as the sender's reference",
    supersedes=frozenset({"DQ-DSC-006", "DQ-DSC-008"}),
    public=frozenset({"place"}),
    each_field=True,
)
def ioss_number_is_not_written_out(
    entering: bool,
    sender: str | None,
    sender_firm: str | None,
    sender_line1: str | None,
    sender_line2: str | None,
    sender_city: str | None,
    name: str | None,
    firm: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    descriptions: Sequence[str | None],
) -> Answer:
    """An IOSS number stands in a description, a name or an address.

    Why: whoever reads the label can use the number for goods of his own, and the seller is asked for the tax on them.
    Fix: take the number out of the text and send it as the sender's reference.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: sender.address_line2 = "IOSS IM0562738491"
    """
    return (
        _written_out((sender, sender_firm, sender_line1, sender_line2, sender_city, name, firm, line1, line2, city), descriptions)
        if _may_mention()(descriptions, sender, sender_firm, sender_line1, sender_line2, sender_city, name, firm, line1, line2, city)
        else None
    )


@cache
def _may_mention() -> Callable[..., bool]:
    """The test of all texts of an item, descriptions first: whether a number can stand in one; nearly always none can."""
    return twin(
        "values",
        lambda native: native.may_write_out,
        lambda: lambda descriptions, *texts: _mentions("|".join(filter(None, (*texts, *descriptions)))),
    )


def _mentions(text: str) -> bool:
    """Whether there can be a number in the text."""
    return ("IM" in text or "im" in text or "Im" in text or "iM" in text) and _WRITTEN.search(text) is not None


def _written_out(parties: Sequence[str | None], descriptions: Sequence[str | None]) -> Answer:
    names = [(role, field) for role in _ROLES for field in _PARTY_TEXTS]
    places = [
        (f"{role}.{field}", f"the {role}'s {field.rstrip('12').replace('_', ' ')}", text)
        for (role, field), text in zip(names, parties, strict=True)
    ]
    places += [(f"contents.{number}.description", "a description", text) for number, text in enumerate(descriptions, 1)]
    return [{"at": at, "place": place} for at, place, text in places if text is not None and _WRITTEN.search(text)] or None
