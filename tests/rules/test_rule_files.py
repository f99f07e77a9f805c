"""Rule files in TOML: each kind of row, and each kind of mistake."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ead.errors import ConfigurationError
from ead.testing.assertions import assert_fires, assert_silent
from ead.testing.builders import item, with_values
from ead.validator import Validator

EXAMPLE = Path(__file__).parents[2] / "examples" / "rules" / "house-rules.toml"


def validator_of(tmp_path: Path, text: str) -> Validator:
    file = tmp_path / "rules.toml"
    file.write_text(text, "utf-8")
    return Validator(profiles=["structure"], rule_files=[file])


def row(**keys: Any) -> str:
    given = {"code": "X-1", "severity": "warning", **keys}
    return (
        "[[rule]]\n"
        + "\n".join(
            f"{key} = {json.dumps(value) if not isinstance(value, str) or not value.startswith('@') else value[1:]}"
            for key, value in given.items()
        )
        + "\n"
    )


@pytest.mark.parametrize(
    ("keys", "silent", "fires", "at"),
    [
        ({"kind": "required", "field": "local_id"}, {"local_id": "A"}, {"local_id": None}, "local_id"),
        ({"kind": "forbidden", "field": "local_id"}, {"local_id": None}, {"local_id": "A"}, "local_id"),
        ({"kind": "pattern", "field": "local_id", "pattern": "[A-Z]-[0-9]+"}, {"local_id": "A-12"}, {"local_id": "A-12x"}, "local_id"),
        ({"kind": "length", "field": "contents.description", "max": 30}, {}, {"contents.1.description": "x" * 31}, "contents.1.description"),
        ({"kind": "codes", "field": "contents.origin_country", "codes": ["TW"]}, {}, {"contents.1.origin_country": "CN"}, "contents.1.origin_country"),
        ({"kind": "codes", "field": "contents.origin_country", "list": "countries"}, {}, {"contents.1.origin_country": "QQ"}, "contents.1.origin_country"),
        ({"kind": "terms", "field": "contents.description", "terms": ["Überraschung"]}, {}, {"contents.1.description": "uberraschung!"}, "contents.1.description"),
        ({"kind": "terms", "field": "contents.description", "terms": ["bag"], "match": "contained"}, {"contents.1.description": "bagpipe"}, {"contents.1.description": "lucky bag"}, "contents.1.description"),
        ({"kind": "range", "field": "gross_weight", "max": "@5.0"}, {}, {"gross_weight": "5.001"}, "gross_weight"),
        ({"kind": "reference", "field": "sender.references", "kinds": ["IOSS"]}, {"sender.references.1": {"value": "IM3720000224"}}, {"sender.references": None}, "sender.references"),
        ({"kind": "reference_form", "field": "sender.references", "kinds": ["IOSS"]}, {"sender.references": [{"kind": "VAT", "value": "IM1"}]}, {"sender.references": [{"kind": "IOSS", "value": "IM1"}]}, "sender.references.1.value"),
        ({"kind": "limit", "field": "contents.amount", "max": 500, "currency": "EUR"}, {"contents.1.amount": "500.00"}, {"contents.1.amount": "500.01"}, "contents.1.amount"),
        ({"kind": "limit", "field": "contents.amount", "each": True, "below": 500, "currency": "EUR"}, {}, {"contents.1.amount": "500"}, "contents.1.amount"),
        ({"kind": "limit", "field": "postage", "min": "@7.5", "currency": "EUR"}, {}, {"postage": "7.49"}, "postage"),
        ({"kind": "required", "field": "party.fax", "when": {"field": "nature", "equals": "31"}}, {"nature": "11"}, None, ""),
    ],
)  # fmt: skip
def test_each_kind_fires_and_stays_silent(
    tmp_path: Path, keys: dict[str, Any], silent: dict[str, Any], fires: dict[str, Any] | None, at: str
) -> None:
    """A row fires on what it describes, at the field, and on nothing else."""
    if "when" in keys:
        keys = {**keys, "field": "sender.state", "when": '@{ field = "nature", equals = "31" }'}
        fires, at = {"nature": "31", "sender.state": None}, "sender.state"
    validator = validator_of(tmp_path, row(**keys))
    assert_silent(with_values(item(), silent), "X-1", validator=validator)
    assert_fires(with_values(item(), fires or {}), "X-1", at=at, validator=validator)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule]\n", "not valid TOML"),
        ("", r"line 1: rule: expected one \[\[rule\]\]"),
        ("[rules]\n", "line 1: rules: is not known"),
        (row(kind="reqired", field="local_id"), 'line 4: kind: "reqired" is no kind'),
        (row(kind="required", field="weight"), 'line 5: field: there is no field "weight"'),
        (row(kind="required"), "line 1: field: expected either field or fields"),
        (row(kind="required", field="local_id", colour="red"), "line 6: colour: "),
        (row(kind="required", field="local_id", severity="grave"), 'line 3: severity: "grave" is not one of'),
        (row(kind="required", field="local_id", since="2026-13-01"), "line 6: since: "),
        (row(kind="pattern", field="local_id", pattern="(a"), "line 6: pattern: "),
        (row(kind="pattern", field="local_id", pattern="(?=a)b"), "line 6: pattern: .*linear-time"),
        (row(kind="codes", field="local_id", list="colours"), "line 6: list: "),
        (row(kind="length", field="local_id", min=5, max=3), "line 6: min: "),
        (row(kind="range", field="local_id", max=3), "line 5: field: "),
        (row(kind="required", field="local_id", when="@{ field = \"colour\", equals = \"x\" }"), "line 6: when: "),
        (row(kind="required", field="local_id", since="@2026-02-30"), "not valid TOML"),
        (row(kind="required", field="local_id", until="soon"), 'line 6: until: "soon" is no date'),
        (row(kind="required", field="local_id", when='@{ field = "documents", equals = "x" }'), 'line 6: when: "documents" is a list'),
        (row(kind="required", field="local_id", when='@{ field = "nature", like = "x" }'), "line 6: when: expected field and one of equals"),
        (row(kind="required", field="local_id", when='@{ field = "nature", starts_with = 1 }'), 'line 6: when: "starts_with" takes'),
        (row(kind="reference", field="sender.references", kinds=["CFP"]), 'line 6: kinds: "CFP" is no kind of reference, expected some of AADHAAR'),
        (row(kind="reference", field="sender.references"), "line 1: kinds: expected a list of texts"),
        (row(kind="reference", field="references", kinds=["CPF"]), 'line 5: field: "references" has no place here, expected one of addressee'),
        (row(kind="limit", field="contents.amount", max=5, currency="EURO"), 'line 7: currency: "EURO" is no currency'),
        (row(kind="limit", field="contents.amount", max=5), "line 1: currency: is missing"),
        (row(kind="limit", field="contents.units", max=5, currency="EUR"), 'line 5: field: "contents.units" has no place'),
        (row(kind="limit", field="contents.amount", max="high", currency="EUR"), 'line 6: max: "high" is no number'),
        (row(kind="required", field="local_id") + row(kind="required", field="local_id2"), 'line 7: code: "X-1" stands twice'),
        ("[rule_set]\nnmae = 'x'\n" + row(kind="required", field="local_id"), "line 2: nmae: is not known"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    """Nobody has to guess which row is wrong."""
    with pytest.raises(ConfigurationError, match=message) as caught:
        validator_of(tmp_path, text)
    assert "rules.toml" in str(caught.value)


def test_a_missing_file_is_a_configuration_error(tmp_path: Path) -> None:
    """So is one that is not text."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Validator(rule_files=[tmp_path / "none.toml"])
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        Validator(rule_files=[tmp_path / "bytes.toml"])


