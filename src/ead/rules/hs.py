"""Rules on the Harmonized System: does the code exist in the edition in force? Each code gets one verdict at most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from ead.codelists import hs
from ead.named import NamedTuple
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, fact, rule
from ead.rules.facts import is_dummy_hs

__all__ = ["Verdict", "verdict_on"]

_CATCH_ALL = "99"
_UNSPECIFIED = "9999"
_SHOWN = 6
_WCO = "WCO Harmonized System"


class Verdict(NamedTuple):
    """What is wrong with a code: the rule that says so, and the parameters of its finding."""

    code: str
    params: Mapping[str, Any]


@lru_cache(maxsize=16384)
def verdict_on(code: str, edition: str) -> Verdict | None:
    """What is wrong with a code in an edition ("2022"): the first that applies of chapter, dummy, catch-all, old edition, existence.

    ``None`` for a code that exists, for one whose form is wrong, and for dummies: other rules speak about these.
    """
    if not (code.isascii() and code.isdigit() and len(code) >= 6 and len(code) % 2 == 0) or is_dummy_hs(code):
        return None
    if code[:2] == _CATCH_ALL or hs.chapter_status(code) != "assigned":
        return _special_chapter(code)
    six = code[:6]
    last = hs.obsolete_edition(six)
    if hs.is_valid(six, edition) or (last is not None and last == edition):
        return None
    held = hs.data_edition(edition) == edition
    return _of_an_older_edition(code, edition) or _not_in_edition(code, edition, held=held)


def _special_chapter(code: str) -> Verdict | None:
    national = len(code) > 6
    if code.startswith(_UNSPECIFIED) or (code[:2] == _CATCH_ALL and not national):
        return Verdict("HS-SPC-001", {"code": code})
    status = hs.chapter_status(code)
    if status == "national":
        return None if national else Verdict("HS-CHP-001", {"chapter": code[:2], "state": "is left to national codes", "severity": WARNING})
    state = "is kept in reserve" if status == "reserved" else "does not exist"
    return Verdict("HS-CHP-001", {"chapter": code[:2], "state": state})


def _of_an_older_edition(code: str, edition: str) -> Verdict | None:
    last = hs.obsolete_edition(code[:6])
    if last is None or last >= edition:
        return None
    successors = hs.successors(code[:6])
    params = {"code": code[:6], "last": last, "edition": edition, "successors": ", ".join(successors) or "not known"}
    return Verdict("HS-VAL-002" if last == "2017" else "HS-VAL-003", params)


def _not_in_edition(code: str, edition: str, *, held: bool) -> Verdict:
    six = code[:6]
    params: dict[str, Any] = {"code": six, "edition": edition}
    siblings = hs.siblings(six, edition)
    if len(code) > 6:
        return Verdict("HS-NAT-001", {**params, "national": code})
    if siblings and not hs.editions_of(six):
        return Verdict("HS-STR-001", {**params, "heading": six[:4], "siblings": ", ".join(siblings[:_SHOWN])})
    # The list of an edition that is not held is stood in for by its neighbour, so the code may be new: no error.
    return Verdict("HS-VAL-001", params if held else {**params, "severity": WARNING})


@fact("hs_verdict", on=Scope.PIECE, reads=["hs_code", "item.hs_edition"])
def hs_verdict(code: str, edition: str) -> Verdict | None:
    """The verdict on the piece's HS code; ``None`` keeps all rules of the set silent."""
    return verdict_on(code, edition) if code[:6] not in _ordinary_codes(edition) else None


@cache
def _ordinary_codes(edition: str) -> frozenset[str]:
    """Six digits that exist: whatever stands behind them, other rules speak about that."""
    codes = hs.codes(edition)
    # Chapter by chapter: asking about each of the thousands of codes would be felt at a start.
    chapters = [f"{number:02d}" for number in range(100)]
    strange = {chapter for chapter in chapters if chapter == _CATCH_ALL or hs.chapter_status(chapter) != "assigned"}
    return codes.difference([code for code in codes if code[:2] in strange])


def _if(verdict: Verdict, code: str) -> Answer:
    return verdict.params if verdict.code == code else None


@rule(
    "HS-CHP-001",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=ERROR,
    text="chapter {chapter} of the Harmonized System {state}",
    source=_WCO,
    confidence=Confidence.ARITHMETIC,
    fix="look the goods up in the Harmonized System, chapters 01 to 97",
)
def chapter_is_assigned(verdict: Verdict) -> Answer:
    """The chapter of the HS code does not exist, is kept in reserve, or is left to national use.

    Why: a code of no chapter classifies nothing.
    Fix: look the goods up in the Harmonized System, chapters 01 to 97 without 77.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "770100"
    Notes: six digits of chapter 98 are a warning: only national codes, with eight digits or more, stand there.
    """
    return _if(verdict, "HS-CHP-001")


