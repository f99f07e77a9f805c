"""One field table, four readers: the lexical test, libxml2's XSD, xmlschema's XSD and the models agree on every value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from ead.fields.layout import matcher
from ead.fields.messages import MESSAGES, message_type
from ead.fields.table import Field, Group, Kind
from ead.models.facets import Facets

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
ODD = [
    "", " ", "a", "A", "AB", "u", "0", "00", "1", "-1", "+1", "1.", ".5", "0.5", "0,5", "1e3", "1_0", "٣", "１", "9" * 14, "9" * 15, "9" * 20, "0.1234", "0.12345",
    "0.1234567", "true", "false", "True", "1.0E0", "NaN", "INF", "2026-11-02T09:15:00", "2026-11-02T09:15:00Z", "2026-11-02T09:15:00+14:00", "2026-11-02T09:15:00+14:01",
    "2026-11-02T09:15:00.123456789", "2026-02-29T00:00:00", "2024-02-29T00:00:00", "2026-13-01T00:00:00", "2026-11-02T24:00:00", "2026-11-02", "0000-01-01T00:00:00",
    "CN22", "CN24", "x" * 35, "x" * 36, "x" * 175, "x" * 176, "x" * 512, "x" * 513, "é" * 35, "\U0001f600" * 35, "\U0001f600" * 36, "a\tb", "a\nb", "\u2028",
]  # fmt: skip


def leaves(group: Group, schema: str) -> dict[str, Field]:
    """Every field, by its schema, the type it is in and its name."""
    found = {f"{schema}/{group.xml}/{field.name}": field for field in group.fields()}
    for inner in group.groups():
        found |= leaves(inner, schema)
    return found


LEAVES = {path: field for name in MESSAGES for path, field in leaves(message_type(name).group, f"{name.lower()}-1.xsd").items()}
_FORMS = {(field.kind, field.max_length, field.total_digits, field.fraction_digits, field.pattern): field for field in LEAVES.values()}


def one_element_schema(field: Field) -> str:
    """The field's simple type alone, taken out of the shipped schema."""
    schema, group_xml, _ = next(path.split("/") for path, other in LEAVES.items() if other is field)
    tree = etree.parse(SCHEMAS / schema)
    space = {"xs": "http://www.w3.org/2001/XMLSchema"}
    simple = tree.xpath(f"//xs:complexType[@name='{group_xml}']//xs:element[@name='{field.xml}']/xs:simpleType", namespaces=space)
    body = etree.tostring(simple[0]).decode()
    return f'<xs:schema xmlns:xs="{space["xs"]}"><xs:element name="v">{body}</xs:element></xs:schema>'


def python_value(field: Field, text: str) -> object:
    if field.kind is Kind.INTEGER:
        return int(text) if text.isascii() and text.isdigit() else text
    if field.kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    return text


def trimmed(field: Field, text: str) -> str:
    """XSD collapses blanks around numbers, dates and truth values before it looks; the codec does the same."""
    return text.strip(" \t\r\n") if field.kind not in (Kind.TEXT, Kind.CODE) else text


@pytest.mark.parametrize("field", _FORMS.values(), ids=lambda field: field.name)
def test_lexical_test_xsd_and_model_agree(field: Field) -> None:
    """For every form a field can have and every odd text, all four readers say the same."""
    source = one_element_schema(field)
    libxml2 = etree.XMLSchema(etree.fromstring(source))
    twin = xmlschema.XMLSchema10(source, allow="sandbox", base_url=str(SCHEMAS), defuse="always")
    model = TypeAdapter(Annotated[object, Facets(field)])
    match = matcher(field)
    for text in ODD:
        expected = bool(match(trimmed(field, text)))
        element = etree.Element("v")
        element.text = text
        assert expected == libxml2.validate(element), (field.name, text)
        if text.isascii():
            assert expected == twin.is_valid(element), (field.name, text)
        try:
            model.validate_python(python_value(field, trimmed(field, text)))
        except ValidationError:
            assert not expected, (field.name, text)
        else:
            assert expected, (field.name, text)


@settings(max_examples=300, deadline=None)
@given(
    field=st.sampled_from(list(LEAVES.values())), text=st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), max_size=200)
)
def test_no_text_divides_the_readers(field: Field, text: str) -> None:
    """Random text of any script is judged alike by the lexical test and the model."""
    model = TypeAdapter(Annotated[object, Facets(field)])
    legal = not any(character in "\ufffe\uffff" for character in text)
    expected = bool(matcher(field)(text)) and legal
    try:
        model.validate_python(python_value(field, text))
    except ValidationError:
        assert not expected
    else:
        assert expected
