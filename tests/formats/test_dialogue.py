"""The codecs of the other messages: recognised, read, written, and defects told at their place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import ead
from ead.fields.messages import MESSAGES, message_type, namespace_of
from ead.formats.dialogue import dialogue_codec
from ead.formats.json_head import message_named_in
from ead.formats.registry import ALL_FORMATS, FORMATS, codec, format_for
from ead.models.records import message_model
from ead.testing.dialogue import entry, generate

ROOT = Path(__file__).parents[2]
OTHERS = MESSAGES[1:]
SYNTAXES = ("xml", "json", "ndjson")


def encoded(message: dict[str, Any], syntax: str) -> bytes:
    target = io.BytesIO()
    model = message_model(message_type(message["message"])).model_validate(message)
    ead.write(model, target, f"{message['message'].lower()}-{syntax}")
    return target.getvalue()


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_message_is_recognised_and_read(name: str, syntax: str) -> None:
    """What is written is known by its content, passes its structure and is the same when read."""
    message = generate(name, 3, seed=5)
    data = encoded(message, syntax)
    report = ead.validate(data, profiles=["structure"])
    assert (f"{name.lower()}-{syntax}", name) == (report.input.format, report.input.message)
    assert [] == report.findings
    assert message_model(message_type(name)).model_validate(message) == ead.read(data)


@pytest.mark.parametrize("name", OTHERS)
def test_models_are_written_by_extension(name: str, tmp_path: Path) -> None:
    """The extension tells the syntax, the model tells the message."""
    model = message_model(message_type(name)).model_validate(generate(name, 1))
    for extension, syntax in ((".xml", "xml"), (".json", "json"), (".ndjson", "ndjson")):
        report = ead.write(model, tmp_path / f"message{extension}")
        assert (f"{name.lower()}-{syntax}", True) == (report.to_format, report.lossless)
        assert model == ead.read(tmp_path / f"message{extension}")


@pytest.mark.parametrize("name", OTHERS)
def test_examples_are_sound_and_valid(name: str) -> None:
    """Each example passes its check, and libxml2 finds it valid for the schema."""
    path = ROOT / "examples" / f"{name.lower()}.xml"
    assert ead.Outcome.ACCEPTED is ead.validate(path).outcome
    schema = etree.XMLSchema(etree.parse(ROOT / "schemas" / f"{name.lower()}-1.xsd"))
    assert schema.validate(etree.parse(path)), schema.error_log


@pytest.mark.parametrize("name", OTHERS)
def test_items_come_one_by_one(name: str) -> None:
    """A message that breaks off still gives the items before the break."""
    data = encoded(generate(name, 3, seed=1), "xml")
    cut = data[: data.rindex(b"<Item>") + 20]
    results = [result for result in ead.iter_validate(cut, profiles=["structure"]) if result.index is not None]
    assert 2 == sum(result.item is not None for result in results)
    assert all(
        isinstance(result.item, type(message_model(message_type(name)).model_validate(generate(name, 1)).items[0]))
        for result in results
        if result.item
    )


def test_a_root_in_a_wrong_namespace_is_told() -> None:
    """The namespace is that of the message."""
    [finding] = ead.validate(b'<Cusrsp xmlns="urn:ead:itmatt:1"/>').findings
    assert "CORE-MSG-002" == finding.code
    assert namespace_of("CUSRSP") in finding.text


def test_a_message_under_the_name_of_another_is_told() -> None:
    """A format that was named is not replaced by what the source is."""
    for syntax in SYNTAXES:
        data = encoded(generate("CUSRSP", 1), syntax)
        codes = [finding.code for finding in ead.validate(data, format=f"itmatt-{syntax}").findings]
        assert "CORE-MSG-001" in codes, syntax


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'{"message": "CUSRSP", "items": []}', "CUSRSP"),
        (b'\xef\xbb\xbf {"version":"1","header":{"message":"X"},"message":"PREDES"}', "PREDES"),
        (b'{"items": [], "message": "CUSRSP"}', None),
        (b'{"message": 7}', None),
        (b'{"item_id": "LX806576725TW"}', None),
        (b'{"message"', None),
        (b'{"message" "CUSRSP"}', None),
        (b'{"a":1 "message":"CUSRSP"}', None),
        (b"[1]", None),
        (b"{" + b'"a":' + b"[" * 60_000, None),
        (b"", None),
    ],
)
def test_the_name_of_a_json_message_is_looked_for_before_its_items(head: bytes, name: str | None) -> None:
    """Only what stands before the items is looked at; what is odd is left to the codec."""
    assert name == message_named_in(head)


def test_the_name_of_a_short_json_message_may_stand_behind_its_items() -> None:
    """Members of an object have no order; only a text that does not fit into the first look has to name its message first."""
    message = generate("CUSRSP", 2)
    turned = {"items": message["items"], "header": message["header"], "message": "CUSRSP"}
    assert ("cusrsp-json", []) == ((report := ead.validate(json.dumps(turned).encode())).input.format, report.findings)
    assert "CUSRSP" == message_named_in(b'{"items": [], "message": "CUSRSP"}', complete=True)
    assert message_named_in(b'{"items": []}', complete=True) is None


def test_formats_of_messages_are_named_alike() -> None:
    """A message and a syntax make a format; formats that are no syntax stay what they are."""
    assert ("cusrsp-json", "itmatt-xml", "csv") == (
        format_for("CUSRSP", "itmatt-json"),
        format_for("ITMATT", "itmatt-xml"),
        format_for("CUSRSP", "csv"),
    )
    assert [*FORMATS, *(f"{name.lower()}-{syntax}" for name in OTHERS for syntax in SYNTAXES)] == list(ALL_FORMATS)
    assert all(name == codec(name).name for name in ALL_FORMATS)
    for wrong in ("cusrsp-csv", "invoice-xml", "xml"):
        with pytest.raises(LookupError, match=wrong):
            dialogue_codec(wrong)


DEFECTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("CUSITM", {"customs_organisation": None}, "customs_organisation", "CORE-STR-001"),
    ("CUSITM", {"flow": "X"}, "flow", "CORE-STR-006"),
    ("CUSRSP", {"dutiable": "perhaps"}, "dutiable", "CORE-STR-004"),
    ("CUSRSP", {"decision_reason_text": "x" * 513}, "decision_reason_text", "CORE-STR-005"),
    ("CUSRSP", {"taxes": [{"type": "VAT"}, {"amount": "1,50"}]}, "tax 2 / amount", "CORE-STR-004"),
    ("ITMREF", {"referral_type": "AC"}, "referral_type", "CORE-STR-006"),
    ("ITMREF", {"requested_elements": [{"remarks": "which?"}]}, "requested element 1 / element", "CORE-STR-001"),
    ("REFRSP", {"response": None}, "response", "CORE-STR-001"),
    ("REFRSP", {"screenings": [{"method": "XRY", "screened_at": "today"}]}, "screening 1 / screened_at", "CORE-STR-004"),
    ("PREDES", {"despatch_id": ""}, "despatch_id", "CORE-STR-003"),
    ("EMSEVT", {"event": "EM"}, "event", "CORE-STR-006"),
    ("EMSEVT", {"event_code": "EMC"}, "", "CORE-STR-002"),
]


def as_xml(name: str, items: list[dict[str, Any]]) -> bytes:
    """A message as XML, whatever is in it."""
    kind = message_type(name)

    def element(parent: etree._Element, group: Any, values: dict[str, Any]) -> None:
        known = {member.name: member for member in group.members}
        for key in sorted(values, key=lambda key: list(known).index(key) if key in known else 99):
            member = known.get(key)
            for value in values[key] if isinstance(values[key], list) else [values[key]]:
                child = etree.SubElement(parent, f"{{{kind.namespace}}}{member.xml if member else 'Unknown'}")
                if isinstance(value, dict):
                    element(child, member, value)
                else:
                    child.text = str(value).lower() if isinstance(value, bool) else str(value)

    root = etree.Element(f"{{{kind.namespace}}}{kind.root}", nsmap={None: kind.namespace})
    for item in items:
        element(etree.SubElement(root, f"{{{kind.namespace}}}Item"), kind.item.group, item)
    return etree.tostring(root, pretty_print=True)


@pytest.mark.parametrize(("name", "changes", "place", "code"), DEFECTS)
def test_a_defect_has_the_same_four_addresses_in_every_syntax(name: str, changes: dict[str, Any], place: str, code: str) -> None:
    """Path, XPath, JSON Pointer and line lead to the field, and one defect is one finding."""
    items = [entry(name, item_id="LX806576712TW"), entry(name, **changes)]
    xml, text = as_xml(name, items), json.dumps({"message": name, "items": items}, indent=1).encode()
    label = "item LX806576725TW"
    [in_xml] = ead.validate(xml, profiles=["structure"]).findings
    [in_json] = ead.validate(text, profiles=["structure"]).findings
    assert code == in_xml.code
    assert (f"{label} / {place}" if place else label) == in_xml.location.path == in_json.location.path
    nodes = etree.fromstring(xml).xpath(in_xml.location.xpath)
    assert [in_xml.location.line] == [node.sourceline for node in nodes]
    assert (in_json.location.json_pointer or "").startswith("/items/1")
    assert 1 <= (in_json.location.line or 0) <= text.count(b"\n") + 1


def test_personal_values_of_other_messages_stay_hidden() -> None:
    """A reason in words may name a person: it is masked unless asked for."""
    item = entry("CUSRSP", decision_reason_text="Canary Example " * 40)
    data = json.dumps({"message": "CUSRSP", "items": [item]}).encode()
    hidden = ead.validate(data)
    assert [] == [finding for finding in hidden.findings if "Canary" in (finding.text + str(finding.excerpt))]
    assert ["CORE-STR-005"] == [finding.code for finding in hidden.findings]


def test_safe_corrections_are_made_in_every_message() -> None:
    """A code in small letters is put into capitals in its place; nothing else changes."""
    data = (
        encoded(generate("CUSRSP", 1, seed=2), "xml")
        .replace(b"<DecisionCd>", b"<DecisionCd> ")
        .replace(b"</Item>", b"<!-- kept --></Item>")
    )
    fixed = ead.fix(data)
    assert ["CORE-STR-006"] == [edit.code for edit in fixed.edits]
    assert data.replace(b"<DecisionCd> ", b"<DecisionCd>") == fixed.text


def test_rules_apply_to_cusitm_and_not_to_answers() -> None:
    """What is asked of an ITMATT item is asked of a CUSITM item; answers are asked for their structure only."""
    declared = {"message": "CUSITM", "items": [entry("CUSITM", gross_weight="0.200")]}
    codes = {finding.code for finding in ead.validate(json.dumps(declared).encode()).findings}
    assert "DQ-WT-001" in codes
    answered = {"message": "CUSRSP", "items": [entry("CUSRSP", item_id="no S10 at all")]}
    assert [] == ead.validate(json.dumps(answered).encode()).findings
