"""Whether the data of items suffices for the filing to the European Union: levels, counts, reports."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ead.findings import Finding, Location, Path, Severity
from ead.limits import Limits
from ead.sufficiency import Sufficiency, SufficiencyCounts, is_mandatory, level_of
from ead.testing.builders import item, item_between, message, with_values
from ead.testing.examples import SAMPLE_DATE
from ead.validator import Validator

READY, WARNED, SHORT = Sufficiency.READY, Sufficiency.READY_WITH_WARNINGS, Sufficiency.INSUFFICIENT
PROFILES = (("auto",), ("eu-ics2",))
C2C = {"nature": "31", "sender.person_type": "1", "sender.company": None, "sender.references": None, "contents.1.hs_code": None}


def levels(*items: dict[str, Any], profiles: tuple[str, ...] = ("auto",), **settings: Any) -> list[Sufficiency | None]:
    """The level of each item of a message."""
    validator = Validator(profiles, as_of=settings.pop("as_of", SAMPLE_DATE), **settings)
    source = json.dumps(message(list(items))).encode()
    return [result.sufficiency for result in validator.iter_validate(source) if result.index is not None]


def changed(**values: Any) -> dict[str, Any]:
    """The sample item to Belgium with values set, double underscores for dots."""
    return with_values(item(), {path.replace("__", "."): value for path, value in values.items()})


@pytest.mark.parametrize("profiles", PROFILES)
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, READY),
        ({"contents.1.hs_code": None}, SHORT),
        (C2C, READY),
        ({"addressee.city": None}, SHORT),
        ({"addressee": None, "destination_operator": "BEA"}, SHORT),
        ({"addressee.address_line1": "Veldstraat"}, SHORT),
        ({"addressee.postcode": None}, SHORT),
        ({"contents.1.description": "Clothes"}, SHORT),
        ({"contents.1.description": "4711"}, SHORT),
        ({"addressee.telephone": "0486 35 38 81"}, SHORT),
        ({"addressee.telephone": "+32-486-35-38-81"}, WARNED),
        ({"contents.1.index": 7}, WARNED),
        ({"addressee.name": "Lotte " + "Peeters-" * 10 + "Maes"}, WARNED),
        ({"postage": "much"}, WARNED),
        ({"gross_weight": "heavy"}, SHORT),
        ({"contents.1.hs_code": "610000"}, SHORT),
    ],
)
def test_level_of_an_item(values: dict[str, Any], expected: Sufficiency, profiles: tuple[str, ...]) -> None:
    """What is mandatory and missing makes an item insufficient, what would be dropped is a warning; the profile does not matter."""
    assert [expected] == levels(with_values(item(), values), profiles=profiles)


@pytest.mark.parametrize("destination", ["AU", "BR", "US", "GB"])
def test_no_level_where_no_filing_is_due(destination: str) -> None:
    """Items to other destinations have no level, whatever is wrong with them."""
    clean = item_between("TW", destination)
    assert [None, None] == levels(clean, {**with_values(clean, {"addressee.city": None}), "item_id": "LX100000017TW"})


def test_northern_ireland_norway_and_switzerland_belong_to_it() -> None:
    """Filings are due for the whole area of ICS2."""
    belfast = with_values(item_between("TW", "GB"), {"addressee.postcode": "BT1 5GS", "addressee.city": "Belfast"})
    assert [READY, READY, READY] == levels(belfast, item_between("TW", "NO"), item_between("TW", "CH"))


def test_no_level_without_the_rule_set() -> None:
    """Profiles without the rule set eu-ics2 say nothing about filings."""
    assert [None] == levels(item(), profiles=("upu", "dq"))


def test_no_level_before_the_first_release() -> None:
    """Before 2021-03-15 there were no filings for post."""
    assert [None] == levels(item(), as_of=date(2021, 3, 14))
    assert [READY] == levels(item(), as_of=date(2021, 3, 15))


def test_switches_do_not_change_the_level() -> None:
    """A finding that is not reported is a fault of the data all the same."""
    assert [SHORT] == levels(changed(contents__1__hs_code=None), ignore=("ICS2-", "EUI-", "UPU-"))


def test_findings_name_rule_and_validation_code() -> None:
    """Every finding of the set carries the code of the answer to expect, and the number of the ICS2 rule where there is one."""
    values = {
        "contents.1.hs_code": None,
        "addressee.address_line1": "Veldstraat",
        "sender.telephone": "02 2735 4812",
        "sender.name": "Unknown",
    }
    report = Validator(("eu-ics2",), as_of=SAMPLE_DATE).validate(json.dumps(message([with_values(item(), values)])).encode())
    found = {finding.code: dict(finding.details) for finding in report.findings}
    assert {"ics2_rule": "C3025", "validation_code": "13"} == found["ICS2-HS-001"]
    assert {"ics2_rule": "R3002", "validation_code": "12"} == found["ICS2-ADR-001"]
    assert {"ics2_rule": "R3006", "validation_code": "12"} == found["ICS2-COM-001"]
    assert {"validation_code": "100"} == found["ICS2-PTY-003"]


def test_a_wrong_code_has_another_validation_code() -> None:
    """An HS code that is there and wrong is answered otherwise than one that is missing."""
    report = Validator(("eu-ics2",), as_of=SAMPLE_DATE).validate(json.dumps(message([changed(contents__1__hs_code="6109")])).encode())
    assert [("ICS2-HS-001", "12")] == [(finding.code, finding.details["validation_code"]) for finding in report.findings]


def test_details_outlive_folding() -> None:
    """Where a rule of the country says the same, the finding keeps the code of the answer to expect."""
    item_to_norway = with_values(item_between("TW", "NO"), {"contents.1.hs_code": None})
    report = Validator(as_of=SAMPLE_DATE).validate(json.dumps(message([item_to_norway])).encode())
    found = [finding for finding in report.findings if "ICS2-HS-001" in (finding.code, *finding.also)]
    assert ["13"] == [finding.details["validation_code"] for finding in found]


def test_the_report_lists_levels() -> None:
    """The JSON report counts the levels and names each item's."""
    items = [
        item(),
        {**changed(contents__1__hs_code=None), "item_id": "LX100000017TW"},
        {**item_between("TW", "AU"), "item_id": "LX100000025TW"},
    ]
    report = Validator(as_of=SAMPLE_DATE).validate(json.dumps(message(items)).encode())
    assert {
        "counts": {"READY": 1, "READY_WITH_WARNINGS": 0, "INSUFFICIENT": 1},
        "items": [
            {"item_index": 0, "item_id": "LX806576725TW", "level": "READY"},
            {"item_index": 1, "item_id": "LX100000017TW", "level": "INSUFFICIENT"},
        ],
        "truncated": False,
    } == report.as_dict()["sufficiency"]


