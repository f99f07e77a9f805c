"""What a field table is made of: fields, and groups of fields."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from ead.named import NamedTuple

__all__ = ["MANY", "Field", "Group", "Kind"]

MANY = 1_000_000
"""``max_occurs`` of a group that may be repeated without a bound in the schema (limits still apply)."""


class Kind(Enum):
    """The lexical kind of a field's value."""

    TEXT = "text"
    CODE = "code"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


# Codes without a list of their own.
_IDENTIFIERS = frozenset({"item_id", "gtin"})


class Field(NamedTuple):
    """One leaf of a message.

    ``name`` is the name in models and JSON, ``xml`` the element name. ``max_length`` counts characters;
    ``total_digits`` and ``fraction_digits`` bound decimals; ``pattern`` is an ASCII regular expression
    that means the same in XSD, Python and JSON Schema (no anchors, no ``\\d``). ``unit`` is ``kg`` or the
    name of the field that holds the currency. ``personal`` marks what identifies a person.
    """

    name: str
    xml: str
    kind: Kind
    doc: str
    source: str
    required: bool = False
    max_length: int = 0
    total_digits: int = 0
    fraction_digits: int = 0
    pattern: str = ""
    codelist: str = ""
    unit: str = ""
    personal: bool = False
    example: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether it is a text in which a letter with an accent is a fault: one of a code list, or an identifier."""
        return self.kind is Kind.TEXT and (bool(self.codelist) or self.name in _IDENTIFIERS)


class Group(NamedTuple):
    """A named group of fields: the item itself, a party, a content piece, a document.

    ``extends`` is a group whose members this one begins with; its model then is a model of that group too.
    """

    name: str
    xml: str
    model: str
    doc: str
    members: tuple[Field | Group, ...]
    max_occurs: int = 1
    label: str = ""
    extends: Group | None = None

    @property
    def repeated(self) -> bool:
        """Whether the group is a list."""
        return self.max_occurs > 1

    def fields(self) -> Iterator[Field]:
        """The leaves that stand directly in this group."""
        return (member for member in self.members if isinstance(member, Field))

    def groups(self) -> Iterator[Group]:
        """The groups that stand directly in this group."""
        return (member for member in self.members if isinstance(member, Group))

    def member(self, name: str) -> Field | Group:
        """The direct member called ``name``; raises :class:`KeyError` when there is none."""
        for member in self.members:
            if member.name == name:
                return member
        raise KeyError(name)
