"""UPU rules on the nature of transaction: documents, gifts, and what needs an explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from ead.codelists import hs, reference_kinds
from ead.codelists.natures import DOCUMENTS, GIFT, OTHER
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, fact, rule
from ead.rules.reference_facts import Known
from ead.rules.value_facts import Money

__all__: list[str] = []

_FIRMS = frozenset({"seller", "company"})
# Kinds that no private person has in any country: IOSS, VOEC, VAT ...
_SELLERS = frozenset(kind for kind, rows in reference_kinds.by_code().items() if _FIRMS.issuperset(row.holder for row in rows))
_MOST_WEIGHT = Decimal(2)
_GIFT_LIMITS: Mapping[str, Decimal] = MappingProxyType({"EUR": Decimal(45), "USD": Decimal(100)})


@fact("sign_of_goods", on=Scope.ITEM, reads=["nature", "contents.amount?", "contents.hs_code?", "contents.net_weight?"])
def sign_of_goods(
    nature: str, amounts: Sequence[Decimal | None], codes: Sequence[str | None], weights: Sequence[Decimal | None]
) -> tuple[int, str] | None:
    """The first piece and field of an item declared as documents that documents would not have."""
    return _sign_of_goods(amounts, codes, weights) if nature == DOCUMENTS else None


@rule(
    "UPU-EAD-002",
    on=Scope.ITEM,
    reads=["nature", "contents.amount?", "sign_of_goods?"],
    at="nature",
    severity=INFO,
    text="documents without value need no advance data; rules for goods were not applied",
    source="19 CFR 145.73 (definition of documents); Japan Post, electronic advance data",
    fix="leave the item out of the message if the partner does not want it",
)
def documents_need_no_declaration(nature: str, amounts: Sequence[Decimal | None], sign: tuple[int, str] | None) -> Answer:
    """The item holds documents without value, for which no advance data is asked.

    Why: a reader should know why the rules for goods are silent about this item.
    Fix: nothing needs mending; leave the item out of the message if the partner does not want it.
    Good: nature = "11"
    Bad: nature = "91"; form = none; contents.1.amount = none; contents.1.currency = none; contents.1.hs_code = "490199";
        contents.1.description = "Printed contract pages"
    Notes: silent unless there is a piece without value, for which rules for goods were indeed passed over.
    """
    return {} if nature == DOCUMENTS and not all(amounts) and sign is None else None


@rule(
    "UPU-EAD-003",
    on=Scope.ITEM,
    reads=["nature", "sign_of_goods?", "contents.amount?", "contents.hs_code?", "contents.net_weight?"],
    at="nature",
    severity=WARNING,
    text="declared as documents, but the {field} of content piece {piece} speaks of goods",
    source="19 CFR 145.73 (definition of documents)",
    confidence=Confidence.INFERRED,
    fix="declare the nature of transaction that fits the goods",
)
def documents_are_not_goods(
    nature: str,
    known: tuple[int, str] | None,
    amounts: Sequence[Decimal | None],
    codes: Sequence[str | None],
    weights: Sequence[Decimal | None],
    *,
    max_weight: Decimal = _MOST_WEIGHT,
) -> Answer:
    """An item declared as documents has a piece with a value, an HS code outside chapter 49, or more than 2 kg.

    Why: documents travel without a declaration; goods declared as documents are stopped.
    Fix: declare the nature of transaction that fits the goods.
    Good: nature = "11"
    Bad: nature = "91"; form = none
    """
    if nature != DOCUMENTS or (known is None and max_weight == _MOST_WEIGHT):
        return None
    sign = _sign_of_goods(amounts, codes, weights, max_weight)
    return None if sign is None else {"piece": sign[0], "field": sign[1]}


def _sign_of_goods(
    amounts: Sequence[Decimal | None], codes: Sequence[str | None], weights: Sequence[Decimal | None], max_weight: Decimal = _MOST_WEIGHT
) -> tuple[int, str] | None:
    """The first piece and field that documents would not have."""
    for number, (amount, code, weight) in enumerate(zip(amounts, codes, weights, strict=True), 1):
        if amount is not None and amount > 0:
            return number, "amount"
        if code is not None and not code.startswith("49") and hs.chapter_status(code) == "assigned":
            return number, "hs_code"
        if weight is not None and weight > max_weight:
            return number, "net_weight"
    return None


@rule(
    "UPU-NAT-001",
    on=Scope.ITEM,
    reads=["nature", "remarks?"],
    at="remarks",
    severity=ERROR,
    text="the nature of transaction is 'other', and no remarks explain it",
    source="USPS, DHL Paket, Australia Post and Canada Post interface descriptions: 'other' needs an explanation",
    fix="say in the remarks what the transaction is, or choose a nature of the list",
)
def other_natures_are_explained(nature: str, remarks: str | None) -> Answer:
    """The nature of transaction is 'other' and nothing explains it.

    Why: customs cannot choose a procedure without knowing why the item is sent.
    Fix: say in the remarks what the transaction is, or choose a nature of the list.
    Good: nature = "999"; remarks = "Repaired camera tripod going back to its owner"; sender.references = none
    Bad: nature = "999"; sender.references = none
    """
    return {} if nature == OTHER and not (remarks and remarks.strip()) else None


@rule(
    "UPU-NAT-002",
    on=Scope.ITEM,
    reads=[
        "nature",
        "sender.company?",
        "sender_references?",
        "total_units?",
        "total_value?",
        "contents.units?",
        "contents.amount?",
        "contents.currency?",
    ],
    at="nature",
    severity=WARNING,
    text="declared as a gift, but {field} suggests a sale",
    source="WCO, strengthening data accuracy in postal supply chains (2025): sales declared as gifts; thresholds of this project",
    confidence=Confidence.INFERRED,
    fix="declare a sale as a sale; a gift goes from person to person",
    public=frozenset({"field"}),
)
def gifts_go_from_person_to_person(
    nature: str,
    company: str | None,
    references: Sequence[Known] | None,
    all_units: int | None,
    total: Money | None,
    units: Sequence[int | None],
    amounts: Sequence[Decimal | None],
    currencies: Sequence[str | None],
    *,
    max_units: int = 10,
    limits: Mapping[str, Decimal] = _GIFT_LIMITS,
) -> Answer:
    """A gift is sent by a firm, under a seller's reference, in quantity, or is worth more than gifts are relieved for.

    Why: sales declared as gifts are the best-known false declaration, and customs look for just these signs.
    Fix: declare a sale as a sale; a gift goes from person to person.
    Good: nature = "31"; sender.company = none; sender.person_type = "1"; sender.references = none
    Bad: nature = "31"; sender.references = none
    Notes: ``limits`` are totals by currency: 45 EUR is the relief of the EU for gifts, 100 USD that of the United States.
    """
    if nature != GIFT or (
        # Nearly all gifts are: few things worth little, with no word of a firm.
        company is None
        and not references
        and all_units is not None
        and all_units <= max_units
        and total is not None
        and (total.currency not in limits or total.amount <= Decimal(limits.get(total.currency, 0)))
    ):
        return None
    if company is not None:
        return {"field": "sender.company"}
    for number, known in enumerate(references or (), 1):
        if _is_a_sellers(known):
            return {"field": f"sender.references.{number}"}
    for number, count in enumerate(units, 1):
        if count is not None and count > max_units:
            return {"field": f"contents.{number}.units"}
    limit = limits.get(str(currencies[0])) if currencies and currencies.count(currencies[0]) == len(currencies) else None
    if limit is not None and sum(filter(None, amounts)) > Decimal(limit):
        return {"field": "amount"}
    return None


def _is_a_sellers(known: Known) -> bool:
    """Whether only sellers have such a reference. What kind it is must be stated, or else leave no other reading."""
    kinds = known.kinds[:1] if known.stated else known.kinds
    return bool(kinds) and _SELLERS.issuperset(kinds)
