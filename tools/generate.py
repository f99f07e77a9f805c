"""Write everything that is derived from the field tables: models, XSD, JSON Schema, the field reference.

Run it after a change of a table: ``python tools/generate.py``. ``--check`` says what is out of date and exits 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

from ead.fields.layout import lexical_pattern
from ead.fields.messages import ITMATT, MESSAGES, MessageType, message_type
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
_PROFILE = "The project's own ITMATT-style profile: no claim of conformance to any UPU standard."


def groups_below(group: Group, seen: set[str] | None = None) -> Iterator[Group]:
    """The groups below a group and itself, innermost first, each once."""
    seen = set() if seen is None else seen
    for member in group.groups():
        yield from groups_below(member, seen)
    if group.model not in seen:
        seen.add(group.model)
        yield group


def groups_of(message: MessageType) -> list[Group]:
    """The groups of a message, innermost first."""
    return [group for group in groups_below(message.group) if group is not message.group]


def own_groups(message: MessageType) -> list[Group]:
    """The groups of a message that ITMATT does not have."""
    shared = () if message is ITMATT else groups_of(ITMATT)
    return [group for group in groups_of(message) if group not in shared]


def own_members(group: Group) -> tuple[Field | Group, ...]:
    """The members of a group that the group it extends does not have."""
    return group.members[len(group.extends.members) :] if group.extends else group.members


def models(message: MessageType) -> str:
    """The source of the model module of a message."""
    own = own_groups(message)
    classes = [line for group in own for line in ("", *model(group, _constant(group)), "")]
    body = [
        *classes,
        "",
        f"class {message.root}(EadModel):",
        f'    """{_message_doc(message)}"""',
        "",
        f'    message: Literal["{message.name}"] = "{message.name}"',
        '    version: Literal["1"] = "1"',
        "    header: Header = Header()",
        f"    items: Annotated[tuple[{message.item.group.model}, ...], Field(strict=False, min_length=1)]",
        "",
    ]
    names = sorted([group.model for group in own] + [message.root])
    exported = "__all__ = [" + ", ".join(f'"{name}"' for name in names) + "]"
    return "\n".join([*_model_imports(message, own, "\n".join(body)), exported, "", *body])


def _model_imports(message: MessageType, own: list[Group], body: str) -> Iterator[str]:
    """The head of a model module, with the imports that its classes need."""
    name = message.name.lower()
    title = f"A projection of {message.name}" if message.name in ("PREDES", "EMSEVT") else f"The {message.name}-style message"
    yield f'"""{title} as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""'
    yield from ("", "from __future__ import annotations", "")
    if "datetime" in body:
        yield "from datetime import datetime"
    if "Decimal" in body:
        yield "from decimal import Decimal"
    yield from ("from typing import Annotated, Literal", "")
    yield "from pydantic import Field, model_validator" if "model_validator" in body else "from pydantic import Field"
    yield from ("", f"from ead.fields import {name} as table")
    yield "from ead.models.base import EadModel, PartyModel" if "PartyModel" in body else "from ead.models.base import EadModel"
    yield "from ead.models.facets import facets"
    if message is not ITMATT:
        used = {member.model for group in own for member in own_members(group) if isinstance(member, Group)}
        used |= {group.extends.model for group in own if group.extends}
        yield f"from ead.models.itmatt import {', '.join(sorted({'Header', *used} - {group.model for group in own}))}"
    yield ""


def _constant(group: Group) -> str:
    """The name of a group in the module of its table."""
    if group.name == "items":
        return "ITEM"
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", group.model).upper()


def _message_doc(message: MessageType) -> str:
    if message is ITMATT:
        return "An ITMATT-style message: a header and one item or more."
    return message.group.doc


def model(group: Group, constant: str) -> Iterator[str]:
    """The lines of one model class."""
    base = group.extends.model if group.extends else "PartyModel" if group.model in _PARTIES else "EadModel"
    yield f"class {group.model}({base}):"
    yield f'    """{group.doc}"""'
    yield ""
    for member in own_members(group):
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


