"""Laws over the other messages: XML and JSON carry everything, what is written is valid, readers of one table agree."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ead.convert import convert
from ead.fields.messages import MESSAGES, message_type
from ead.formats.registry import codec
from ead.models.records import header_from_record, header_to_record, item_from_record, item_to_record, message_model
from ead.testing.dialogue import generate
from ead.testing.strategies import message_dicts
from ead.validator import Validator

SCHEMAS = Path(__file__).parents[2] / "schemas"
OTHERS = MESSAGES[1:]
STRUCTURE = Validator(profiles=["structure"])
XSD = {name: etree.XMLSchema(etree.parse(SCHEMAS / f"{name.lower()}-1.xsd")) for name in OTHERS}
TWIN = {
    name: xmlschema.XMLSchema10(
        (SCHEMAS / f"{name.lower()}-1.xsd").read_text("utf-8"), allow="sandbox", base_url=str(SCHEMAS), defuse="always"
    )
    for name in OTHERS
}
JSON_SCHEMA = {
    name: jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name.lower()}-1.schema.json").read_text("utf-8"))) for name in OTHERS
}
modest = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def encoded(name: str, message: dict[str, Any], syntax: str) -> bytes:
    kind = message_type(name)
    model: Any = message_model(kind).model_validate(message)
    stream = io.BytesIO()
    records = [item_to_record(item, kind) for item in model.items]
    codec(f"{name.lower()}-{syntax}").write(header_to_record(model.header), records, stream)
    return stream.getvalue()


def converted(data: bytes, name: str, syntax: str) -> bytes:
    target = io.BytesIO()
    report = convert(data, target, to=f"{name.lower()}-{syntax}")
    assert report.lossless, report
    return target.getvalue()


def canonical(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n2", strip_text=True)


@pytest.mark.parametrize("name", OTHERS)
@modest
@given(data=st.data())
def test_xml_to_json_to_xml_is_canonically_equal(name: str, data: st.DataObject) -> None:
    """Nothing changes on the way through the other syntaxes."""
    xml = encoded(name, data.draw(message_dicts(1, name)), "xml")
    assert canonical(xml) == canonical(converted(converted(xml, name, "json"), name, "xml"))
    assert canonical(xml) == canonical(converted(converted(xml, name, "ndjson"), name, "xml"))


@pytest.mark.parametrize("name", OTHERS)
@modest
@given(data=st.data())
def test_what_is_written_is_valid_for_both_schemas(name: str, data: st.DataObject) -> None:
    """libxml2 and the JSON Schema agree that what the codecs write is the format, and the check finds nothing."""
    message = data.draw(message_dicts(1, name))
    xml, text = encoded(name, message, "xml"), encoded(name, message, "json")
    assert XSD[name].validate(etree.fromstring(xml)), XSD[name].error_log
    assert [] == [error.message for error in JSON_SCHEMA[name].iter_errors(json.loads(text))]
    for found in (STRUCTURE.validate(xml), STRUCTURE.validate(text)):
        assert [] == [finding for finding in found.findings if not finding.code.startswith("CORE-CHR")]


@pytest.mark.parametrize("name", OTHERS)
def test_both_schema_engines_take_generated_messages(name: str) -> None:
    """xmlschema says of generated messages what libxml2 says."""
    xml = encoded(name, generate(name, 5, seed=8), "xml")
    assert TWIN[name].is_valid(etree.fromstring(xml))
    assert XSD[name].validate(etree.fromstring(xml))


@pytest.mark.parametrize("name", OTHERS)
@modest
@given(data=st.data())
def test_models_and_records_are_two_views(name: str, data: st.DataObject) -> None:
    """A model and its record are each made from the other; what JSON says of a model is the model."""
    kind = message_type(name)
    model: Any = message_model(kind).model_validate(data.draw(message_dicts(1, name)))
    assert all(item == item_from_record(item_to_record(item, kind), kind) for item in model.items)
    assert model.header == header_from_record(header_to_record(model.header))
    assert model == message_model(kind).model_validate_json(model.model_dump_json())


def places(values: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all leaves."""
    if isinstance(values, dict):
        return [place for key, value in values.items() for place in places(value, (*path, key))]
    if isinstance(values, list):
        return [place for number, value in enumerate(values) for place in places(value, (*path, number))]
    return [path]


@pytest.mark.parametrize("name", OTHERS)
@modest
@given(data=st.data())
def test_a_spoilt_leaf_is_found_where_it_is(name: str, data: st.DataObject) -> None:
    """Whichever value of a message is replaced by a structure, there is one finding, and it leads there."""
    message = data.draw(message_dicts(1, name))
    index = data.draw(st.integers(0, len(message["items"]) - 1))
    path = data.draw(st.sampled_from(places(message["items"][index])))
    parent: Any = message["items"][index]
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = {"odd": 1}
    report = STRUCTURE.validate(json.dumps(message).encode())
    found = [finding for finding in report.findings if not finding.code.startswith("CORE-CHR")]
    assert [("CORE-STR-007", path, index)] == [(finding.code, finding.path, finding.item_index) for finding in found]
    assert "/" + "/".join(map(str, ("items", index, *path))) == found[0].location.json_pointer


MUTATED = {name: {syntax: encoded(name, generate(name, 2, seed=3), syntax) for syntax in ("xml", "json", "ndjson")} for name in OTHERS}


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(OTHERS),
    syntax=st.sampled_from(["xml", "json", "ndjson"]),
    at=st.integers(0, 100_000),
    put=st.sampled_from([b"", b'"', b"{", b"<", b"]", b",", b"&", b"\\", b"\x00", b"\xff", b"null", b"1e5", b"-", b"\xe2\x80\xae"]),
)
def test_one_changed_byte_never_raises(name: str, syntax: str, at: int, put: bytes) -> None:
    """A mutated message gives findings or passes, and never an exception."""
    whole = MUTATED[name][syntax]
    at %= len(whole)
    assert STRUCTURE.validate(whole[:at] + put + whole[at + 1 :]).counts.items >= 0
