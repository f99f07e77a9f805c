"""UPU rules on customs forms and limits of weight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from ead.codelists import hs
from ead.codelists.natures import DOCUMENTS
from ead.rules.api import ERROR, WARNING, Answer, Scope, rule

__all__: list[str] = []

_PARCELS_AND_EMS = frozenset({"C", "E"})


@rule(
    "UPU-FORM-002",
    on=Scope.ITEM,
    reads=["form", "gross_weight", "gross_is_plausible", "mail_class", "item_format?"],
    at="form",
    severity=WARNING,
    text="form CN 22 is for items up to {limit} kg, this one weighs {gross} kg",
    source="UPU form CN 22",
    fix="give the data of form CN 23",
)
def cn22_items_weigh_two_kilograms_at_most(
    form: str, gross: Decimal, plausible: bool, mail_class: str, item_format: str | None, *, max_weight: Decimal = Decimal(2)
) -> Answer:
    """Form CN 22 for an item of more than 2 kg.

    Why: above that weight customs want the data of form CN 23.
    Fix: give the data of form CN 23.
    Good: form = "CN23"; item_format = "PP"; gross_weight = "2.500"; contents.1.net_weight = "2.410"
    Bad: form = "CN22"; item_format = "PP"; gross_weight = "2.500"; contents.1.net_weight = "2.410"
    Notes: parcels, EMS items and small packets have rules of their own.
    """
    if form != "CN22" or gross <= max_weight or mail_class in _PARCELS_AND_EMS or item_format in (None, "SP"):
        return None
    return {"limit": max_weight, "gross": gross}


@rule(
    "UPU-FORM-003",
    on=Scope.ITEM,
    reads=["form", "mail_class", "nature"],
    at="form",
    severity=ERROR,
    text="form CN 22 does not do for {service}, expected the data of form CN 23",
    source="UPU forms CN 23 and CP 72; Japan Post, customs declaration for parcels and EMS",
    fix="give the data of form CN 23",
)
def parcels_and_ems_have_cn23_data(form: str, mail_class: str, nature: str) -> Answer:
    """A parcel or EMS item with goods goes with form CN 22.

    Why: parcels and EMS items with goods need the data of form CN 23, which their labels include.
    Fix: give the data of form CN 23.
    Good: form = "CN23"; mail_class = "C"; item_format = none; item_id = "CX806576725TW"
    Bad: form = "CN22"; mail_class = "C"; item_format = none; item_id = "CX806576725TW"
    """
    if form != "CN22" or mail_class not in _PARCELS_AND_EMS or nature == DOCUMENTS:
        return None
    return {"service": _service(mail_class)}


def _service(mail_class: str) -> str:
    return "parcels" if mail_class == "C" else "EMS items"


@rule(
    "UPU-WT-001",
    on=Scope.ITEM,
    reads=["gross_weight", "gross_is_plausible", "mail_class", "nature", "item_id", "item_format?", "contents.hs_code?"],
    at="gross_weight",
    severity=ERROR,
    text="a small packet weighs at most {limit} kg, this one {gross} kg",
    source="UPU Convention Regulations, limits of weight; 19 CFR 145.73",
    fix="send the item as a parcel, or correct the weight (kilograms)",
)
def small_packets_weigh_two_kilograms_at_most(
    gross: Decimal,
    plausible: bool,
    mail_class: str,
    nature: str,
    item_id: str,
    item_format: str | None,
    codes: Sequence[str | None],
    *,
    max_weight: Decimal = Decimal(2),
) -> Answer:
    """A small packet of more than 2 kg.

    Why: letter post carries goods up to 2 kg; heavier items are sent back.
    Fix: send the item as a parcel, or correct the weight, which is in kilograms.
    Good: gross_weight = "2.000"; contents.1.net_weight = "1.900"
    Bad: gross_weight = "2.350"; contents.1.net_weight = "1.900"
    Notes: without an item format, letter-post goods count as a small packet unless the identifier is that of an M bag or all is printed
    matter; the finding is then a warning.
    """
    if mail_class != "U" or gross <= max_weight:
        return None
    if item_format == "SP":
        return {"limit": max_weight, "gross": gross}
    if item_format is not None or nature == DOCUMENTS or item_id.startswith("M") or _all_printed(codes):
        return None
    return {"limit": max_weight, "gross": gross, "severity": WARNING}


def _all_printed(codes: Sequence[str | None]) -> bool:
    return bool(codes) and all(code is not None and code.startswith("49") for code in codes)


_BULK_LIMITS = {
    "MB": ("an M bag", Decimal(30)),
    "PP": ("an item of printed papers", Decimal(5)),
    "LB": ("an item for the blind", Decimal(7)),
}
_LEAST_BULK_LIMIT = min(limit for _, limit in _BULK_LIMITS.values())


@rule(
    "UPU-WT-002",
    on=Scope.ITEM,
    reads=["gross_weight", "gross_is_plausible", "mail_class", "item_id", "item_format?"],
    at="gross_weight",
    severity=ERROR,
    text="{what} weighs at most {limit} kg, this one {gross} kg",
    source="UPU Convention Regulations, limits of weight",
    fix="split the item, or correct the weight (kilograms)",
)
def bulky_letter_post_keeps_its_limits(gross: Decimal, plausible: bool, mail_class: str, item_id: str, item_format: str | None) -> Answer:
    """An M bag of more than 30 kg, printed papers of more than 5 kg, or an item for the blind of more than 7 kg.

    Why: each has a limit of its own, above which it is sent back.
    Fix: split the item, or correct the weight, which is in kilograms.
    Good: item_format = "PP"; form = "CN23"; gross_weight = "4.800"; contents.1.net_weight = "4.650"
    Bad: item_format = "PP"; form = "CN23"; gross_weight = "5.200"; contents.1.net_weight = "4.650"
    Notes: some destinations take printed papers up to 2 kg only; their profiles say so.
    """
    if gross <= _LEAST_BULK_LIMIT:
        return None
    if item_format is None and mail_class == "U" and item_id.startswith("M"):
        item_format = "MB"
    what, limit = _BULK_LIMITS.get(item_format or "", ("", gross))
    return {"what": what, "limit": limit, "gross": gross} if limit < gross else None


@rule(
    "UPU-WT-003",
    on=Scope.ITEM,
    reads=["gross_weight", "gross_is_plausible", "mail_class", "destination?"],
    at="gross_weight",
    severity=ERROR,
    text="{service} to this destination weigh at most {limit} kg, this one {gross} kg",
    source="UPU Convention Regulations, limits of weight: 20 kg, 30 kg where the destination agrees",
    fix="split the item, or correct the weight (kilograms)",
)
def parcels_and_ems_keep_their_limits(
    gross: Decimal,
    plausible: bool,
    mail_class: str,
    destination: str | None,
    *,
    usual_weight: Decimal = Decimal(20),
    max_weight: Decimal = Decimal(30),
    heavy_destinations: Collection[str] = (),
) -> Answer:
    """A parcel or EMS item is heavier than its service carries.

    Why: above 30 kg no post takes it; above 20 kg only destinations that have agreed to it.
    Fix: split the item, or correct the weight, which is in kilograms.
    Good: mail_class = "C"; form = "CN23"; item_format = none; item_id = "CX806576725TW";
        gross_weight = "19.500"; contents.1.net_weight = "18.900"
    Bad: mail_class = "C"; form = "CN23"; item_format = none; item_id = "CX806576725TW";
        gross_weight = "31.500"; contents.1.net_weight = "30.900"
    Notes: between 20 and 30 kg a parcel is a warning, unless ``heavy_destinations`` names its destination.
    """
    if gross <= usual_weight or mail_class not in _PARCELS_AND_EMS:
        return None
    if gross > max_weight:
        return {"service": _service(mail_class), "limit": max_weight, "gross": gross}
    if mail_class == "E" or destination in heavy_destinations:
        return None
    return {"service": _service(mail_class), "limit": usual_weight, "gross": gross, "severity": WARNING}


@rule(
    "UPU-WT-004",
    on=Scope.PIECE,
    reads=["hs_code", "item.m_bag"],
    at="hs_code",
    severity=WARNING,
    text="an M bag holds printed matter, HS {code} is {label}",
    source="19 CFR 145.73 (definition of M bags)",
    fix="send these goods in a parcel or small packet",
)
def m_bags_hold_printed_matter(code: str, m_bag: bool) -> Answer:
    """An M bag with goods other than printed matter.

    Why: M bags are for printed matter to one addressee; other goods in them are stopped.
    Fix: send these goods in a parcel or small packet.
    Good: item_format = "SP"
    Bad: item_format = "MB"
    """
    if code.startswith("49") or hs.chapter_status(code) != "assigned" or not hs.is_heading(code[:4]):
        return None
    return {"code": code, "label": hs.chapter_label(code)}
