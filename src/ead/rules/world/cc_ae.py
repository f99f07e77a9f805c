"""Rules: the United Arab Emirates."""

from __future__ import annotations

from ead.rules.api import INFO, Answer, Scope, rule

__all__: list[str] = []


@rule(
    "AE-CON-001",
    on=Scope.ITEM,
    reads=["addressee.telephone?", "addressee.email?", "is_goods"],
    at="addressee.telephone",
    severity=INFO,
    text="the addressee in the Emirates has no {missing}",
    source="Japan Post, changes in country conditions: United Arab Emirates",
    fix="add the mobile number and the e-mail address of the addressee",
    public=frozenset({"missing"}),
    supersedes=frozenset({"UPU-PTY-002"}),
)
def addressees_in_the_emirates_can_be_reached(telephone: str | None, email: str | None, is_goods: bool) -> Answer:
    """The addressee in the United Arab Emirates has no telephone number or no e-mail address.

    Why: streets have few numbers there; items are delivered after a call, and customs write to the addressee.
    Fix: add the mobile number and the e-mail address of the addressee.
    Good: TW to AE: addressee.telephone = "+971 50 123 4567"
    Bad: TW to AE: addressee.telephone = none
    """
    if not is_goods or (telephone is not None and email is not None):
        return None
    return {"missing": "telephone number"} if telephone is None else {"missing": "e-mail address", "at": "addressee.email"}
