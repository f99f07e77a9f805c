"""Overrides: what a rule file may change of rules that are there already, and each kind of mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.rules.api import Rule
from ead.testing.assertions import assert_fires, assert_silent
from ead.testing.builders import item, with_values
from ead.validator import Validator


def validator_of(tmp_path: Path, text: str, **more: Any) -> Validator:
    """A validator of everything built in, with a rule file."""
    file = tmp_path / "house.toml"
    file.write_text(text, "utf-8")
    return Validator(rule_files=[file], as_of=date(2026, 11, 21), **more)


def rule_of(tmp_path: Path, code: str, text: str, **more: Any) -> Rule:
    """A rule after the overrides."""
    return validator_of(tmp_path, f'[[override]]\ncode = "{code}"\n{text}', **more).rules_by_code[code]


def test_severity_and_dates_are_replaced(tmp_path: Path) -> None:
    """A rule gets the severity and the dates of the file; words stand for no date."""
    changed = rule_of(tmp_path, "UPU-HS-001", 'severity = "info"\nsince = 2027-01-01\nuntil = 2028-01-01\n')
    assert (Severity.INFO, date(2027, 1, 1), date(2028, 1, 1)) == (changed.severity, changed.since, changed.until)
    assert rule_of(tmp_path, "UPU-HS-001", 'since = "always"\n').since is None


def test_a_rule_is_switched_off(tmp_path: Path) -> None:
    """It is not among the rules any more, and nothing is said about the item."""
    validator = validator_of(tmp_path, '[[override]]\ncode = "UPU-HS-001"\nenabled = false\n')
    assert "UPU-HS-001" not in validator.rules_by_code
    assert_silent(with_values(item(), {"contents.1.hs_code": None}), "UPU-HS-001", validator=validator)


def test_parameters_of_a_rule_in_python(tmp_path: Path) -> None:
    """A parameter takes the type that the rule declares."""
    assert 20 == rule_of(tmp_path, "UPU-LEN-001", "parameters = { limit = 20 }\n").parameters["limit"]
    assert {"INVOICE": 5} == rule_of(tmp_path, "UPU-LEN-002", "[override.parameters]\ndocuments = { INVOICE = 5 }\n").parameters[
        "documents"
    ]


def test_limits_of_gifts_are_those_of_the_file(tmp_path: Path) -> None:
    """A limit by currency, written as a number, takes the place of all that were there."""
    validator = validator_of(tmp_path, '[[override]]\ncode = "UPU-NAT-002"\n[override.parameters]\nlimits = { EUR = 100, JPY = "5000" }\n')
    gift = with_values(item(), {"nature": "31", "sender.company": None, "sender.person_type": "1", "sender.references": None})
    for currency, silent, fires in (("EUR", "100", "100.01"), ("JPY", "5000", "5001")):
        of_currency = with_values(gift, {"contents.1.currency": currency, "postage_currency": currency})
        assert_silent(with_values(of_currency, {"contents.1.amount": silent}), "UPU-NAT-002", validator=validator)
        assert_fires(with_values(of_currency, {"contents.1.amount": fires}), "UPU-NAT-002", at="nature", validator=validator)
    dollars = with_values(gift, {"contents.1.currency": "USD", "postage_currency": "USD", "contents.1.amount": "9000"})
    assert_silent(dollars, "UPU-NAT-002", validator=validator)


def test_parameters_and_conditions_of_a_row(tmp_path: Path) -> None:
    """A row takes every key of its kind, a list of codes in place of a named list too, and other conditions."""
    text = '[[override]]\ncode = "UPU-CODE-001"\nparameters = { codes = ["U", "Q"] }\nwhen = { field = "nature", equals = "11" }\n'
    validator = validator_of(tmp_path, text)
    assert_silent(with_values(item(), {"mail_class": "Q"}), "UPU-CODE-001", validator=validator)
    assert_fires(with_values(item(), {"mail_class": "C"}), "UPU-CODE-001", at="mail_class", validator=validator)
    assert_silent(with_values(item(), {"mail_class": "C", "nature": "21"}), "UPU-CODE-001", validator=validator)


def test_what_outranks_what(tmp_path: Path) -> None:
    """The file outranks the profile, the settings of the user outrank the file."""
    text = '[[override]]\ncode = "UPU-LEN-001"\nseverity = "error"\nparameters = { limit = 20 }\n'
    partner = validator_of(tmp_path, text, profiles=["partner:usps"]).rules_by_code["UPU-LEN-001"]
    assert (20, Severity.ERROR) == (partner.parameters["limit"], partner.severity)
    set_by_user = validator_of(tmp_path, text, parameters={"UPU-LEN-001": {"limit": 10}}, severities={"UPU-LEN-001": Severity.INFO})
    assert (10, Severity.INFO) == (
        set_by_user.rules_by_code["UPU-LEN-001"].parameters["limit"],
        set_by_user.rules_by_code["UPU-LEN-001"].severity,
    )


def test_rules_and_overrides_stand_in_one_file(tmp_path: Path) -> None:
    """A file may add rules, change those that are there, or do both; an override of a set that was not chosen does nothing."""
    text = '[[rule]]\ncode = "X-1"\nkind = "required"\nfield = "local_id"\n[[override]]\ncode = "DQ-WT-001"\nseverity = "info"\n'
    validator = validator_of(tmp_path, text)
    assert {"X-1", "DQ-WT-001"} <= set(validator.rules_by_code)
    assert "DQ-WT-001" not in validator_of(tmp_path, text, profiles=["structure"]).rules_by_code
    assert ["core"] == [one.name for one in validator_of(tmp_path, text[text.index("[[over") :], profiles=["structure"]).profile.rule_sets]


HEAD = '[[override]]\ncode = "UPU-CODE-001"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("override = 1\n", r"line 1: override: expected tables that each begin with \[\[override\]\]"),
        ("[[override]]\nseverity = 'info'\n", "line 1: code: is missing"),
        ("[[override]]\ncode = 7\nseverity = 'info'\n", 'line 2: code: "7" is no text'),
        (HEAD, "line 2: code: nothing is changed, expected one of severity, enabled"),
        (HEAD + "serverity = 'info'\n", "line 3: serverity: is not known here, expected code, severity"),
        (HEAD + "severity = 'fatal'\n", 'line 3: severity: "fatal" is not one of error, warning, info'),
        (HEAD + "enabled = 'no'\n", 'line 3: enabled: "no" is neither true nor false'),
        (HEAD + "since = '2026-01-01'\n", 'line 3: since: "2026-01-01" is no date, expected one such as 2026-01-01 without quotes, or "always"'),
        (HEAD + "until = 'always'\n", 'line 3: until: "always" is no date'),
        (HEAD + "since = 2027-01-01\nuntil = 2026-01-01\n", "line 4: until: the rule would end on 2026-01-01"),
        (HEAD + "parameters = 1\n", "line 3: parameters: expected a table"),
        (HEAD + "parameters = { limit = 1 }\n", "line 3: limit: rule UPU-CODE-001 has no such parameter; it has codes, list"),
        (HEAD + "[override.parameters]\nlist = 'colours'\n", 'line 4: list: there is no code list "colours"'),
        (HEAD + "when = { field = 'colour', equals = 'x' }\n", "line 3: when: "),
        (HEAD + "enabled = false\n" + HEAD + "enabled = true\n", 'line 5: code: "UPU-CODE-001" is overridden twice'),
        ("\n[[override]]\ncode = 'NO-1'\nenabled = false\n", 'line 3: code: there is no rule "NO-1"'),
        ("[[override]]\ncode = 'UPU-LEN-001'\nparameters = { limit = 'x' }\n", "line 3: limit: is 'x', expected a whole number"),
        ("[[override]]\ncode = 'UPU-LEN-001'\nparameters = { most = 1 }\n", "line 3: most: rule UPU-LEN-001 has no such parameter; it has limit"),
        ("[[override]]\ncode = 'UPU-LEN-002'\nparameters = { documents = { INVOICE = 'x' } }\n", "line 3: documents: .*expected a whole number"),
        ("[[override]]\ncode = 'UPU-LEN-001'\nwhen = { field = 'nature', equals = '11' }\n", "line 3: when: rule UPU-LEN-001 is no row"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    """Before any message is read: which file, line and key, and what was expected."""
    with pytest.raises(ConfigurationError, match=said) as caught:
        validator_of(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "house.toml"))


def test_countries_of_a_rule_set_are_known(tmp_path: Path) -> None:
    """Groups are written out, and a code that no country has is refused."""
    row = '[[rule]]\ncode = "X-1"\nkind = "required"\nfield = "local_id"\n'
    validator = validator_of(tmp_path, f'[rule_set]\nname = "x"\ndestinations = ["EU", "XI"]\n{row}', profiles=["structure"])
    assert_fires(with_values(item(), {"local_id": None}), "X-1", validator=validator)
    with pytest.raises(ConfigurationError, match='line 3: destinations: "BRA" is no country'):
        validator_of(tmp_path, f'[rule_set]\nname = "x"\ndestinations = ["BRA"]\n{row}')
