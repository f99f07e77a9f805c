"""Data quality of weights and quantities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ead.rules.api import ERROR, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["net_total"]

_DOCUMENTS = "91"
_ZERO = Decimal(0)
_DUMMIES = frozenset(map(Decimal, ("1", "0.1", "0.01")))


@fact("net_total", on=Scope.ITEM, reads=["contents.net_weight"])
def net_total(nets: Sequence[Decimal]) -> Decimal:
    """The sum of the pieces' net weights in kilograms, when every piece has one."""
    return sum(nets, _ZERO)


@rule(
    "DQ-WT-001",
    on=Scope.ITEM,
    reads=["gross_weight", "net_total", "gross_is_plausible"],
    at="gross_weight",
    severity=ERROR,
    text="net weights add up to {net} kg, more than the gross weight of {gross} kg",
    source="UPU forms CN 22/CN 23 (net weight of the contents, gross weight of the item)",
    confidence=Confidence.ARITHMETIC,
    fix="correct the weight that was mistyped; net weights are kilograms of the whole line",
)
def net_weights_fit_in_gross_weight(gross: Decimal, total: Decimal, plausible: bool, *, tolerance: Decimal = Decimal("0.005")) -> Answer:
    """Net weights add up to more than the gross weight.

    Why: customs compare both; a sum above the gross weight means that a weight or its unit is wrong.
    Fix: correct the weight that was mistyped; net weights are kilograms of the whole line, not of one unit.
    Good: gross_weight = "0.412"; contents.1.net_weight = "0.364"
    Bad: gross_weight = "0.250"
    Notes: five grams are allowed for rounding. Silent where the gross weight itself is zero (UPU-NUM-001) or in the
        wrong unit (DQ-WT-003).
    """
    return {"net": total, "gross": gross} if total > gross + tolerance and gross else None


@rule(
    "DQ-WT-002",
    on=Scope.ITEM,
    reads=["gross_weight", "net_total", "nature?", "gross_is_plausible"],
    at="gross_weight",
    severity=WARNING,
    text="the gross weight of {gross} kg and the net weights of {net} kg leave {rest} kg for the packing",
    source="UPU forms CN 22/CN 23 (net weight of the contents, gross weight of the item)",
    confidence=Confidence.INFERRED,
    fix="weigh the packed item for the gross weight, and the goods alone for the net weight",
)
def packing_weighs_something(
    gross: Decimal,
    total: Decimal,
    nature: str | None,
    plausible: bool,
    *,
    lightest: Decimal = Decimal("0.100"),
    ratio: int = 10,
    heaviest_packing: Decimal = Decimal("0.250"),
) -> Answer:
    """The packing weighs nothing, or more than nine times the goods.

    Why: one of the two weights was copied from the other, or is per unit instead of per line.
    Fix: weigh the packed item for the gross weight, and the goods alone for the net weight.
    Good: gross_weight = "0.412"; contents.1.net_weight = "0.364"
    Bad: gross_weight = "0.364"
    Notes: items up to `lightest` kg, documents, and packing up to `heaviest_packing` kg pass.
    """
    return (
        {"gross": gross, "net": total, "rest": gross - total}
        if (gross == total or (gross > ratio * total and gross - total > heaviest_packing))
        and gross > lightest
        and nature != _DOCUMENTS
        and total
        else None
    )


@rule(
    "DQ-WT-003",
    on=Scope.ITEM,
    reads=["gross_weight"],
    at="gross_weight",
    severity=WARNING,
    text="gross weight {gross} kg can hardly be right, expected kilograms",
    source="UPU Convention: no postal item weighs more than 50 kg",
    confidence=Confidence.INFERRED,
    fix="give the weight in kilograms, with a decimal point: 412 grams are 0.412",
)
def gross_weight_is_in_kilograms(gross: Decimal, *, lowest: Decimal = Decimal("0.001"), limit: int = 1000) -> Answer:
    """The gross weight is 1000 kg or more, or below one gram.

    Why: grams were given as kilograms, or kilograms as tonnes.
    Fix: give the weight in kilograms, with a decimal point: 412 grams are 0.412.
    Good: gross_weight = "0.412"
    Bad: gross_weight = "1412"
    Notes: a weight of zero is UPU-NUM-001.
    """
    return {"gross": gross} if gross >= limit or (gross < lowest and gross > _ZERO) else None


@rule(
    "DQ-WT-004",
    on=Scope.ITEM,
    reads=["contents.net_weight"],
    at="contents.1.net_weight",
    severity=WARNING,
    text="net weight {net} kg looks made up",
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="weigh the goods of each line; a line that weighs less than a gram still weighs something",
)
def net_weights_look_real(nets: Sequence[Decimal]) -> Answer:
    """A net weight is zero, or all pieces of several weigh exactly 1, 0.1 or 0.01 kg.

    Why: such weights are typed when the goods were not weighed.
    Fix: weigh the goods of each line; a line that weighs less than a gram still weighs something.
    Good: contents.1.net_weight = "0.364"
    Bad: contents.1.net_weight = "0.000"
    """
    return _made_up(nets) if not all(nets) or (len(nets) > 1 and nets[0] == nets[1]) else None


def _made_up(nets: Sequence[Decimal]) -> Answer:
    if not all(nets):
        return [{"at": f"contents.{number}.net_weight", "net": net} for number, net in enumerate(nets, 1) if not net]
    return {"net": nets[0]} if nets[0] in _DUMMIES and all(net == nets[0] for net in nets) else None


@rule(
    "DQ-QTY-001",
    on=Scope.PIECE,
    reads=["units", "net_weight"],
    at="units",
    severity=WARNING,
    text="{units} units is the weight of the line in grams",
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="give the number of units in the line",
)
def units_are_not_grams(units: int, net_weight: Decimal, *, fewest: int = 20) -> Answer:
    """The number of units equals the net weight in grams.

    Why: quantity and weight were swapped or filled from one source.
    Fix: give the number of units in the line.
    Good: contents.1.units = 2
    Bad: contents.1.units = 364
    Notes: fewer than `fewest` units pass, for small goods of one gram exist. Zero and absurd numbers are UPU-NUM-001.
    """
    return {"units": units} if units >= fewest and units == net_weight * 1000 else None
