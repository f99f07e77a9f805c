"""What is kept while a view is decoded: the record, what travelled in its arrays, what was read and what was left behind."""

from __future__ import annotations

from ead.fields.layout import Record
from ead.findings import Path
from ead.formats.cds_schema import Type
from ead.formats.xml_frame import Step
from ead.named import NamedTuple

__all__ = ["NO_PLACE", "Dropped", "Scope", "Steps", "Strings"]

NO_PLACE = "the message has no place for it"

Steps = tuple[Step, ...]
Strings = list[tuple[str | None, Steps]]


class Dropped(NamedTuple):
    """Something that was there and is not carried. ``lost`` when it was data of the declaration, else it is worth a note."""

    path: Path
    reason: str
    lost: bool


class Scope:
    """One record being filled: the item's, a content piece's, a document's."""

    __slots__ = ("carried", "kind", "names", "path", "read", "record", "stored", "told", "values")

    def __init__(self, kind: Type, path: Path) -> None:
        self.kind = kind
        self.path = path
        self.record: Record = kind.layout.empty()
        self.names: Strings = []
        self.values: Strings = []
        self.carried: list[tuple[str, str]] = []
        self.read: set[str] = set()
        self.told: set[str] = set()
        self.stored: tuple[str, Steps] | None = None