def xsd(message: MessageType) -> str:
    """The XSD 1.0 of a message."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- Generated from the field table by tools/generate.py. {_PROFILE} -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{message.namespace}" targetNamespace="{message.namespace}"',
        '           elementFormDefault="qualified" version="1">',
        f'  <xs:element name="{message.root}">',
        *_annotation(_message_doc(message), "    "),
        "    <xs:complexType>",
        "      <xs:sequence>",
        '        <xs:element name="Header" type="Header" minOccurs="0"/>',
        '        <xs:element name="Item" type="Item" maxOccurs="unbounded"/>',
        "      </xs:sequence>",
        "    </xs:complexType>",
        *(_key(message) if message.declares else ()),
        "  </xs:element>",
    ]
    for group in groups_of(message):
        lines += _complex_type(group)
    return "\n".join([*lines, "</xs:schema>", ""])


def _key(message: MessageType) -> list[str]:
    """An item is declared once in a message; answers and events may speak of it more than once."""
    return [
        '    <xs:key name="itemId">',
        f'      <xs:selector xpath="m:Item" xmlns:m="{message.namespace}"/>',
        f'      <xs:field xpath="m:ItemId" xmlns:m="{message.namespace}"/>',
        "    </xs:key>",
    ]


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
    unit = f" Unit: {field.unit}." if field.unit in ("kg", "%") else f" Currency: see {field.unit}." if field.unit else ""
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


def json_schema(message: MessageType) -> str:
    """The JSON Schema 2020-12 of a message, exported from the models."""
    import importlib
    import json

    from ead.models.schema import message_schema

    name = message.name.lower()
    model = getattr(importlib.import_module(f"ead.models.{name}"), message.root)
    return json.dumps(message_schema(model, f"{name}-1"), indent=2, ensure_ascii=False) + "\n"


def field_reference() -> str:
    """The page that lists every field of ITMATT."""
    lines = [
        "# Fields of an ITMATT-style message",
        "",
        "Generated from the field table by `tools/generate.py`. Names in Python and JSON, element names in `itmatt-xml`, and what the value must look like.",
        "Weights are kilograms, and weights and values of a content piece are those of the whole line.",
    ]
    for group in groups_of(ITMATT):
        lines += _group_reference(group, "##")
    return "\n".join([*lines, ""])


def dialogue_reference() -> str:
    """The page that lists the fields of the other messages."""
    lines = [
        "# Fields of the other messages",
        "",
        "Generated from the field tables by `tools/generate.py`. Headers, parties, content pieces, documents and extra fields are those of the [ITMATT-style message](fields.md).",
        "An item is known by its S10 identifier and its posting date together, since identifiers are used again after twelve months.",
    ]
    for message in map(message_type, MESSAGES[1:]):
        lines += ["", f"## {message.name}", "", message.group.doc]
        for group in own_groups(message):
            lines += _group_reference(group, "###")
    return "\n".join([*lines, ""])


def _group_reference(group: Group, level: str) -> Iterator[str]:
    """The section of one group."""
    yield from ("", f"{level} {group.model} (`{group.xml}`)", "", group.doc, "")
    if group.extends:
        yield from (f"Begins with all fields of [{group.extends.model}](fields.md).", "")
    yield from ("| name | element | form | must | personal | meaning | source |", "|---|---|---|---|---|---|---|")
    for member in own_members(group):
        if isinstance(member, Group):
            form = f"list of {member.model}" if member.repeated else member.model
            yield f"| `{member.name}` | `{member.xml}` | {form} | | | {member.doc} | |"
        else:
            must, personal = "yes" if member.required else "", "yes" if member.personal else ""
            yield f"| `{member.name}` | `{member.xml}` | {_form(member)} | {must} | {personal} | {member.doc} | {member.source} |"


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


def _outputs() -> dict[str, Callable[[], str]]:
    """The derived files, and what makes each."""
    found: dict[str, Callable[[], str]] = {}
    for message in map(message_type, MESSAGES):
        name = message.name.lower()
        found[f"src/ead/models/{name}.py"] = partial(models, message)
        found[f"schemas/{name}-1.xsd"] = partial(xsd, message)
        found[f"schemas/{name}-1.schema.json"] = partial(json_schema, message)
    return {**found, "docs/fields.md": field_reference, "docs/fields-dialogue.md": dialogue_reference}


OUTPUTS = _outputs()


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
