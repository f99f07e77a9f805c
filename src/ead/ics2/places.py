"""Places in a filing, as answers of customs point to them, and the fields of the advance data that they were filled from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ead.findings import Path
from ead.ics2.values import clean
from ead.patterns import lazy

__all__ = ["Place", "Step", "field_of", "houses_of", "place_of", "steps_of"]

_STEP = lazy(
    r"/*(?:child::)?(?:\*\[\s*local-name\(\)\s*=\s*['\"](?P<quoted>[\w.-]+)['\"]\s*\]|(?:Q?\{[^}]*\}|[\w*-]+:)?(?P<name>[\w-]+|\*))"
    r"(?P<predicates>(?:\[[^\]]*\])*)"
)
_PREDICATE = lazy(r"\[([^\]]*)\]")
_POSITION = lazy(r"(?:position\(\)\s*=\s*)?([0-9]{1,6})")
_VALUE = lazy(r"(?:\w+:)?([\w/:]+?)(?:/text\(\))?\s*=\s*['\"]([^'\"]*)['\"]")
_LONGEST = 2048  # the layout has room for 512 characters
_RENAMED = {"streetNameLine1": "street", "streetNameLine2": "streetAdditionalLine"}
_HOUSE, _GOODS = "consignmentHouseLevel", "goodsItem"
_NAMES = ("company", "name", "last_name", "first_name")
_LINES = ("address_line1", "address_line2")
_OF_PARTIES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("name",): _NAMES,
    ("identificationNumber",): ("references",),
    ("typeOfPerson",): ("person_type",),
    ("address",): _LINES,
    ("address", "city"): ("city",),
    ("address", "country"): ("country",),
    ("address", "subDivision"): ("state",),
    ("address", "postCode"): ("postcode",),
    ("communication",): ("telephone", "email"),
}
_OF_ITEMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("totalGrossMass",): ("gross_weight",),
    ("supportingDocuments",): ("documents",),
    ("additionalInformation",): ("extra_fields",),
    (_GOODS,): ("contents",),
    ("postalCharges",): ("postage",),
    ("transportDocumentHouseLevel",): ("item_id",),
}
_OF_PIECES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("goodsItemNumber",): ("index",),
    ("postalValue",): ("amount",),
    ("postalValue", "currency"): ("currency",),
    ("commodity",): ("description",),
    ("commodity", "cusCode"): ("hs_code",),
    ("commodity", "commodityCode"): ("hs_code",),
    ("weight",): ("net_weight",),
    ("countryOfOrigin",): ("origin_country",),
}
_ROLES = {"consignee": "addressee", "consignor": "sender"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: an element, its position from 1 where one is given, and a value that one of its children must have."""

    name: str
    position: int | None = None
    child: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a filing. ``house`` and ``goods`` are zero-based positions, ``None`` where the path does not lead below one.

    ``element`` are the names of the elements from the house consignment (or the goods item) down, in those of version 2; ``document`` is
    the number of the house transport document; ``text`` what was filed at the place.
    """

    element: tuple[str, ...]
    house: int | None = None
    goods: int | None = None
    document: str | None = None
    text: str | None = None


def steps_of(path: str) -> list[Step]:
    """The steps of a path: XPath with or without prefixes, positions and values, dots between names, or a JSON pointer.

    >>> [(step.name, step.position) for step in steps_of("/ns:IE3F43/*[local-name()='goodsItem'][2]/commodity")]
    [('IE3F43', None), ('goodsItem', 2), ('commodity', None)]
    """
    text = re.sub(r"(?<=\w|\])\.(?=[A-Za-z])", "/", path.strip()) if "/" not in path else path.strip()
    steps: list[Step] = []
    text = text[:_LONGEST]
    end = 0
    while end < len(text) and (found := _STEP.match(text, end)) is not None and found.end() > end:
        end = found.end()
        name = found["quoted"] or found["name"]
        if name.isdigit() and steps:
            steps[-1] = Step(steps[-1].name, int(name) + 1)  # positions of JSON pointers count from zero
        elif name not in ("text", "*"):
            steps.append(_with_predicates(_RENAMED.get(name, name), found["predicates"]))
        elif name == "*":
            steps.append(_with_predicates("*", found["predicates"]))
    attribute = re.search(r"@(\w+)$", text)
    return [*steps, Step(attribute[1])] if attribute else steps


def _with_predicates(name: str, predicates: str) -> Step:
    step = Step(name)
    for predicate in _PREDICATE.findall(predicates):
        inner = predicate.strip()
        if position := _POSITION.fullmatch(inner):
            step = Step(name, int(position[1]), step.child, step.value)
        elif value := _VALUE.fullmatch(inner):
            step = Step(name, step.position, value[1].rpartition("/")[2].rpartition(":")[2], value[2])
    return step


def place_of(path: str, filed: etree._Element, houses: Sequence[etree._Element] | None = None) -> Place:
    """The place that a path leads to in the message that was filed, as far as it can be followed.

    ``houses`` are its house consignments, for callers that follow many paths.
    """
    steps = [step for step in steps_of(path) if step.name not in (etree.QName(filed).localname, "consignmentMasterLevel")]
    names = [step.name for step in steps]
    if _HOUSE not in names:
        return Place(tuple(names), text=_text_at(filed, steps))
    below = names.index(_HOUSE)
    houses = houses_of(filed) if houses is None else houses
    house = _chosen(houses, steps[below])
    if house is None:
        return Place(tuple(names[below + 1 :]))
    node, rest, goods = houses[house], steps[below + 1 :], None
    document = _text_at(node, [Step("transportDocumentHouseLevel"), Step("documentNumber")])
    if rest and rest[0].name == _GOODS:
        pieces = _children(node, _GOODS)
        goods = _chosen(pieces, rest[0])
        if goods is None:
            return Place((_GOODS,), house, None, document)
        node, rest = pieces[goods], rest[1:]
    return Place(tuple(step.name for step in rest), house, goods, document, _text_at(node, rest))


def houses_of(filed: etree._Element) -> list[etree._Element]:
    """The house consignments of a filing."""
    return _named(filed, _HOUSE)


def _named(root: etree._Element, name: str) -> list[etree._Element]:
    return [node for node in root.iter() if isinstance(node.tag, str) and etree.QName(node).localname == name]


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if isinstance(child.tag, str) and etree.QName(child).localname == name]


def _chosen(nodes: Sequence[etree._Element], step: Step) -> int | None:
    """Which of several elements a step means; without position or value, the only one."""
    if step.value is not None and step.child is not None:
        wanted = step.value.strip()
        return next((at for at, node in enumerate(nodes) if any((n.text or "").strip() == wanted for n in _named(node, step.child))), None)
    if step.position is not None:
        return step.position - 1 if 0 < step.position <= len(nodes) else None
    return 0 if len(nodes) == 1 else None


def _text_at(node: etree._Element, steps: Sequence[Step]) -> str | None:
    for step in steps:
        written = {step.name} | {name for name, key in _RENAMED.items() if key == step.name}
        nodes = [child for name in written for child in _children(node, name)]
        if not nodes:
            return node.get(step.name)
        at = _chosen(nodes, step)
        node = nodes[at or 0]
    return (node.text or "").strip() or None


def field_of(element: Sequence[str], item: Any, goods: int | None = None, text: str | None = None) -> Path | None:
    """The field of an item that an element below its house consignment (or goods item) is filled from.

    Where several can be, the one that holds ``text`` is taken, else the first with a value. ``None`` for elements that no field fills.
    """
    names = tuple(element)
    if goods is not None:
        if names[:1] == ("typeOfGoods",):
            return ("nature",)
        found = _looked_up(_OF_PIECES, names)
        return ("contents", goods, found[0]) if found else ("contents", goods)
    if names[:1] == ("additionalFiscalReferences",):
        return _reference(item, text)
    if names and names[0] in _ROLES:
        return _party_field(names, item, text)
    found = _looked_up(_OF_ITEMS, names)
    return (found[0],) if found else None


def _looked_up(table: dict[tuple[str, ...], tuple[str, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
    """The entry of the longest beginning of a path."""
    for length in range(len(names), 0, -1):
        if names[:length] in table:
            return table[names[:length]]
    return ()


def _party_field(names: tuple[str, ...], item: Any, text: str | None) -> Path:
    role = _ROLES[names[0]]
    party = getattr(item, role, None)
    fields = _looked_up(_OF_PARTIES, names[1:])
    if fields == ("references",):
        return _reference(item, text, role)
    if not fields:
        return (role,)
    wanted = text or ""
    for field in fields:
        value = getattr(party, field, None)
        if value and wanted and (wanted in clean(value) or clean(value) in wanted or _digits(value) == _digits(wanted) != ""):
            return (role, field)
    given = [field for field in fields if getattr(party, field, None)]
    return (role, given[0] if given else fields[0 if fields is not _NAMES else 1])


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text) if text.lstrip().startswith(("+", "0")) else ""


def _reference(item: Any, text: str | None, only: str | None = None) -> Path:
    """The reference of a party that holds the number, else the references of the party."""
    wanted = re.sub("[^A-Za-z0-9]", "", text or "").upper()
    for role in (only,) if only else ("sender", "addressee"):
        for position, reference in enumerate(getattr(getattr(item, role, None), "references", ())):
            if wanted and re.sub("[^A-Za-z0-9]", "", reference.value).upper() == wanted:
                return (role, "references", position, "value")
    return (only or "addressee", "references")