def test_a_pattern_cannot_take_forever(tmp_path: Path) -> None:
    """A pattern that makes Python's engine backtrack for years is answered at once."""
    validator = validator_of(tmp_path, row(kind="pattern", field="contents.description", pattern="(a+)+b"))
    started = time.monotonic()
    assert_fires(with_values(item(), {"contents.1.description": "a" * 500}), "X-1", validator=validator)
    assert time.monotonic() - started < 10


def test_the_example_file_adds_its_rules() -> None:
    """The rule file of the documentation works as it says."""
    validator = Validator(profiles=["structure"], rule_files=[EXAMPLE])
    express = with_values(item(), {"mail_class": "E", "addressee.telephone": None})
    assert_fires(express, "HOUSE-TEL-001", at="addressee.telephone", validator=validator)
    assert_fires(with_values(item(), {"contents.1.description": "A Mystery-Box"}), "HOUSE-DSC-001", validator=validator)
    assert_silent(item(), validator=validator)
    assert_silent(with_values(item(), {"contents.1.hs_code": "6109"}), "HOUSE-HS-001", validator=validator)
    assert_fires(
        with_values(item(), {"contents.1.hs_code": "6109", "addressee.country": "NO", "destination_operator": "NOA"}),
        "HOUSE-HS-001",
        validator=validator,
    )
