"""Rules: European Union, ICS2. What a filing must hold that is to serve the customs declaration too (additional information 10900)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.identifiers import ioss
from ead.rules.api import ERROR, Answer, Scope, fact, rule

__all__ = ["ADDITIONAL_INFORMATION", "customs_data_wanted"]

ADDITIONAL_INFORMATION = frozenset({"additional_information_code", "additionalinformationcode", "ics2_additional_information"})
"""Names of the extra field that holds the codes of additional information in the filing (small letters, blanks as underscores)."""

_RELEASE_1 = date(2021, 3, 15)
_SPECIFICATION = "ICS2 harmonised trader interface, rules and conditions"
_FOR_DECLARATION = "10900"
_TYPES_OF_GOODS = frozenset({"11", "21", "31", "32", "91"})
_FISCAL = frozenset({"IOSS", "VAT"})


@fact("customs_data_wanted", on=Scope.ITEM, reads=["extra_fields"], few=True)
def customs_data_wanted(extra: Sequence[Sequence[str | None]]) -> bool | None:
    """``True`` where an extra field says that the filing carries additional information 10900: the data is to serve customs too."""
    for name, value in extra:
        if name is not None and name.lower().replace(" ", "_") in ADDITIONAL_INFORMATION and _FOR_DECLARATION in (value or ""):
            return True
    return None


@rule(
    "ICS2-NAT-001",
    on=Scope.ITEM,
    reads=["nature", "customs_data_wanted?", "sender.references?", "addressee.references?"],
    at="nature",
    severity=ERROR,
    text='filing F43 with additional information 10900 needs the type of goods, and nature "{nature}" is none of its codes',
    source=f"{_SPECIFICATION}: C3037; code list CL749",
    since=_RELEASE_1,
    fix="give 11, 21, 31, 32 or 91 as nature of transaction, or a VAT or IOSS number",
    details={"ics2_rule": "C3037", "validation_code": "13"},
)
def type_of_goods_can_be_filed(
    nature: str,
    wanted: bool | None,
    sender: Sequence[Sequence[str | None]] | None,
    addressee: Sequence[Sequence[str | None]] | None,
    *,
    always: bool = False,
) -> Answer:
    """The filing is to serve the customs declaration, and there is neither a nature that it has a code for nor a fiscal reference.

    Why: with additional information 10900 one of the two is mandatory.
    Fix: give 11, 21, 31, 32 or 91 as nature of transaction, or a VAT or IOSS number.
    Good: nature = "11"
    Bad: with always = true: nature = "991"; sender.references = none
    Notes: asked for where an extra field "additional_information_code" of the item holds 10900, or with the parameter `always`.
    """
    if nature in _TYPES_OF_GOODS or not (wanted or always):
        return None
    return None if _any_fiscal((*(sender or ()), *(addressee or ()))) else {"nature": nature}


def _any_fiscal(references: Sequence[Sequence[str | None]]) -> bool:
    return any(_is_fiscal(kind, value) for kind, value in references)


def _is_fiscal(kind: str | None, value: str | None) -> bool:
    return kind in _FISCAL or (kind is None and value is not None and ioss.is_valid(value))


@rule(
    "ICS2-VAL-001",
    on=Scope.PIECE,
    reads=["amount?", "currency?", "item.customs_data_wanted?", "item.is_goods"],
    at="amount",
    severity=ERROR,
    text="filing F43 with additional information 10900 needs the {element} of the piece",
    source=f"{_SPECIFICATION}: C3038",
    since=_RELEASE_1,
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-002", "EUI-H7-001"}),
    details={"ics2_rule": "C3038", "validation_code": "13"},
)
def value_is_given_for_the_declaration(
    amount: Decimal | None, currency: str | None, wanted: bool | None, goods: bool, *, always: bool = False
) -> Answer:
    """The filing is to serve the customs declaration, and a piece has no value or no currency.

    Why: with additional information 10900 the postal value is mandatory.
    Fix: add value and currency of the line.
    Good: contents.1.amount = "37.80"
    Bad: with always = true: contents.1.amount = none
    Notes: asked for where an extra field "additional_information_code" of the item holds 10900, or with the parameter `always`.
    """
    if (amount is not None and currency is not None) or not (wanted or always) or not goods:
        return None
    elements = (("amount", "value", amount), ("currency", "currency", currency))
    return [{"at": at, "element": element} for at, element, value in elements if value is None]


@rule(
    "ICS2-VAL-002",
    on=Scope.ITEM,
    reads=["postage?", "postage_currency?", "customs_data_wanted?"],
    at="postage",
    severity=ERROR,
    text="filing F43 with additional information 10900 needs the {element}",
    source=f"{_SPECIFICATION}: C3038",
    since=_RELEASE_1,
    fix="add the {element}",
    supersedes=frozenset({"UPU-CUR-003", "UPU-POST-001"}),
    details={"ics2_rule": "C3038", "validation_code": "13"},
)
def postage_is_given_for_the_declaration(
    postage: Decimal | None, currency: str | None, wanted: bool | None, *, always: bool = False
) -> Answer:
    """The filing is to serve the customs declaration, and the postage or its currency is missing.

    Why: with additional information 10900 the postal charges are mandatory.
    Fix: add the postage that the sender paid, and its currency.
    Good: postage = "8.45"
    Bad: with always = true: postage_currency = none
    Notes: asked for where an extra field "additional_information_code" of the item holds 10900, or with the parameter `always`.
    """
    if (postage is not None and currency is not None) or not (wanted or always):
        return None
    elements = (("postage", "postage", postage), ("postage_currency", "currency of the postage", currency))
    return [{"at": at, "element": element} for at, element, value in elements if value is None]
