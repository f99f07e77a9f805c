"""Write everything that is derived from the field tables: models, XSD, JSON Schema, the field reference.

Run it after a change of a table: ``python tools/generate.py``. ``--check`` says what is out of date and exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from ead.fields.itmatt import ITMATT_NAMESPACE, MESSAGE
from ead.fields.layout import lexical_pattern
from ead.fields.table import Field, Group, Kind

ROOT = Path(__file__).resolve().parent.parent
_PYTHON = {
    Kind.TEXT: "str",
    Kind.CODE: "str",
    Kind.DECIMAL: "Decimal",
    Kind.INTEGER: "int",
    Kind.DATETIME: "datetime",
    Kind.BOOLEAN: "bool",
}
_XSD = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.DECIMAL: "decimal",
    Kind.INTEGER: "nonNegativeInteger",
    Kind.DATETIME: "dateTime",
    Kind.BOOLEAN: "boolean",
}
_PARTIES = {"Sender", "Addressee"}


def groups_below(group: Group, seen: set[str] | None = None) -> Iterator[Group]:
    """The groups below a group and itself, innermost first, each once."""
    seen = set() if seen is None else seen
    for member in group.groups():
        yield from groups_below(member, seen)
    if group.model not in seen:
        seen.add(group.model)
        yield group


def models() -> str:
    """The source of the model module."""
    lines = [
        '"""The ITMATT-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""',
        "",
        "from __future__ import annotations",
        "",
        "from datetime import datetime",
        "from decimal import Decimal",
        "from typing import Annotated, Literal",
        "",
        "from pydantic import Field, model_validator",
        "",
        "from ead.fields import itmatt as table",
        "from ead.models.base import EadModel, PartyModel",
        "from ead.models.facets import facets",
        "",
    ]
    groups = [group for group in groups_below(MESSAGE) if group is not MESSAGE]
    names = sorted([group.model for group in groups] + ["Itmatt"])
    lines += ["__all__ = [" + ", ".join(f'"{name}"' for name in names) + "]", ""]
    constants = {"ExtraField": "EXTRA_FIELD", "Reference": "REFERENCE", "ContentPiece": "CONTENT_PIECE"}
    for group in groups:
        lines += ["", *model(group, constants.get(group.model, group.model.upper())), ""]
    lines += [
        "",
        "class Itmatt(EadModel):",
        '    """An ITMATT-style message: a header and one item or more."""',
        "",
        '    message: Literal["ITMATT"] = "ITMATT"',
        '    version: Literal["1"] = "1"',
        "    header: Header = Header()",
        "    items: Annotated[tuple[Item, ...], Field(strict=False, min_length=1)]",
        "",
    ]
    return "\n".join(lines)


def model(group: Group, constant: str) -> Iterator[str]:
    """The lines of one model class."""
    yield f"class {group.model}({'PartyModel' if group.model in _PARTIES else 'EadModel'}):"
    yield f'    """{group.doc}"""'
    yield ""
    for member in group.members:
        if isinstance(member, Group):
            kind = (
                f"Annotated[tuple[{member.model}, ...], Field(strict=False)] = ()" if member.repeated else f"{member.model} | None = None"
            )
            yield f"    {member.name}: {kind}"
        else:
            kind = f'Annotated[{_PYTHON[member.kind]}, facets(table.{constant}, "{member.name}")]'
            yield f"    {member.name}: {kind}" + ("" if member.required else " | None = None")
    if not any(field.required for field in group.fields()) and group.model != "Header":
        yield ""
        yield '    @model_validator(mode="after")'
        yield f"    def _has_something(self) -> {group.model}:"
        yield f'        self.require_something("{_article(group.label)}")'
        yield "        return self"


def _article(label: str) -> str:
    return f"{'an' if label[0] in 'aeio' else 'a'} {label}"