def test_the_report_is_silent_where_no_filing_is_due() -> None:
    """Messages to other destinations have a report without levels."""
    report = Validator(as_of=SAMPLE_DATE).validate(json.dumps(message([item_between("TW", "AU")])).encode())
    assert "sufficiency" not in report.as_dict()


def test_the_list_is_bounded_and_the_counts_are_true() -> None:
    """As many items are listed as findings are stored."""
    report = Validator(as_of=SAMPLE_DATE, limits=Limits(findings=2)).validate(json.dumps(message(5)).encode())
    assert report.sufficiency is not None
    found = report.sufficiency.as_dict()
    assert (5, 2, True) == (found["counts"]["READY"], len(found["items"]), found["truncated"])


def test_counts_add_up() -> None:
    """The total is that of the levels."""
    counts = SufficiencyCounts(1)
    counts.add(0, None, READY)
    counts.add(1, "LX806576725TW", SHORT)
    assert (2, [(0, None, READY)]) == (counts.total, counts.items)


def finding(rule_set: str, severity: Severity, path: Path) -> Finding:
    """A finding of a rule set at a place."""
    return Finding(code="X-001", severity=severity, rule_set=rule_set, text="", location=Location(""), path=path)


@pytest.mark.parametrize(
    ("rule_set", "severity", "path", "expected"),
    [
        ("eu-ics2", Severity.ERROR, ("nature",), SHORT),
        ("eu-ics2", Severity.WARNING, ("nature",), WARNED),
        ("eu-ics2", Severity.INFO, ("nature",), READY),
        ("core", Severity.ERROR, (), SHORT),
        ("core", Severity.ERROR, ("contents", 0, "hs_code"), SHORT),
        ("core", Severity.ERROR, ("contents", 0, "amount"), WARNED),
        ("core", Severity.WARNING, ("addressee", "name"), READY),
        ("upu", Severity.ERROR, ("addressee", "name"), READY),
        ("dg", Severity.ERROR, ("contents", 0, "description"), READY),
    ],
)
def test_which_findings_count(rule_set: str, severity: Severity, path: Path, expected: Sufficiency) -> None:
    """Only the rule set's own findings count, and structural errors."""
    assert expected == level_of([finding(rule_set, severity, path)])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), True),
        (("item_id",), True),
        (("sender",), True),
        (("sender", "city"), True),
        (("sender", "email"), False),
        (("sender", "references", 0, "kind"), False),
        (("contents",), True),
        (("contents", 0), True),
        (("contents", 0, "description"), True),
        (("contents", 0, "gtin"), False),
        (("postage",), False),
    ],
)
def test_places_that_a_filing_needs(path: Path, expected: bool) -> None:
    """Elements that the filing cannot do without, by their place in an item."""
    assert expected is is_mandatory(path)
