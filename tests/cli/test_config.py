"""Configuration files: what is read, where it is found, and how errors name their place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ead.cli.settings import Choice, settings_for
from ead.config import Configuration, find_configuration, load_configuration
from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.rules.parameters import fit

WHOLE = """\
profiles = ["upu", "dq"]
as_of = 2026-11-21
fail_on = "warning"
select = ["DQ"]
ignore = ["DQ-DSC"]
rules = ["house.toml"]
language = "en"

[severities]
"UPU-S10-001" = "warning"

[parameters."DQ-WT-001"]
tolerance = 0.1

[[suppressions]]
code = "UPU-S10-001"
item_id = "LX806576725TW"
path = "item_id"
reason = "label was misprinted, agreed with the partner"
owner = "data-quality desk"
expires = 2026-12-31
"""


def test_whole_file(tmp_path: Path) -> None:
    """Every key is read into its type; paths are relative to the file, numbers are exact."""
    file = tmp_path / "ead.toml"
    file.write_text(WHOLE)
    config = load_configuration(file)
    assert (("upu", "dq"), date(2026, 11, 21), "warning", ("DQ",), ("DQ-DSC",), "en") == (
        config.profiles, config.as_of, config.fail_on, config.select, config.ignore, config.language,
    )  # fmt: skip
    assert (str(tmp_path / "house.toml"),) == config.rules
    assert {"UPU-S10-001": Severity.WARNING} == config.severities
    assert {"DQ-WT-001": {"tolerance": Decimal("0.1")}} == config.parameters
    assert ("data-quality desk", date(2026, 12, 31)) == (config.suppressions[0].owner, config.suppressions[0].expires)


def test_where_it_is_found(tmp_path: Path) -> None:
    """ead.toml comes before pyproject.toml, and a pyproject.toml without the table says nothing."""
    assert Configuration() == find_configuration(tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]\nthis is not TOML")
    assert Configuration() == find_configuration(tmp_path)
    project.write_text(
        '[tool.ead]\nfail_on = "info"\n[[tool.ead.suppressions]]\ncode = "A-1"\npath="x"\nreason="r"\nowner="o"\nexpires=2026-01-01\n'
    )
    assert ("info", 1) == (find_configuration(tmp_path).fail_on, len(find_configuration(tmp_path).suppressions))
    (tmp_path / "ead.toml").write_text('fail_on = "never"\n')
    assert "never" == find_configuration(tmp_path).fail_on


SUPPRESSION = '[[suppressions]]\ncode = "A-1"\npath = "x"\nreason = "r"\nowner = "o"\nexpires = 2026-01-01\n'


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("profile = 'auto'\n", 1, 'there is no key "profile", expected one of profiles, as_of,'),
        ("profile = 'auto'\n", 1, 'did you mean "profiles"?'),
        ("\n# as_of = 1\nas_of = '21.11.2026'\n", 3, 'key "as_of" is "21.11.2026", expected a date such as 2026-11-21'),
        ("as_of = 2026-11-21T10:00:00\n", 1, "expected a date"),
        ("as_of = '2026-02-30'\n", 1, "expected a date"),
        ("fail_on = true\n", 1, 'key "fail_on" is true, expected one of error'),
        ("select = [1]\n", 1, 'key "select" is a list, expected a list of texts'),
        ("language = ' '\n", 1, "expected a text that is not empty"),
        ("rules = 3\n", 1, 'key "rules" is 3, expected a list of texts'),
        ("severities = 1\n", 1, 'key "severities" is 1, expected a table'),
        ("[severities]\nA-1 = 'error'\nB-2 = 'fatal'\n", 3, 'key "severities.B-2" is "fatal", expected one of error, warning, info'),
        ("language = 'en'\n[severities]\n'B-2' = {}\n", 3, 'key "severities.B-2" is a table'),
        ("[parameters]\nB-2 = 1\n", 2, 'key "parameters.B-2" is 1, expected a table'),
        ("suppressions = 1\n", 1, "expected tables that each begin with [[suppressions]]"),
        (SUPPRESSION + SUPPRESSION.replace("owner", "ownr"), 11, 'there is no key "ownr"'),
        (SUPPRESSION + SUPPRESSION.replace('owner = "o"\n', ""), 7, 'suppression 2 lacks "owner"'),
        (SUPPRESSION.replace('path = "x"\n', ""), 1, 'suppression 1 has neither "item_id" nor "path"'),
        (SUPPRESSION + SUPPRESSION.replace("2026-01-01", '"soon"'), 12, 'key "suppressions.expires" is "soon", expected a date'),
        (SUPPRESSION.replace('"r"', '""'), 4, 'key "suppressions.reason" is "", expected a text that is not empty'),
        ("a = \n", 1, "not valid TOML: invalid value"),
    ],
)
def test_errors_have_a_place(tmp_path: Path, text: str, place: int, said: str) -> None:
    """A wrong key, type or date is refused with file, line, key and what was expected."""
    file = tmp_path / "ead.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(file)
    assert str(caught.value).startswith(f"{file}:{place}: ")
    assert said in str(caught.value)


def test_errors_in_pyproject(tmp_path: Path) -> None:
    """In pyproject.toml lines are found below the table of ead, not in that of another tool."""
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.other]\nselect = ["A"]\n\n[tool.ead]\nselect = 1\n')
    with pytest.raises(ConfigurationError, match=r'pyproject\.toml:5: key "select" is 1'):
        load_configuration(file)
    file.write_text("[tool]\nead = 1\n")
    with pytest.raises(ConfigurationError, match="expected a table"):
        load_configuration(file)


@pytest.mark.parametrize("data", [b"\xff", b"a = " + b"[" * 100_000])
def test_hostile_files(tmp_path: Path, data: bytes) -> None:
    """A configuration that is no text, or nested without end, is refused like any other wrong one."""
    file = tmp_path / "ead.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigurationError):
        load_configuration(file)


def settings_with(tmp_path: Path, parameters: str) -> None:
    """Make the settings of a configuration with these parameters."""
    file = tmp_path / "ead.toml"
    file.write_text(parameters)
    settings_for(Choice(config_file=str(file)))


@pytest.mark.parametrize("value", ["0.1", "1", '"0.25"'])
def test_parameters_are_fitted(tmp_path: Path, value: str) -> None:
    """A number in TOML becomes what the rule declares: here a decimal."""
    file = tmp_path / "ead.toml"
    file.write_text(f'[parameters."DQ-WT-001"]\ntolerance = {value}\n')
    rule = settings_for(Choice(config_file=str(file))).validator.rules_by_code["DQ-WT-001"]
    assert Decimal(value.strip('"')) == rule.parameters["tolerance"]
    assert isinstance(rule.parameters["tolerance"], Decimal)


@pytest.mark.parametrize("value", ["true", '"much"', "[1]"])
def test_parameters_of_a_wrong_type(tmp_path: Path, value: str) -> None:
    """A value of another kind is refused with file, parameter and rule."""
    with pytest.raises(ConfigurationError, match=r"ead\.toml: parameter tolerance of DQ-WT-001 is .*, expected a number"):
        settings_with(tmp_path, f'[parameters."DQ-WT-001"]\ntolerance = {value}\n')


def test_unknown_parameters(tmp_path: Path) -> None:
    """A parameter or rule that does not exist is refused."""
    for text in ('[parameters."DQ-WT-001"]\ntolerence = 1\n', '[parameters."NO-1"]\na = 1\n', '[severities]\n"NO-1" = "info"\n'):
        with pytest.raises(ConfigurationError):
            settings_with(tmp_path, text)


@pytest.mark.parametrize(
    ("value", "default", "fitted"),
    [
        (["b", "a"], frozenset({"x"}), frozenset({"a", "b"})),
        (["b", "a"], ("x",), ("b", "a")),
        (3, 1, 3),
        ("x", "y", "x"),
        (False, True, False),
        ("anything", None, "anything"),
    ],
)
def testfit(value: object, default: object, fitted: object) -> None:
    """A value takes the type that the rule's own default has."""
    assert fitted == fit(value, default, "parameter")


MISFITS = [("x", ("x",)), ([[1]], ("x",)), (1, True), (True, 1), (1, "x"), ("1", 1), ("x", date(2026, 1, 1))]


@pytest.mark.parametrize(("value", "default"), MISFITS)
def test_does_notfit(value: object, default: object) -> None:
    """A value of another type than the default is refused."""
    with pytest.raises(ConfigurationError, match=r"^parameter is .*, expected "):
        fit(value, default, "parameter")
