"""Findings in other languages: complete where promised, true to the English templates, and refused where there is none."""

from __future__ import annotations

import tomllib
from importlib import resources
from string import Formatter

import pytest

from ead.errors import ConfigurationError
from ead.report import Report
from ead.rules.api import Rule
from ead.rules.registry import builtin_rule_sets
from ead.testing.assertions import report_of
from ead.testing.builders import item
from ead.validator import Validator
from ead.wording import languages

RULES = {rule.code: rule for rule_set in builtin_rule_sets() for rule in rule_set.rules}
PROMISED = ("CORE-INT-", "CORE-MSG-", "CORE-STR-")
TRANSLATED = languages()[1:]


def templates(language: str) -> dict[str, dict[str, str]]:
    """The texts of a language, by rule and part."""
    return tomllib.loads((resources.files("ead") / "locales" / f"{language}.toml").read_text("utf-8"))


def parameters(template: str) -> set[str]:
    """The names that a template has in braces."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def report_in(language: str, **changes: object) -> Report:
    """The report on the sample item with changes."""
    return report_of(item(**changes), validator=Validator(language=language))


def test_french_is_there() -> None:
    """English comes first, then the languages that have a file."""
    assert ("en", "fr") == languages()


@pytest.mark.parametrize("language", TRANSLATED)
def test_structural_rules_are_translated(language: str) -> None:
    """Every rule of the intake, the message frame and the structure has text and fix."""
    wanted = {code for code in RULES if code.startswith(PROMISED)}
    assert set() == wanted - {code for code, parts in templates(language).items() if {"text", "fix"} == set(parts)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_belong_to_rules(language: str) -> None:
    """No text is kept for a rule or part that there is not."""
    found = templates(language)
    assert [] == [code for code, parts in found.items() if code not in RULES or not {"text", "fix"} >= set(parts)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_parameters_are_a_subset_of_the_english_ones(language: str) -> None:
    """A translation never asks for a value that its rule does not give."""

    def added(rule: Rule, part: str, template: str) -> set[str]:
        return parameters(template) - parameters(getattr(rule, part))

    found = [(code, part, added(RULES[code], part, text)) for code, parts in templates(language).items() for part, text in parts.items()]
    assert [] == [entry for entry in found if entry[2]]


def test_findings_are_in_french() -> None:
    """Text and correction of a translated rule are in the language asked for, with the values filled in."""
    (finding,) = report_in("fr", gross_weight="1,5").findings
    assert 'gross_weight "1,5" n\'a pas la forme voulue' in finding.text
    assert finding.fix is not None
    assert finding.fix.text.startswith("l'écrire sous la forme voulue")


def test_untranslated_rules_stay_english() -> None:
    """What a language lacks is said in English rather than not at all."""
    assert "DQ-WT-001" not in templates("fr")
    assert [("DQ-WT-001", True)] == [
        (finding.code, finding.text.startswith("net weights add up to")) for finding in report_in("fr", gross_weight="0.250").findings
    ]


def test_language_changes_nothing_but_words() -> None:
    """Codes, places and outcome are the same in every language."""
    english, french = report_in("en", gross_weight="1,5", nature=None), report_in("fr", gross_weight="1,5", nature=None)
    assert [(finding.code, finding.location) for finding in english.findings] == [
        (finding.code, finding.location) for finding in french.findings
    ]
    assert english.outcome is french.outcome
    assert [finding.text for finding in english.findings] != [finding.text for finding in french.findings]


@pytest.mark.parametrize("language", ["xx", "fra", "../en", ""])
def test_unknown_language_is_a_configuration_error(language: str) -> None:
    """A language without a file is refused, and the known ones are named."""
    with pytest.raises(ConfigurationError, match=r'there is no language ".*"; known are en, fr'):
        report_in(language, gross_weight="1,5")
