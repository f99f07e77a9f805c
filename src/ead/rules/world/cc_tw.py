"""Rules: Taiwan. The check digit of identity numbers stands in ``data/cc-tw.toml``."""

from __future__ import annotations

from datetime import date

from ead.rules.api import WARNING, Answer, Scope, rule
from ead.rules.dq_contact import fault_of_telephone
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-tw")
_AS_MOBILES_ARE_WRITTEN = ("+8869", "+886 9", "+886-9")


@rule(
    "TW-EZ-001",
    on=Scope.ITEM,
    reads=["addressee.telephone?", "addressee_is_named", "is_goods", "to_firm"],
    at="addressee.telephone",
    severity=WARNING,
    text="the addressee has no mobile telephone number of Taiwan",
    source="Customs Administration of Taiwan, real-name authentication by the EZ WAY application",
    since=date(2022, 7, 1),
    fix="ask the addressee for the mobile number with which EZ WAY is used, such as +886 9 and eight digits",
    supersedes=frozenset({"UPU-PTY-002"}),
)
def addressees_in_taiwan_have_a_mobile(telephone: str | None, named: bool, is_goods: bool, to_firm: bool) -> Answer:
    """Goods to a person in Taiwan come without a mobile number of Taiwan.

    Why: addressees confirm imports in an application that is tied to their mobile number; without it the item cannot be confirmed.
    Fix: ask the addressee for the mobile number.
    Good: US to TW: addressee.telephone = "+886 912 345 670"
    Bad: US to TW: addressee.telephone = "+886 2 2311 5544"
    Notes: a landline number and a foreign one do not do. What is no number at all is told by DQ-TEL-001. Firms are left out.
    """
    return (
        {}
        if is_goods
        and not to_firm
        and not (telephone is not None and telephone.startswith(_AS_MOBILES_ARE_WRITTEN))
        and not _may_be_mobile(telephone)
        else None
    )


def _may_be_mobile(telephone: str | None) -> bool:
    """Whether it is a mobile number of Taiwan, or something about which other rules speak or nobody knows."""
    if not telephone:
        return False
    if fault_of_telephone(telephone):
        return True
    digits = "".join(character for character in telephone if character.isascii() and character.isdigit())
    if telephone.strip().startswith("+") or digits.startswith("00"):
        international = digits.removeprefix("00")
        return international.startswith("886") and international.removeprefix("886").lstrip("0").startswith("9")
    return digits.startswith(("09", "9", "8869")) or digits[:1] not in ("0", "8")
