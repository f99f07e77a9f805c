"""The module functions of the library."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import ead
from ead import api
from ead.models import Itmatt
from ead.rules.registry import builtin_names, builtin_rule_set, ledger_names
from ead.testing.generator import generate

EXAMPLES = Path(__file__).parent.parent / "examples"
CATALOGUE_KEYS = (
    "code rule_set severity scope reads at fault why fix good bad notes source confidence since until safe_fix status added parameters"
)


def model() -> Itmatt:
    """A realistic message."""
    return Itmatt.model_validate(generate(2, seed=4))


def test_read_gives_the_model_of_a_sound_message() -> None:
    """Header and items come back as they were written."""
    target = io.BytesIO()
    ead.write(model(), target, format="itmatt-xml")
    assert model() == ead.read(target.getvalue())


def test_read_takes_a_model_as_it_is() -> None:
    """A model is a source like any other."""
    assert model() == ead.read(model())


@pytest.mark.parametrize("name", ["cds-declarations.xml", "itmatt-clean.json", "itmatt-clean.xml", "items.ndjson", "items.csv"])
def test_the_examples_pass_their_structure(name: str) -> None:
    """Every example but the defective one can be read."""
    assert len(ead.read(EXAMPLES / name).items) >= 3


def test_read_refuses_a_message_that_fails_its_structure() -> None:
    """The exception carries a report with every finding."""
    with pytest.raises(ead.InvalidMessage) as caught:
        ead.read(EXAMPLES / "itmatt-defects.xml")
    report = caught.value.report
    assert {"CORE-STR-001", "CORE-STR-002", "CORE-STR-003", "CORE-STR-004", "CORE-STR-006"} <= {finding.code for finding in report.findings}
    assert len(report.findings) == report.counts.error


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "CORE-INT-001"),
        (b"<!DOCTYPE a><a/>", "CORE-INT-003"),
        (b'<Itmatt xmlns="urn:ead:itmatt:1"></Itmatt>', "CORE-MSG-004"),
        (b'{"message": "ITMATT", "items": []}', "CORE-MSG-004"),
    ],
)
def test_read_refuses_what_is_no_message(source: bytes, code: str) -> None:
    """The report says why."""
    with pytest.raises(ead.InvalidMessage, match=code):
        ead.read(source)


def test_read_tells_a_missing_file() -> None:
    """There is nothing to read, and that is not the data's fault."""
    with pytest.raises(ead.UnreadableSource):
        ead.read("no-such-file.xml")


def test_write_goes_by_the_extension(tmp_path: Path) -> None:
    """The format need not be named, and options reach the codec."""
    assert "itmatt-json" == ead.write(model(), tmp_path / "a.json").to_format
    ead.write(model(), tmp_path / "a.soap", envelope=True)
    assert b"Envelope" in (tmp_path / "a.soap").read_bytes()
    assert model() == ead.read(tmp_path / "a.soap")


def test_validate_never_raises_for_bad_data() -> None:
    """Bad data gives a report, here under the structural profile."""
    report = ead.validate(b"<Itmatt", ("structure",))
    assert not report.accepted
    assert ["CORE-INT-006"] == [finding.code for finding in report.findings]


def test_validate_takes_settings_of_the_validator() -> None:
    """Settings beyond profiles and date are handed on."""
    assert not ead.validate(EXAMPLES / "itmatt-defects.xml", ("structure",), select=("CORE-STR-001",)).accepted
    assert ead.validate(EXAMPLES / "itmatt-defects.xml", ("structure",), fail_on=None).counts.rejected == 0


def test_iter_validate_goes_item_by_item() -> None:
    """Each item gives a result; models are built when asked for."""
    results = list(ead.iter_validate(EXAMPLES / "cds-declarations.xml", ("structure",), models=True))
    assert [0, 1, 2, 3] == [result.index for result in results]
    assert all(result.item is not None for result in results)


def test_the_catalogue_is_plain_data() -> None:
    """Every rule is there once, with all that is known about it, in a form that JSON can hold."""
    catalogue = api.rules()
    codes = [entry["code"] for entry in catalogue]
    assert sorted(set(codes)) == codes
    assert all(set(CATALOGUE_KEYS.split()) <= entry.keys() for entry in catalogue)
    assert catalogue == json.loads(json.dumps(catalogue))
    assert {*(name for name in builtin_names() if builtin_rule_set(name).rules), *ledger_names()} == {
        entry["rule_set"] for entry in catalogue
    }


def test_fix_is_there_and_nothing_else_is() -> None:
    """The corrections are loaded when first asked for; unknown names are attribute errors."""
    from ead.fixing import fix_source

    assert fix_source is api.fix
    with pytest.raises(AttributeError, match="no attribute 'mend'"):
        _ = api.mend  # type: ignore[attr-defined]


def test_read_refuses_a_group_that_holds_nothing() -> None:
    """An empty content piece is no content piece; the report names it."""
    target = io.BytesIO()
    ead.write(model(), target, format="itmatt-xml")
    data = target.getvalue().replace(b"</Item>", b"<ContentPiece></ContentPiece></Item>", 1)
    with pytest.raises(ead.InvalidMessage) as caught:
        ead.read(data)
    assert ["CORE-STR-003"] == [finding.code for finding in caught.value.report.findings]