@rule(
    "HS-SPC-001",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=WARNING,
    text="HS code {code} says only that the goods are not specified",
    source="HS code 999999, for statistics only",
    fix="classify the goods",
)
def code_is_not_the_catch_all(verdict: Verdict) -> Answer:
    """The HS code is 999999 or another code of chapter 99 used as a catch-all.

    Why: it is meant for trade statistics; for customs it is no classification.
    Fix: classify the goods.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "999999"
    """
    return _if(verdict, "HS-SPC-001")


@rule(
    "HS-VAL-001",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=ERROR,
    text="HS code {code} is not in HS {edition}",
    source="Harmonized System, editions 2017 and 2022",
    confidence=Confidence.ARITHMETIC,
    fix="look the goods up in the edition in force",
)
def code_is_in_the_edition_in_force(verdict: Verdict) -> Answer:
    """The first six digits are not in the edition of the Harmonized System in force at posting.

    Why: customs systems refuse codes that do not exist.
    Fix: look the goods up in the edition in force: HS 2017 until 2021-12-31, HS 2022 until 2027-12-31, then HS 2028.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "610000"
    Notes: a warning on dates whose edition is not held (before 2017, from 2028), because the code may be in that one.
    """
    return _if(verdict, "HS-VAL-001")


@rule(
    "HS-VAL-002",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=WARNING,
    text="HS code {code} ended with HS {last}; in HS {edition} it is {successors}",
    source="United Nations Statistics Division, correlation of HS 2022 with HS 2017",
    fix="use the code of the edition in force: {successors}",
)
def code_outlived_its_edition(verdict: Verdict) -> Answer:
    """The HS code is one of the previous edition, HS 2017, that HS 2022 no longer has.

    Why: systems that were updated do not know it any more.
    Fix: use the successor that fits the goods.
    Good: contents.1.hs_code = "620140"
    Bad: contents.1.hs_code = "620193"
    """
    return _if(verdict, "HS-VAL-002")


@rule(
    "HS-VAL-003",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=INFO,
    text="HS code {code} ended with HS {last}; in HS {edition} it is {successors}",
    source="WCO correlation tables",
    fix="use the code of the edition in force: {successors}",
)
def code_is_not_from_long_ago(verdict: Verdict) -> Answer:
    """The HS code is one of HS 2012 or an earlier edition.

    Why: it comes from a product list that was not looked after for many years; other codes of that list may be wrong too.
    Fix: use the successor that fits the goods, and renew the list.
    Good: contents.1.hs_code = "390761"; contents.1.description = "Clear PET granules for moulding"
    Bad: contents.1.hs_code = "390760"; contents.1.description = "Clear PET granules for moulding"
    """
    return _if(verdict, "HS-VAL-003")


@rule(
    "HS-STR-001",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=WARNING,
    text="HS heading {heading} exists, sub-heading {code} does not; it has {siblings}",
    source="Harmonized System, editions 2017 and 2022",
    confidence=Confidence.INFERRED,
    fix="use the sub-heading that fits the goods: {siblings}",
)
def subheading_is_in_its_heading(verdict: Verdict) -> Answer:
    """The heading of the HS code exists, the sub-heading does not.

    Why: usually one of the last two digits was mistyped or made up.
    Fix: use the sub-heading of the heading that fits the goods; the nearest ones are named.
    Good: contents.1.hs_code = "610990"
    Bad: contents.1.hs_code = "610999"
    """
    return _if(verdict, "HS-STR-001")


@rule(
    "HS-NAT-001",
    on=Scope.PIECE,
    reads=["hs_verdict"],
    at="hs_code",
    severity=WARNING,
    text="national code {national} starts with {code}, which is not in HS {edition}",
    source="Harmonized System: the first six digits of national codes are those of the HS",
    fix="look the goods up in the national tariff in force",
)
def national_codes_start_with_a_valid_six(verdict: Verdict) -> Answer:
    """The first six digits of a code of 8 to 14 digits do not exist.

    Why: national codes only add digits to a code of the Harmonized System.
    Fix: look the goods up in the national tariff in force.
    Good: contents.1.hs_code = "6109100010"
    Bad: contents.1.hs_code = "6109990010"
    """
    return _if(verdict, "HS-NAT-001")
