"""Laws over whole messages: formats carry everything, addresses lead to one place, order and neighbours do not matter."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ead import Itmatt
from ead.convert import convert
from ead.fields.layout import HEADER_LAYOUT
from ead.formats.registry import codec
from ead.models.records import header_to_record, item_to_record
from ead.testing.defects import DEFECTS
from ead.testing.generator import generate, iter_items
from ead.testing.strategies import message_dicts
from ead.validator import Validator

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "schemas" / "itmatt-1.xsd"))
VALIDATOR = Validator()
STRUCTURE = Validator(profiles=["structure"])
FORMATS = ["itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap", "cds-data"]


def encoded(message: dict[str, Any], form: str) -> bytes:
    model = Itmatt.model_validate(message)
    stream = io.BytesIO()
    codec(form).write(header_to_record(model.header), [item_to_record(item) for item in model.items], stream)
    return stream.getvalue()


def converted(data: bytes, form: str, source: str) -> bytes:
    target = io.BytesIO()
    convert(data, target, to=form, from_=source)
    return target.getvalue()


def canonical(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n2", strip_text=True)


@pytest.mark.slow
def test_xml_to_json_to_xml_is_canonically_equal_for_ten_thousand_items() -> None:
    """Nothing changes on the way, for 10 000 generated messages."""
    for number, item in enumerate(iter_items(10_000, seed=7)):
        message = {"message": "ITMATT", "header": {"message_id": f"M{number}"}, "items": [item]}
        xml = encoded(message, "itmatt-xml")
        back = converted(converted(xml, "itmatt-json", "itmatt-xml"), "itmatt-xml", "itmatt-json")
        assert canonical(xml) == canonical(back)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(message=message_dicts())
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_carries_every_message(form: str, message: dict[str, Any]) -> None:
    """What is encoded is decoded to the same records, and has no structural finding."""
    data = encoded(message, form)
    model = Itmatt.model_validate(message)
    results = [result for result in STRUCTURE.iter_validate(data, format=form) if result.index is not None]
    assert [item_to_record(item) for item in model.items] == [result.record for result in results]
    assert [] == [finding.code for finding in STRUCTURE.validate(data, format=form).findings if not finding.code.startswith("CORE-CHR")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(message=message_dicts())
def test_written_xml_is_valid_for_the_schema(message: dict[str, Any]) -> None:
    """libxml2 agrees that what the codec writes is the format."""
    assert SCHEMA.validate(etree.fromstring(encoded(message, "itmatt-xml"))), SCHEMA.error_log


def pointed(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_every_address_of_a_defect_leads_to_one_place(name: str) -> None:
    """XPaths resolve to exactly one node, JSON Pointers to one value, lines and columns into the text."""
    message = generate(3, seed=11, defect=name)
    as_json = json.dumps(message, indent=1).encode()
    for finding in VALIDATOR.validate(as_json, format="itmatt-json").findings:
        if finding.location.json_pointer is not None:
            pointed(message, finding.location.json_pointer)
        assert 1 <= (finding.location.line or 1) <= as_json.count(b"\n") + 1
    try:
        as_xml = encoded(message, "itmatt-xml")
    except ValueError:
        return
    tree, lines = etree.fromstring(as_xml), as_xml.decode().split("\n")
    for finding in VALIDATOR.validate(as_xml).findings:
        location = finding.location
        if location.xpath is not None:
            nodes = tree.xpath(location.xpath)
            assert 1 == len(nodes), location.xpath
            assert lines[(location.line or 1) - 1][(location.column or 1) - 1 :].startswith("<")
            assert nodes[0].sourceline == location.line


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_items_do_not_influence_each_other(seed: int) -> None:
    """Shuffling items and adding a clean one changes no other item's findings."""
    rng = random.Random(seed)
    names = [name for name, defect in DEFECTS.items() if defect.level != "message"]
    items = [generate(1, seed=seed + number, defect=rng.choice(names))["items"][0] for number in range(4)]

    def by_item(order: list[dict[str, Any]]) -> dict[str | None, list[tuple[str, str]]]:
        data = json.dumps({"message": "ITMATT", "header": {"message_id": "M", "sender": "A", "recipient": "B"}, "items": order}).encode()
        return {
            result.item_id: [(finding.code, finding.text) for finding in result.findings]
            for result in VALIDATOR.iter_validate(data)
            if result.index is not None
        }

    alone = by_item(items)
    shuffled = items[:]
    rng.shuffle(shuffled)
    assert alone == by_item(shuffled)
    clean = next(iter_items(1, seed=seed + 99))
    assert alone == {key: value for key, value in by_item([*items, clean]).items() if key in alone}


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    """For all bytes there is a report."""
    assert VALIDATOR.validate(data).counts.items >= 0


MUTATED = encoded(generate(2, seed=3), "itmatt-json")


@settings(max_examples=400, deadline=None)
@given(
    at=st.integers(0, len(MUTATED) - 1),
    put=st.sampled_from([b"", b'"', b"{", b"}", b"[", b",", b":", b"\\", b"\x00", b"\xff", b"null", b"1e5", b"-", b"\xe2\x80\xae"]),
)
@pytest.mark.parametrize("form", FORMATS)
def test_one_changed_byte_never_raises(form: str, at: int, put: bytes) -> None:
    """A mutated message of any format gives findings or passes, and never an exception; masking changes no counts."""
    data = encoded(generate(2, seed=3), form)
    at %= len(data)
    mutated = data[:at] + put + data[at + 1 :]
    hidden, shown = VALIDATOR.validate(mutated), Validator(show_values=True).validate(mutated)
    assert hidden.counts == shown.counts


def test_headers_of_all_formats_survive() -> None:
    """The header travels as far as the format has a place for it."""
    message = generate(1, seed=5)
    header = header_to_record(Itmatt.model_validate(message).header)
    assert header != HEADER_LAYOUT.empty()
    for form in ("itmatt-json", "itmatt-ndjson", "csv", "cds-soap"):
        back = converted(converted(encoded(message, "itmatt-xml"), form, "itmatt-xml"), "itmatt-xml", form)
        assert canonical(encoded(message, "itmatt-xml")) == canonical(back), form
