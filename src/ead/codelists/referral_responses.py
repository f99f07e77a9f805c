"""Answers to referrals (REFRSP): a working list of this project, for the codes of the exchange are not public. The list is open."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {
    "INFORMATION_SUPPLIED": "the information asked for is supplied, or the declaration was corrected",
    "SCREENED_NO_ALARM": "screened, nothing was found",
    "SCREENED_ALARM": "screened, something was found",
    "NOT_LOADED": "the item was not loaded",
    "RETURNED": "the item goes back to its sender",
    "CANNOT_COMPLY": "what is asked cannot be done",
}


@cache
def code_list() -> CodeList:
    """Return the answers as an open code list."""
    return make(
        "referral-responses",
        "Answers to referrals",
        _CODES,
        edition="2026-11",
        source="working list of this project",
        licence="own",
        closed=False,
        pattern="[A-Z][A-Z_]{0,34}",
    )
