"""The elements of the messages of ICS2, in the order they stand in, in two generations of the format.

Version 2 is the layout of releases 2 and 3 (interface specification 2.02 of 2022-05-04), version 1 that of release 1 (type library of
2021-03). The tables are data; version 1 is told by its differences. Both are reconstructed: from published tables, and by analogy where a
table was not to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from ead.patterns import lazy

__all__ = ["EDITION", "NAMESPACES", "VERSIONS", "Element", "Version", "layout_of", "messages"]

Version = Literal["1", "2"]

VERSIONS: tuple[Version, ...] = ("1", "2")
NAMESPACES: dict[Version, str] = {"1": "urn:wco:datamodel:WCO:CIS:1", "2": "urn:wco:datamodel:eu:ics2:2"}
"""The namespace of each generation; that of version 2 was seen on messages between administrations and is taken over from there."""

EDITION = "2.02"
"""The edition of the interface specification that the tables are from."""

_LINE = lazy(r"( *)(\w+) ([0-9]+)\.\.([0-9]+)(?: (@?[\w.,]+))?(?: (CL[0-9]+))?")
_WRITTEN_IN_1 = frozenset({"IE3F43", "IE3A43", "IE3F44", "IE3A44", "IE3Q04", "IE3R02", "IE3R03"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, how often it stands, its form (empty: it has children), its code list, its children.

    ``key`` is the name in version 2, under which both generations know it.
    """

    name: str
    least: int
    most: int
    form: str
    code_list: str | None
    children: tuple[Element, ...] = ()
    key: str = ""

    def child(self, key: str) -> Element | None:
        """The child with that key."""
        return next((child for child in self.children if child.key == key), None)

    @property
    def longest(self) -> int | None:
        """How many characters the text may have, for forms of letters and digits."""
        found = re.fullmatch(r"an?\.?\.?([0-9]+)", self.form)
        return int(found[1]) if found else None


@cache
def messages(version: Version) -> tuple[str, ...]:
    """The names of the messages that have a layout in a version; answers of customs have one in version 2 only."""
    return tuple(sorted(name for name in _sections() if not name.startswith("@") and (version == "2" or name in _WRITTEN_IN_1)))


@cache
def layout_of(message: str, version: Version) -> Element:
    """The root element of a message; raises :class:`LookupError` for one without a layout in that version."""
    if message not in messages(version):
        raise LookupError(f'there is no layout of "{message}" in version {version}')
    children = tuple(_tree(iter(_sections()[message]), 0, {}))
    root = Element(message, 1, 1, "", None, children, message)
    return _first_generation(root, ()) if version == "1" else root


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    """The lines of the data file by section."""
    found: dict[str, tuple[str, ...]] = {}
    text = (resources.files("ead.ics2") / "data" / "layouts.txt").read_text("utf-8")
    for block in re.split(r"\n(?=\[)", text)[1:]:
        head, *lines = block.split("\n")
        found[head[1:-1]] = tuple(line for line in lines if line)
    return found


def _tree(lines: Iterator[str], depth: int, pushed: dict[str, tuple[int, Element]]) -> list[Element]:
    """The elements of one depth; ``pushed`` holds the line that was read too far, by the key "next"."""
    found: list[Element] = []
    while True:
        entry = pushed.pop("next", None) or _parsed(next(lines, None))
        if entry is None:
            return found
        level, element = entry
        if level < depth:
            pushed["next"] = entry
            return found
        if level > depth:
            pushed["next"] = entry
            found[-1] = replace(found[-1], children=tuple(_tree(lines, level, pushed)))
        else:
            found.append(element)


def _parsed(line: str | None) -> tuple[int, Element] | None:
    if line is None:
        return None
    parts = _LINE.fullmatch(line)
    assert parts is not None, line
    form = parts[5] or ""
    children: Sequence[Element] = ()
    if form.startswith("@"):
        children, form = _tree(iter(_sections()[form]), 0, {}), ""
    return len(parts[1]) // 2, Element(parts[2], int(parts[3]), int(parts[4]), form, parts[6], tuple(children), parts[2])


_RENAMED = {"street": "streetNameLine1", "streetAdditionalLine": "streetNameLine2"}
_PARTIES = frozenset({"consignor", "consignee"})


def _first_generation(element: Element, above: tuple[str, ...]) -> Element:
    """The element as release 1 has it."""
    place = (*above, element.name)
    children = tuple(_first_generation(child, place) for child in element.children)
    changed = replace(element, children=children)
    if above[-1:] == ("address",):
        return replace(changed, name=_RENAMED.get(element.name, element.name))
    if place[-2:] == ("communication", "identifier"):
        return replace(changed, form="an..50")
    if element.name == "typeOfPerson" and above[-1] in _PARTIES:
        return replace(changed, least=0)
    if place[-2:] == ("goodsItem", "packaging"):
        return replace(changed, most=99)
    if element.name == "referralRequestReference" and above[0:1] == ("IE3R02",):
        return replace(changed, form="an..35")
    return changed
