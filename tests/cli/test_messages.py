"""Commands on the other messages of the exchange."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import ead
from ead.cli.options import MESSAGES
from ead.cli.program import program

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(program, list(arguments))
    return result.exit_code, result.output


@pytest.mark.parametrize("name", MESSAGES)
def test_generated_messages_are_accepted(name: str, tmp_path: Path) -> None:
    """What is generated passes its check, whatever the message and syntax."""
    for extension in ("xml", "json", "ndjson"):
        path = tmp_path / f"message.{extension}"
        assert 0 == run("generate", "--message", name, "--seed", "4", "--output", str(path))[0]
        assert 0 == run("validate", str(path))[0]
        assert name == type(ead.read(path)).__name__.lower()


def test_a_format_of_another_message_is_refused() -> None:
    """A message has its own formats, and defects are those of ITMATT."""
    code, text = run("generate", "--message", "cusrsp", "--format", "csv")
    assert (2, True) == (code, 'format "csv" holds no cusrsp' in text)
    code, text = run("generate", "--message", "cusrsp", "--defect", "DQ-WT-001")
    assert (2, True) == (code, "itmatt only" in text)


def test_an_itmatt_is_made_a_cusitm(tmp_path: Path) -> None:
    """The customs administration is an option; without it nothing is written."""
    source, target = str(EXAMPLES / "itmatt-clean.xml"), tmp_path / "c.xml"
    code, text = run("convert", source, str(target), "--to", "cusitm-xml")
    assert (2, True) == (code, "customs_organisation" in text)
    assert not target.exists()
    assert 0 == run("convert", source, str(target), "--to", "cusitm-xml", "--customs-organisation", "BEC", "--customs-site", "BEBRUX")[0]
    made = ead.read(target)
    assert isinstance(made, ead.Cusitm)
    assert ("BEC", "BEBRUX") == (made.items[0].customs_organisation, made.items[0].customs_site)


def test_schemas_of_all_messages_are_printed() -> None:
    """An XSD and a JSON Schema for each message."""
    for name in MESSAGES:
        assert 0 == run("schema", f"{name}-xsd")[0] == run("schema", f"{name}-json-schema")[0]
