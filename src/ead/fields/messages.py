"""The messages there are: each a header and a list of items, read and written by its own field table.

Tables are imported when a message is first asked for: whoever checks ITMATT pays for no other.

>>> message_type("CUSRSP").root, message_type("CUSRSP").namespace
('Cusrsp', 'urn:ead:cusrsp:1')
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, layout_of
from ead.fields.table import Group

__all__ = ["ITMATT", "MESSAGES", "VERSION", "MessageType", "message_type", "namespace_of"]

MESSAGES = ("ITMATT", "CUSITM", "CUSRSP", "ITMREF", "REFRSP", "PREDES", "EMSEVT")
"""The names of all messages."""

VERSION = "1"
"""The edition of the project's own formats, the same for all messages."""


def namespace_of(name: str) -> str:
    """The XML namespace of the message called ``name``."""
    return f"urn:ead:{name.lower()}:{VERSION}"


@dataclass(frozen=True, slots=True, eq=False)
class MessageType:
    """One kind of message: its name, its table, and the layouts of its header and items.

    ``declares`` says that its items have all fields of an ITMATT item in the same places of their records, so that rules on ITMATT items
    apply to them.
    """

    name: str
    group: Group
    header: Layout
    item: Layout
    declares: bool

    @property
    def root(self) -> str:
        """The name of the root element."""
        return self.group.xml

    @property
    def namespace(self) -> str:
        """The namespace of all elements."""
        return namespace_of(self.name)


@cache
def message_type(name: str) -> MessageType:
    """The message called ``name``, in capitals; raises :class:`LookupError` when there is none."""
    if name not in MESSAGES:
        raise LookupError(f'unknown message "{name}"; known are {", ".join(MESSAGES)}')
    group: Group = importlib.import_module(f"ead.fields.{name.lower()}").MESSAGE
    item = layout_of(group.member("items"))
    declares = item.group.members[: ITEM_LAYOUT.size] == ITEM_LAYOUT.group.members
    return MessageType(name, group, HEADER_LAYOUT, item, declares)


ITMATT = message_type("ITMATT")
