"""What the tables of the UPU Customs Declaration System (CDS) contract are made of: types, their elements in wire order, lexical forms.

The order of the elements is that of the wire: a base class before its heir (``Entity``, then ``CDSObject``, then ``Data``), each class's
own elements in ordinal alphabetical order, as .NET's data contract serializer writes and expects them. The contract has no lengths;
those of the field tables apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from ead.fields.layout import Layout, Leaf
from ead.findings import Path

__all__ = [
    "ARRAYS",
    "CORE",
    "NAMES",
    "OPERATIONAL",
    "SERVICE",
    "VALUES",
    "XSI",
    "Element",
    "Form",
    "Role",
    "Type",
    "carried",
    "dropped",
    "entity_state",
    "leaf_of",
    "passed_over",
    "stored",
    "values_in",
]

SERVICE = "http://tempuri.org/"
OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_LONGEST_EXTRA = 512
_INT32 = 2**31
_INTEGER = re.compile("[+-]?[0-9]{1,10}")
_GUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class Role(Enum):
    """What becomes of an element."""

    VALUE = "a field of the record"
    CARRIED = "an extra field of the record, for the message has no such field"
    NESTED = "elements of its own, same record"
    LIST = "records of their own"
    NAMES = "names of extra fields"
    VALUES = "values of extra fields"
    STORED = "the stored payload, read where there is no data beside it"
    DROPPED = "not carried"
    PASSED_OVER = "the matter of another message"


class Form(Enum):
    """The lexical form of an element beyond that of its field."""

    TEXT = "text"
    INTEGER = "a whole number of 32 bits"
    GUID = "a GUID such as 01234567-89ab-cdef-0123-456789abcdef"

    def match(self, text: str) -> bool:
        """Whether the text has this form and fits an extra field."""
        if self is Form.INTEGER:
            return _INTEGER.fullmatch(text) is not None and -_INT32 <= int(text) < _INT32
        return _GUID.fullmatch(text) is not None if self is Form.GUID else 0 < len(text) <= _LONGEST_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a type.

    ``path`` and ``leaf`` say where its value lives (role VALUE), ``extra`` is the name of the extra field (CARRIED), which is left out
    when the value is ``default``; ``type`` is that of the content (NESTED) or of each entry ``entry`` (LIST). ``form`` narrows what the
    field may hold: a value that has not this form travels beside the element.
    """

    name: str
    role: Role
    namespace: str = OPERATIONAL
    path: Path = ()
    leaf: Leaf | None = None
    extra: str = ""
    form: Form = Form.TEXT
    default: str = ""
    type: Type | None = None
    entry: str = ""
    nillable: bool = True

    @property
    def tag(self) -> str:
        """The name with its namespace, as lxml writes it."""
        return f"{{{self.namespace}}}{self.name}"


class Type:
    """A complex type: its elements in wire order, and their positions by tag and by local name.

    ``needed`` are the parts without which there is no record, ``excused`` the fields that are not missed one by one when the mail object
    is missing, ``fixed`` the values of fields that go without saying.
    """

    __slots__ = ("by_name", "elements", "excused", "fixed", "layout", "name", "needed", "positions")

    def __init__(
        self,
        name: str,
        layout: Layout,
        *elements: Element,
        needed: tuple[str, ...] = (),
        excused: tuple[str, ...] = (),
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.layout = layout
        self.elements = elements
        self.needed = needed
        self.excused = excused
        self.fixed = dict(fixed or {})
        self.positions: dict[object, int] = {element.tag: position for position, element in enumerate(elements)}
        self.by_name = {element.name: element for element in elements}

    def own_elements(self) -> tuple[Element, ...]:
        """The elements that fill the same record, those of nested types included."""
        found: list[Element] = []
        for element in self.elements:
            found += element.type.own_elements() if element.role is Role.NESTED and element.type else (element,)
        return tuple(found)


def leaf_of(layout: Layout, path: Path) -> Leaf:
    """The leaf at a path below a layout; raises :class:`KeyError` when there is none."""
    for step in path[:-1]:
        if isinstance(step, str):
            layout = layout.subgroups[step][1]
    return layout.leaves[str(path[-1])]


def values_in(layout: Layout) -> Callable[..., Element]:
    """What makes the elements that hold a field of a layout: ``value(name, *path)``."""

    def value(name: str, *path: str | int, nillable: bool = True, form: Form = Form.TEXT) -> Element:
        return Element(name=name, role=Role.VALUE, path=path, leaf=leaf_of(layout, path), nillable=nillable, form=form)

    return value


def carried(name: str, extra: str = "", form: Form = Form.TEXT, *, default: str = "", nillable: bool = True) -> Element:
    """An element that only CDS has."""
    return Element(name=name, role=Role.CARRIED, extra=f"cds.{extra or name}", form=form, default=default, nillable=nillable)


def entity_state(extra: str) -> Element:
    """The state that every entity must have; 1 says that it is new or changed."""
    return Element(name="entityState", role=Role.CARRIED, namespace=CORE, extra=extra, form=Form.INTEGER, default="1", nillable=False)


def dropped(name: str) -> Element:
    """An element that is left behind, with a note."""
    return Element(name=name, role=Role.DROPPED)


def passed_over(name: str) -> Element:
    """An element that is the matter of another message: left behind without a word."""
    return Element(name=name, role=Role.PASSED_OVER)


def stored(name: str) -> Element:
    """The element that holds the stored payload as text."""
    return Element(name=name, role=Role.STORED)


NAMES = Element(name="ExtraFieldNames", role=Role.NAMES)
VALUES = Element(name="ExtraFieldValues", role=Role.VALUES)
