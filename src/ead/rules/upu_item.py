"""UPU rules on the item as a whole: identifier and operators. UPU rules that are rows stand in ``data/upu.toml``."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from ead.codelists import countries, natures, operators
from ead.identifiers import s10
from ead.identifiers.errors import InvalidIdentifier
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("upu")

_S10: Final = "UPU standard S10"
# The first letters of nearly all items; what is not among them is looked up.
_CLASSES = {"C": "C", "E": "E", "H": "C", "L": "U", "R": "U", "U": "U", "V": "U"}


@rule(
    "UPU-S10-001",
    on=Scope.ITEM,
    reads=["item_id", "valid_s10?"],
    at="item_id",
    severity=ERROR,
    text='"{item_id}" is no S10 identifier: {reason}',
    source=_S10,
    confidence=Confidence.ARITHMETIC,
    fix="compare it with the label, character by character; write all 13 without spaces, in capital letters",
    safe_fix=True,
)
def item_id_is_an_s10_identifier(item_id: str, valid: str | None) -> Answer:
    """The item id is not a valid S10 identifier.

    Why: every post and customs system finds the item by this number; a wrong one is found nowhere, or finds another item.
    Fix: compare it with the label, character by character: two letters, eight digits, check digit, country. No spaces, capital letters.
    Good: item_id = "LX806576725TW"
    Bad: item_id = "LX806576726TW"
    Notes: spaces, hyphens and lower case are taken away as a safe fix when a valid identifier remains.
    """
    if valid is not None or not item_id.isascii():  # what is not ASCII is reported as such
        return None
    try:
        plain = s10.validate(item_id)
    except InvalidIdentifier as error:
        return {"item_id": item_id, "reason": str(error)}
    return {"item_id": item_id, "reason": "it is written with spaces, hyphens or small letters", "fix_value": plain}


@rule(
    "UPU-S10-004",
    on=Scope.ITEM,
    reads=["valid_s10", "origin_operator", "nature"],
    at="item_id",
    severity=WARNING,
    text='the identifier was issued in {country}, operator of origin "{operator}" works in {expected}',
    source=_S10,
    confidence=Confidence.GENERAL,
    fix="correct the operator of origin, or use an identifier of that operator",
)
def identifier_was_issued_by_the_operator_of_origin(item_id: str, operator: str, nature: str, *, agents: Collection[str] = ()) -> Answer:
    """The country at the end of the S10 identifier is not that of the operator of origin.

    Why: receivers look for the data of an item at the post that issued its number.
    Fix: correct the operator of origin, or use an identifier of that operator.
    Good: item_id = "LX806576725TW"; origin_operator = "TWA"
    Bad: item_id = "LX806576725FR"; origin_operator = "TWA"
    Notes: returned goods keep their first identifier, so they are left out. ``agents`` names operators (extraterritorial offices, agents)
    whose items carry identifiers of other countries.
    """
    if item_id[11:] == operator[:2]:
        return None
    expected = operators.country_hint(operator)
    if nature == natures.RETURNED or item_id[11:] == expected or operator in agents or not countries.is_country(expected):
        return None
    return {"country": item_id[11:], "operator": operator, "expected": expected}


@rule(
    "UPU-S10-006",
    on=Scope.ITEM,
    reads=["valid_s10", "mail_class"],
    at="item_id",
    severity=INFO,
    text='service indicator "{indicator}" is for {kind} (mail class {expected}), the mail class is {mail_class}',
    source=_S10,
    confidence=Confidence.GENERAL,
    fix="correct the mail class, or use an identifier of the right service",
)
def service_indicator_fits_the_mail_class(item_id: str, mail_class: str) -> Answer:
    """The service indicator of the identifier belongs to another mail class.

    Why: sorting and limits follow the mail class; receivers take it from either of the two.
    Fix: correct the mail class, or use an identifier of the right service.
    Good: item_id = "LX806576725TW"; mail_class = "U"
    Bad: item_id = "EX806576725TW"; mail_class = "U"
    """
    if _CLASSES.get(item_id[0]) == mail_class:
        return None
    group = s10.service_group(item_id)
    if group is None or group.mail_class is None or mail_class not in ("U", "C", "E") or group.mail_class == mail_class:
        return None
    return {"indicator": item_id[:2], "kind": group.kind, "expected": group.mail_class, "mail_class": mail_class}


@rule(
    "UPU-S10-007",
    on=Scope.ITEM,
    reads=["valid_s10"],
    at="item_id",
    severity=WARNING,
    text='service indicator "{indicator}" is not assigned to any service',
    source=_S10,
    confidence=Confidence.GENERAL,
    fix="use an identifier whose first letters stand for the service",
)
def service_indicator_is_assigned(item_id: str) -> Answer:
    """The service indicator of the identifier is one that the standard keeps in reserve.

    Why: receivers do not know what service such an item has.
    Fix: use an identifier whose first two letters stand for the service.
    Good: item_id = "LX806576725TW"
    Bad: item_id = "XX806576725TW"
    """
    if item_id[0] in _CLASSES:
        return None
    group = s10.service_group(item_id)
    return {"indicator": item_id[:2]} if group is not None and group.kind == "reserved" else None


@rule(
    "UPU-OPR-001",
    on=Scope.ITEM,
    reads=["origin_operator?", "destination_operator?"],
    at="origin_operator",
    severity=WARNING,
    text='{field} "{operator}" does not have the form of an operator code, expected three capital letters',
    source="form of the codes in the UPU CDS contract",
    fix="use the three letters of the operator's UPU code",
    safe_fix=True,
    each_field=True,
)
def operator_codes_have_three_letters(origin: str | None, destination: str | None) -> Answer:
    """An operator code is not three capital letters.

    Why: the codes route the message; an unknown one leads nowhere.
    Fix: use the three letters of the operator's UPU code, such as TWA; a processing centre's six letters are not it.
    Good: destination_operator = "BEA"
    Bad: destination_operator = "BEBRUA"
    """
    if not (_is_odd(origin) or _is_odd(destination)):
        return None
    fields = (("origin_operator", origin), ("destination_operator", destination))
    return [_operator_hit(field, code) for field, code in fields if code is not None and _is_odd(code)]


@lru_cache(maxsize=4096)
def _is_odd(code: str | None) -> bool:
    """Whether there is a code in ASCII (what is not is reported as such) without the form of an operator code."""
    return code is not None and code.isascii() and not operators.is_operator(code)


def _operator_hit(field: str, code: str) -> dict[str, str]:
    hit = {"at": field, "field": field, "operator": code}
    plain = operators.compact(code)
    return {**hit, "fix_value": plain} if operators.is_operator(plain) else hit
