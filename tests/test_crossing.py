"""From ITMATT to CUSITM and back."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import ead
from ead.testing.builders import item, message
from ead.testing.dialogue import entry, generate
from ead.testing.strategies import message_dicts

ITMATT = ead.Itmatt.model_validate(message(2))
CUSTOMS = {"customs_organisation": "BEC", "site": "BEBRUX"}


def carried(source: Any, to: str, **options: Any) -> tuple[ead.ConversionReport, bytes]:
    target = io.BytesIO()
    report = ead.convert(source, target, to=to, options=options)
    return report, target.getvalue()


def test_configuration_is_all_that_a_cusitm_needs() -> None:
    """The customs organisation and its site are told, the rest is the ITMATT's."""
    made = ead.cusitm_from_itmatt(ITMATT, customs_organisation="BEC", site="BEBRUX")
    first = made.items[0]
    assert ("BEC", "BEBRUX", "BEA", "I", "MI") == (
        first.customs_organisation,
        first.customs_site,
        first.post_organisation,
        first.flow,
        first.object_type,
    )
    assert ITMATT.items[0].model_dump() == {name: value for name, value in first.model_dump().items() if name in ead.Item.model_fields}
    assert ("BEA", "BEC", ITMATT.header.message_id) == (made.header.sender, made.header.recipient, made.header.message_id)
    assert ead.Outcome.ACCEPTED is ead.validate(made).outcome


def test_export_customs_are_those_of_the_origin() -> None:
    """With flow O the post is the operator of origin, who sent the message anyway."""
    made = ead.cusitm_from_itmatt(ITMATT, customs_organisation="TWC", flow="O")
    assert ("TWA", "O", "TWA", "TWC") == (made.items[0].post_organisation, made.items[0].flow, made.header.sender, made.header.recipient)


def test_conversion_and_helper_agree() -> None:
    """Whether by format or by model, it is the same message, and no data is lost."""
    report, data = carried(ITMATT, "cusitm-xml", **CUSTOMS)
    assert ead.cusitm_from_itmatt(ITMATT, customs_organisation="BEC", site="BEBRUX") == ead.read(data)
    assert (True, 2, 2) == (report.lossless, report.items, report.converted)
    assert ["header / sender"] == [note.path for note in report.notes]


def test_a_post_that_is_told_is_taken() -> None:
    """The post's own code goes into items and header."""
    _, data = carried(ITMATT, "cusitm-json", customs_organisation="BEC", post_organisation="BPOST")
    made = ead.read(data)
    assert ("BPOST", "BPOST") == (made.items[0].post_organisation, made.header.sender)


@pytest.mark.parametrize("source", ["examples/items.csv", "examples/cds-declarations.xml", "examples/items.ndjson"])
def test_every_format_of_itmatt_can_become_a_cusitm(source: str) -> None:
    """CSV, CDS and NDJSON take the same way."""
    report, data = carried(Path(__file__).parents[1] / source, "cusitm-ndjson", **CUSTOMS)
    assert report.converted == report.items > 0
    assert isinstance(ead.read(data), ead.Cusitm)


def test_the_way_back_tells_what_stays_behind() -> None:
    """Each field that only a CUSITM has is told once, with the first item that has it."""
    _, data = carried(ITMATT, "cusitm-xml", **CUSTOMS)
    report, back = carried(data, "itmatt-xml")
    assert ITMATT.items == ead.read(back).items
    told = {(loss.item, loss.path.rpartition(" / ")[2]) for loss in report.losses}
    fields = ("customs_organisation", "post_organisation", "customs_site", "flow", "object_type")
    assert {("LX806576725TW", field) for field in fields} == told
    assert all("in 2 item(s)" in loss.reason and loss.line for loss in report.losses)


def test_a_cusitm_goes_to_formats_of_itmatt() -> None:
    """CSV holds the declaration of a CUSITM."""
    report, data = carried(ead.cusitm_from_itmatt(ITMATT, customs_organisation="BEC"), "csv")
    assert (2, False) == (report.converted, report.lossless)
    assert 2 == len(ead.read(data, format="csv").items)


def test_a_cusitm_can_be_addressed_anew() -> None:
    """Options given for a CUSITM replace what it says; what they do not name stays."""
    _, data = carried(ITMATT, "cusitm-xml", **CUSTOMS)
    _, again = carried(data, "cusitm-json", site="BELGGX")
    assert ("BELGGX", "BEC") == (ead.read(again).items[0].customs_site, ead.read(again).items[0].customs_organisation)
    assert ead.read(data).header == ead.read(again).header


def test_wrong_settings_are_told() -> None:
    """A missing administration, a code of the wrong form and an option that there is not."""
    with pytest.raises(ead.ConfigurationError, match='"customs_organisation" is missing'):
        carried(ITMATT, "cusitm-xml")
    with pytest.raises(ead.ConfigurationError, match=r'option flow "X" is not \[IO\]'):
        carried(ITMATT, "cusitm-xml", customs_organisation="BEC", flow="X")
    with pytest.raises(ead.ConfigurationError, match="a text of 1 to 35 characters"):
        ead.cusitm_from_itmatt(ITMATT, customs_organisation="")
    with pytest.raises(ead.UnsupportedFormat, match=r'no option "colour"; it has customs_organisation, site, post_organisation, flow'):
        carried(ITMATT, "cusitm-xml", colour="red", **CUSTOMS)
    with pytest.raises(ead.UnsupportedFormat, match="no option"):
        carried(ITMATT, "itmatt-json", **CUSTOMS)


@pytest.mark.parametrize(
    ("source", "to"), [("ITMATT", "cusrsp-xml"), ("CUSRSP", "itmatt-xml"), ("CUSRSP", "csv"), ("PREDES", "cusitm-json")]
)
def test_there_is_no_way_between_questions_and_answers(source: str, to: str) -> None:
    """A message that the target cannot hold is refused, and nothing is written."""
    data = json.dumps(generate(source, 1)).encode()
    with pytest.raises(ead.UnsupportedFormat, match=f"items of {source} cannot be written"):
        carried(data, to, **({"customs_organisation": "BEC"} if to.startswith("cusitm") else {}))


def test_defective_items_are_left_out(tmp_path: Path) -> None:
    """An item that fails its structure stays behind and is told; the others go to customs."""
    broken = {"message": "ITMATT", "items": [item(mail_class=None), item(item_id="LX806576712TW")]}
    report = ead.convert(json.dumps(broken).encode(), tmp_path / "c.xml", to="cusitm-xml", options=CUSTOMS)
    assert (2, 1, False) == (report.items, report.converted, report.lossless)
    assert ["LX806576712TW"] == [one.item_id for one in ead.read(tmp_path / "c.xml").items]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=message_dicts(2))
def test_items_survive_the_way_to_customs_and_back(drawn: dict[str, Any]) -> None:
    """Whatever an ITMATT says of its items is there when it comes back."""
    source = ead.Itmatt.model_validate(drawn)
    _, data = carried(source, "cusitm-xml", customs_organisation="XXC")
    _, back = carried(data, "itmatt-json")
    assert source.items == ead.read(back).items


def test_single_items_are_sources_too() -> None:
    """An item of any message may be checked on its own, as what it is."""
    declared = ead.DeclaredItem.model_validate(entry("CUSITM"))
    assert ("CUSITM", ead.Outcome.ACCEPTED) == ((report := ead.validate(declared)).input.message, report.outcome)
    answer = ead.CustomsResponse.model_validate(entry("CUSRSP"))
    [result] = ead.iter_validate(answer, models=True)
    assert answer == result.item
