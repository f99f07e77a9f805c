"""Values on their way into a message: texts with the field they come from, fitted to the layout, and written in its order."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lxml import etree

from ead.findings import Path
from ead.ics2.layout import NAMESPACES, Element, Version, layout_of
from ead.named import NamedTuple
from ead.rules.core_characters import has_hidden_characters

__all__ = ["Amount", "Fitting", "Leaf", "clean", "moment", "to_xml"]

Tree = Mapping[str, Any]
"""Children by the key of their element: a :class:`Leaf`, an :class:`Amount`, a tree, or a list of one of these; ``None`` is left out."""

_UNFIT = frozenset({"Cc", "Cn", "Co", "Cs"})
_WHOLE = frozenset({"identifier", "identificationNumber", "VATIdentificationNumber", "documentNumber", "referenceNumber"})
"""What is of no use when it is cut."""
_CENT = Decimal("0.01")
_GRAM_PARTS = Decimal("0.000001")


class Leaf(NamedTuple):
    """A value and the field of the item that it comes from."""

    value: str | Decimal | int
    path: Path = ()


class Amount(NamedTuple):
    """An amount of money and the field that it comes from."""

    value: Decimal
    currency: str
    path: Path = ()


@dataclass(slots=True)
class Fitting:
    """What happens when values meet a layout: ``notes`` say what was cut or left out, ``gaps`` which mandatory elements stay empty."""

    notes: list[tuple[Path, str]] = field(default_factory=list)
    gaps: list[tuple[str, ...]] = field(default_factory=list)

    def fit(self, element: Element, values: Tree, above: tuple[str, ...] = ()) -> dict[str, Any]:
        """The values as texts that the layout has room for."""
        fitted: dict[str, Any] = {}
        for child in element.children:
            given = values.get(child.key)
            several = given if isinstance(given, list) else [] if given is None else [given]
            kept: list[Any] = []
            for number, value in enumerate(several[: child.most], 1):
                place = (*above, f"{child.key}[{number}]" if child.most > 1 else child.key)
                if (one := self._fit_one(child, value, place)) is not None:
                    kept.append(one)
            if len(several) > child.most:
                self.notes.append(((), f"only the first {child.most} of {len(several)} fit into {child.name}"))
            if kept:
                fitted[child.key] = kept
            elif child.least:
                self.gaps.append((*above, child.key))
        return fitted

    def _fit_one(self, element: Element, value: Any, place: tuple[str, ...]) -> Any:
        if element.children:
            return self.fit(element, value, place) if element.least else self._fit_optional(element, value, place)
        if isinstance(value, Amount):
            return self._amount(value)
        if type(value) is tuple:
            return value  # an amount that was fitted before
        leaf = value if isinstance(value, Leaf) else Leaf(value)
        if isinstance(leaf.value, Decimal):
            return self._decimal(leaf.value, leaf.path)
        text = clean(str(leaf.value))
        if element.longest is not None and len(text) > element.longest:
            if element.key in _WHOLE:
                self.notes.append((leaf.path, f"left out, {element.name} has room for {element.longest} characters"))
                return None
            self.notes.append((leaf.path, f"cut to the {element.longest} characters of {element.name}"))
            text = text[: element.longest].rstrip()
        return text or None

    def _fit_optional(self, element: Element, values: Tree, place: tuple[str, ...]) -> dict[str, Any] | None:
        """A group that need not be there: it is left out when something mandatory in it stays empty."""
        own = Fitting()
        fitted = own.fit(element, values, place)
        self.notes += own.notes
        return None if own.gaps or not fitted else fitted

    def _amount(self, amount: Amount) -> tuple[str, str] | None:
        value = amount.value.quantize(_CENT, ROUND_HALF_UP)
        if value != amount.value:
            self.notes.append((amount.path, "rounded to two decimals"))
        return format(value, "f"), amount.currency

    def _decimal(self, value: Decimal, path: Path) -> str:
        fitted = value.quantize(_GRAM_PARTS, ROUND_HALF_UP) if value != value.quantize(_GRAM_PARTS, ROUND_HALF_UP) else value
        if fitted != value:
            self.notes.append((path, "rounded to six decimals"))
        return format(fitted, "f")


def clean(text: str) -> str:
    """The text on one line, without blanks in a row and without characters that ICS2 does not take.

    >>> clean(" Lotte\\n Peeters\\u200b ")
    'Lotte Peeters'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(character for character in " ".join(text.split()) if unicodedata.category(character) not in _UNFIT)
    if has_hidden_characters(kept):
        kept = "".join(character for character in kept if unicodedata.category(character) != "Cf")
    return " ".join(kept.split())


def moment(when: datetime | None) -> str:
    """A date and time as the messages want it: UTC, without fractions; ``None`` is now.

    Raises :class:`ValueError` for a time without an offset.
    """
    chosen = datetime.now(UTC) if when is None else when
    if chosen.tzinfo is None:
        raise ValueError("the date and time of a filing must have an offset from UTC")
    return chosen.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_xml(message: str, version: Version, values: Tree) -> bytes:
    """The message in the order of its layout. Raises :class:`ValueError` when a mandatory element has no value."""
    layout = layout_of(message, version)
    fitting = Fitting()
    fitted = fitting.fit(layout, values)
    if fitting.gaps:
        raise ValueError(f"message {message} has no {'/'.join(fitting.gaps[0])}, which is mandatory")
    space = NAMESPACES[version]
    root = etree.Element(f"{{{space}}}{message}", nsmap={None: space})
    _append(root, layout, fitted, space)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _append(parent: etree._Element, element: Element, values: Mapping[str, Sequence[Any]], space: str) -> None:
    for child in element.children:
        for value in values.get(child.key, ()):
            made = etree.SubElement(parent, f"{{{space}}}{child.name}")
            if isinstance(value, Mapping):
                _append(made, child, value, space)
            elif isinstance(value, tuple):
                made.set("value", value[0])
                made.set("currency", value[1])
            elif child.form == "moment":
                etree.SubElement(made, f"{{{space}}}DateTime").text = value
            else:
                made.text = value
