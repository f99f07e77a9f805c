"""What the rules on imports into the European Union rest on: whether an item is one, and the IOSS numbers that it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from ead.codelists import countries
from ead.descriptions.words import fold
from ead.identifiers import ioss
from ead.named import NamedTuple
from ead.native import twin
from ead.patterns import lazy
from ead.rules.api import Scope, fact

__all__ = ["LOW_VALUE", "Ioss"]

Pairs = Sequence[Sequence[str | None]]
"""References with kind and value, or extra fields with name and value."""

LOW_VALUE = 150
"""Euro: up to this intrinsic value IOSS, the declaration H7 and, from 2026-07-01, the duty of 3 euro an item apply."""

_UNION = countries.eu_customs_territory()
_NORTHERN_IRELAND = ("BT", "bt")
# Numbers that were meant to be an IOSS number although nothing names them so.
_MEANT = lazy("IM[0-9]{8,12}")
# Intermediaries of IOSS have IN and ten digits, sellers under the scheme for services EU and nine.
_OTHER_SCHEME = lazy("IN[0-9]{10}|EU[0-9]{9}")
_FIELD_NAMES = frozenset({"ioss", "iossid", "iossno", "iossnr", "iossnum", "iossnumber", "iossidnumber", "iossvatid"})
_OTHER_LETTERS = ("IN", "EU")
# Kinds that leave open what the number is.
_OPEN_KINDS = frozenset({None, "IMPORTER", "TAX"})


class Ioss(NamedTuple):
    """One IOSS number as an item gives it: where, its twelve characters, what is appended to them, and what is wrong with it.

    ``fault`` is empty, "form", or "scheme" for a number of another scheme.
    """

    at: str
    head: str
    suffix: str
    fault: str


@fact("enters_union", on=Scope.ITEM, reads=["origin?", "sender.postcode?"], few=True)
def enters_union(origin: str | None, postcode: str | None) -> bool | None:
    """``True`` for items from outside the customs territory of the Union; ``None``, which silences rules that read this, for others.

    Goods from Northern Ireland are in free circulation. An unknown origin counts as outside.
    """
    return None if origin in _UNION or (origin == "GB" and postcode is not None and postcode.startswith(_NORTHERN_IRELAND)) else True


@fact("ioss_numbers", on=Scope.ITEM, reads=["enters_union", "sender.references?", "addressee.references?", "extra_fields?"])
def ioss_numbers(
    entering: bool,
    senders: Sequence[Sequence[str | None]] | None,
    addressees: Sequence[Sequence[str | None]] | None,
    extra: Sequence[Sequence[str | None]] | None,
) -> tuple[Ioss, ...] | None:
    """The IOSS numbers of an item, wherever its data carries them; ``None`` when there are none.

    Posts put the number in different places: in the sender's reference, in that of the importer, or in a field of its own.
    """
    return _numbers()(senders, addressees, extra) if senders or addressees or extra else None


@cache
def _numbers() -> Callable[[Pairs | None, Pairs | None, Pairs | None], tuple[Ioss, ...] | None]:
    return twin(
        "identifiers",
        lambda native: native.IossNumbers(native.Numbers(ioss.MEMBER_STATES, countries.eu_members()), Ioss, _in_reference, _in_field).of,
        lambda: _numbers_in,
    )


def _numbers_in(senders: Pairs | None, addressees: Pairs | None, extra: Pairs | None) -> tuple[Ioss, ...] | None:
    found: list[Ioss] = []
    for role, references in (("sender", senders), ("addressee", addressees)):
        for number, (kind, value) in enumerate(references or (), 1):
            known = _in_reference(kind, value)
            if known is not None:
                found.append(Ioss(f"{role}.references.{number}.value", *known))
    for number, (name, value) in enumerate(extra or (), 1):
        known = _in_field(name, value)
        if known is not None:
            found.append(Ioss(f"extra_fields.{number}.value", *known))
    return tuple(found) or None


def _in_reference(kind: str | None, value: str | None) -> tuple[str, str, str] | None:
    return _examined(value or "", kind == "IOSS", kind in _OPEN_KINDS)


def _in_field(name: str | None, value: str | None) -> tuple[str, str, str] | None:
    return _examined(value or "", _names_ioss(name or ""), False)


@fact("odd_ioss_numbers", on=Scope.ITEM, reads=["ioss_numbers"])
def odd_ioss_numbers(numbers: tuple[Ioss, ...]) -> tuple[Ioss, ...] | None:
    """The numbers that have a fault or a suffix; ``None`` for nearly all items."""
    for one in numbers:
        if one.fault or one.suffix:
            return tuple(one for one in numbers if one.fault or one.suffix)
    return None


@lru_cache(maxsize=1024)
def _names_ioss(name: str) -> bool:
    return fold(name).replace(" ", "") in _FIELD_NAMES


@lru_cache(maxsize=16_384)
def _examined(value: str, named: bool, unnamed: bool) -> tuple[str, str, str] | None:
    """Head, suffix and fault of a value that is an IOSS number or was meant to be one; ``None`` for other values.

    ``named`` says that the data calls the value an IOSS number, ``unnamed`` that it does not say what it is.
    """
    head, suffix = ioss.split(value)
    if ioss.is_valid(head):
        return head, suffix, ""
    if (named and head.startswith(_OTHER_LETTERS)) or (unnamed and _OTHER_SCHEME.fullmatch(head)):
        return head, suffix, "scheme"
    return (head, suffix, "form") if named or (unnamed and _MEANT.fullmatch(head)) else None
