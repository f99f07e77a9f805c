"""What differs between XML formats, for :mod:`ead.formats.xml_items` to read any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ead.fields.layout import Record
from ead.findings import Path, Problem
from ead.formats.item_reader import Scanners
from ead.formats.xml_frame import FrameScan, Step
from ead.intake.libxml import etree

__all__ = ["XmlDialect"]


class XmlDialect(Protocol):
    """What differs between XML formats."""

    format: str
    message: str
    item: str
    parents: tuple[tuple[str, ...], ...]

    def scanners(self, namespaces: dict[str | None, str]) -> Scanners | None:
        """The compiled schema for items under these declarations, or ``None`` when there is only the reference path."""
        ...

    def frame_scanner(self) -> FrameScan | None:
        """The scanner for what stands around the items, where there is one."""
        ...

    def decode_item(self, element: etree._Element, problems: list[Problem], *, plain: bool) -> Record | None:
        """The record of one item element; ``plain`` promises that nothing in it has attributes."""
        ...

    def decode_frame(self, root: etree._Element, problems: list[Problem]) -> Record | None:
        """The header record, from the document without its items."""
        ...

    def steps(self, path: Path, text_at: Callable[[Sequence[Step]], str | None] | None = None) -> tuple[Step, ...]:
        """The XML steps below the item element for a path in the item; ``text_at`` reads the source, where the steps depend on it."""
        ...

    def frame_steps(self, path: Path) -> tuple[Step, ...]:
        """The XML steps below the root element for a path in the header."""
        ...