def xsd() -> str:
    """The XSD 1.0 of the message."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- Generated from the field table by tools/generate.py. The project's own ITMATT-style profile: no claim of conformance to any UPU standard. -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{ITMATT_NAMESPACE}" targetNamespace="{ITMATT_NAMESPACE}"',
        '           elementFormDefault="qualified" version="1">',
        '  <xs:element name="Itmatt">',
        *_annotation("An ITMATT-style message: a header and one item or more.", "    "),
        "    <xs:complexType>",
        "      <xs:sequence>",
        '        <xs:element name="Header" type="Header" minOccurs="0"/>',
        '        <xs:element name="Item" type="Item" maxOccurs="unbounded"/>',
        "      </xs:sequence>",
        "    </xs:complexType>",
        '    <xs:key name="itemId">',
        '      <xs:selector xpath="m:Item" xmlns:m="' + ITMATT_NAMESPACE + '"/>',
        '      <xs:field xpath="m:ItemId" xmlns:m="' + ITMATT_NAMESPACE + '"/>',
        "    </xs:key>",
        "  </xs:element>",
    ]
    for group in groups_below(MESSAGE):
        if group is not MESSAGE:
            lines += _complex_type(group)
    return "\n".join([*lines, "</xs:schema>", ""])


def _annotation(text: str, indent: str) -> list[str]:
    return [f"{indent}<xs:annotation><xs:documentation>{escape(text)}</xs:documentation></xs:annotation>"]


def _complex_type(group: Group) -> list[str]:
    lines = [f'  <xs:complexType name="{_type_name(group)}">', *_annotation(group.doc, "    "), "    <xs:sequence>"]
    for member in group.members:
        if isinstance(member, Group):
            occurs = ' minOccurs="0" maxOccurs="unbounded"' if member.repeated else ' minOccurs="0"'
            lines.append(f'      <xs:element name="{member.xml}" type="{_type_name(member)}"{occurs}>')
            lines += [*_annotation(member.doc, "        "), "      </xs:element>"]
        else:
            lines += _simple_element(member)
    return [*lines, "    </xs:sequence>", "  </xs:complexType>"]


def _type_name(group: Group) -> str:
    return group.xml


def _simple_element(field: Field) -> list[str]:
    occurs = "" if field.required else ' minOccurs="0"'
    unit = f" Unit: {field.unit}." if field.unit == "kg" else f" Currency: see {field.unit}." if field.unit else ""
    personal = " Personal." if field.personal else ""
    return [
        f'      <xs:element name="{field.xml}"{occurs}>',
        *_annotation(f"{field.doc}{unit}{personal} Source: {field.source}.", "        "),
        f'        <xs:simpleType><xs:restriction base="xs:{_XSD[field.kind]}">{_facets(field)}</xs:restriction></xs:simpleType>',
        "      </xs:element>",
    ]


def _facets(field: Field) -> str:
    if field.kind is Kind.TEXT:
        return f'<xs:minLength value="1"/><xs:maxLength value="{field.max_length}"/>'
    pattern = f'<xs:pattern value="{escape(lexical_pattern(field))}"/>'
    if field.kind is Kind.DECIMAL:
        return f'<xs:totalDigits value="{field.total_digits}"/><xs:fractionDigits value="{field.fraction_digits}"/>{pattern}'
    if field.kind is Kind.INTEGER:
        return f'<xs:totalDigits value="{field.total_digits}"/>{pattern}'
    return pattern


def json_schema() -> str:
    """The JSON Schema 2020-12 of the message, exported from the models."""
    import json

    from ead.models import Itmatt
    from ead.models.schema import message_schema

    return json.dumps(message_schema(Itmatt, "itmatt-1"), indent=2, ensure_ascii=False) + "\n"


def field_reference() -> str:
    """The page that lists every field."""
    lines = [
        "# Fields of an ITMATT-style message",
        "",
        "Generated from the field table by `tools/generate.py`. Names in Python and JSON, element names in `itmatt-xml`, and what the value must look like.",
        "Weights are kilograms, and weights and values of a content piece are those of the whole line.",
    ]
    for group in groups_below(MESSAGE):
        if group is MESSAGE:
            continue
        lines += [
            "",
            f"## {group.model} (`{group.xml}`)",
            "",
            group.doc,
            "",
            "| name | element | form | must | personal | meaning | source |",
            "|---|---|---|---|---|---|---|",
        ]
        for member in group.members:
            if isinstance(member, Group):
                form = f"list of {member.model}" if member.repeated else member.model
                lines.append(f"| `{member.name}` | `{member.xml}` | {form} | | | {member.doc} | |")
            else:
                must, personal = "yes" if member.required else "", "yes" if member.personal else ""
                lines.append(
                    f"| `{member.name}` | `{member.xml}` | {_form(member)} | {must} | {personal} | {member.doc} | {member.source} |"
                )
    return "\n".join([*lines, ""])


def _form(field: Field) -> str:
    if field.kind is Kind.TEXT:
        return f"text, 1-{field.max_length}"
    if field.kind is Kind.CODE:
        return "code `" + field.pattern.replace("|", "\\|") + "`"
    if field.kind is Kind.DECIMAL:
        return f"decimal, {field.total_digits} digits, {field.fraction_digits} of them decimals"
    if field.kind is Kind.INTEGER:
        return f"whole number, up to {field.total_digits} digits"
    return "date and time" if field.kind is Kind.DATETIME else "`true` or `false`"


OUTPUTS = {
    "src/ead/models/itmatt.py": models,
    "schemas/itmatt-1.xsd": xsd,
    "schemas/itmatt-1.schema.json": json_schema,
    "docs/fields.md": field_reference,
}


def main(arguments: list[str]) -> int:
    """Write or check the outputs; returns the exit code."""
    stale = 0
    for name, make in OUTPUTS.items():
        path = ROOT / name
        text = make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if "--check" in arguments:
            print(f"{name} is out of date: run python tools/generate.py")
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {name}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
