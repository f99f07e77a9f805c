"""Generator, defects and rules agree: each defect gives the finding it names and no other, clean items give none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

import pytest

from ead.findings import Finding, Severity
from ead.testing import builders, data
from ead.testing.defects import DEFECTS, Defect
from ead.testing.examples import SAMPLE_DATE, place_of
from ead.testing.generator import REFERENCE_DATE, generate, header, iter_items
from ead.validator import Validator

Written = Callable[[Mapping[str, Any]], bytes]

VALIDATOR = Validator(as_of=REFERENCE_DATE, show_values=True)
SEEDS = range(10)
SEEN = list(DEFECTS.values())

# Informations that do not count against an item, with the reason.
HARMLESS = {"UPU-EAD-002": "tells that an item is documents, and so why rules for goods are silent; true of every such sample item"}


def _name_of(defect: Defect) -> str:
    return defect.name


def _findings(message: bytes) -> list[Finding]:
    """The findings on a message, without those that are harmless."""
    report = VALIDATOR.validate(message)
    assert [] == report.crashed
    assert all(finding.severity is Severity.INFO for finding in report.findings if finding.code in HARMLESS)
    return [finding for finding in report.findings if finding.code not in HARMLESS]


def _told(findings: Iterable[Finding], code: str = "") -> list[tuple[str, str, int | None]]:
    """Code, place and item of each finding; a special rule that has taken the general one in stands for it."""
    return [(code if code in finding.also else finding.code, place_of(finding), finding.item_index) for finding in findings]


def test_the_samples_are_judged_on_their_day() -> None:
    """The date of the sample data is that of the documentation's examples."""
    assert date(2026, 11, 21) == REFERENCE_DATE == SAMPLE_DATE


@pytest.mark.parametrize("defect", SEEN, ids=_name_of)
def test_each_defect_gives_its_finding_and_no_other(defect: Defect, as_xml: Written) -> None:
    """Whatever the item, the rule that the defect names fires once, at the field it names, and nothing else is found."""
    expected = [(defect.code, defect.field, 1 if defect.level == "message" else 0)]
    for seed in SEEDS:
        message = generate(1, seed=seed, defect=defect.name)
        assert expected == _told(_findings(as_xml(message)), defect.code), seed


@pytest.mark.parametrize("defect", SEEN, ids=_name_of)
def test_each_defect_is_found_in_every_item_of_a_message(defect: Defect, as_xml: Written) -> None:
    """In a message of nine items each has its finding, or every second one where the defect takes two items."""
    pairs = defect.level == "message"
    found = _findings(as_xml(generate(9, seed=77, defect=defect.name)))
    assert [(defect.code, defect.field, number) for number in (range(1, 9, 2) if pairs else range(9))] == _told(found, defect.code)


def test_every_defect_has_a_rule() -> None:
    """The code of a defect is that of a built-in rule, so that a misspelt one is noticed."""
    assert [] == [defect.name for defect in DEFECTS.values() if defect.code not in VALIDATOR.rules_by_code]


@pytest.mark.parametrize(
    "defect",
    [defect for defect in SEEN if not defect.destinations and not defect.mail_class and defect.level == "item"],
    ids=_name_of,
)
def test_the_sample_item_shows_the_defect(defect: Defect, as_xml: Written) -> None:
    """The rule fires on the fixed sample item as well, if that item can have the defect."""
    message = builders.message([defect.apply(builders.item(), Random(0))])
    assert (defect.code, defect.field, 0) in _told(_findings(as_xml(message)), defect.code)


@pytest.mark.slow
def test_clean_items_have_no_findings(as_xml: Written) -> None:
    """Of more than twenty thousand clean items to all destinations none has an error, and less than one in a hundred a warning."""
    codes = sorted(data.countries())
    items = [item for number, code in enumerate(codes) for item in iter_items(20_000 // len(codes) + 1, seed=number, destination=code)]
    assert 20_000 <= len(items)
    found = _findings(as_xml({"header": header(), "items": items}))
    assert [] == _told(finding for finding in found if finding.severity is Severity.ERROR)
    assert len(items) / 100 > len([finding for finding in found if finding.severity is Severity.WARNING])


def test_a_clean_message_has_no_findings(as_xml: Written) -> None:
    """Neither the header nor the items of a small clean message give a finding, with or without named operators."""
    assert [] == _told(_findings(as_xml(generate(150, seed=21))))
    assert [] == _told(_findings(as_xml(generate(20, seed=21, origin="CN", destination="BE"))))
    assert [] == _told(_findings(as_xml(builders.message(3))))
