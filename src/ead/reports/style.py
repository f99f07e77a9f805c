"""Colours, widths and line breaks of what people read on a terminal."""

from __future__ import annotations

import os
import re
import textwrap
import unicodedata
from typing import TextIO

from ead.findings import Outcome, Severity
from ead.named import NamedTuple

__all__ = ["Style", "counted", "cut", "terminal_width", "wants_color", "width_of", "wrapped"]

_WIDEST = 100
_NARROWEST = 40
_CODES = {"bold": "1", "dim": "2", "red": "1;31", "green": "32", "yellow": "33", "blue": "36"}
_OF_SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_OF_OUTCOME = {Outcome.ACCEPTED: "green", Outcome.REJECTED: "red", Outcome.INCOMPLETE: "yellow"}


def wants_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user has not said no to colours (``NO_COLOR``, see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width(stream: TextIO) -> int:
    """The columns to write: those of the terminal, 100 at most; 100 when it is none."""
    columns = _WIDEST
    if stream.isatty():
        import shutil

        columns = shutil.get_terminal_size((_WIDEST, 24)).columns
    return max(min(columns, _WIDEST), _NARROWEST)


class Style(NamedTuple):
    """ANSI colours, or none."""

    color: bool = False

    def paint(self, text: str, *looks: str) -> str:
        """The text in a look such as ``bold`` or ``red``."""
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[look] for look in looks)}m{text}\x1b[0m"

    def severity(self, severity: Severity, text: str) -> str:
        """The text in the colour of a severity."""
        return self.paint(text, _OF_SEVERITY[severity])

    def outcome(self, outcome: Outcome, text: str) -> str:
        """The text in the colour of an outcome."""
        return self.paint(text, _OF_OUTCOME[outcome])


def counted(number: int, noun: str) -> str:
    """A number and its noun: ``1 error``, ``2 errors``."""
    return f"{number:,} {noun}".replace(",", " ") + ("" if number == 1 else "s")


def width_of(text: str) -> int:
    """The columns that a text takes on a terminal; letters of East Asian scripts take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def cut(text: str, width: int) -> str:
    """The text, shortened to that many columns with an ellipsis at the end."""
    if width_of(text) <= width:
        return text
    kept = ""
    for char in text:
        if width_of(kept + char) > width - 3:
            break
        kept += char
    return kept + "..."


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    """The text broken into lines; ``first`` stands before the first line, ``rest`` before the others."""
    return textwrap.fill(re.sub(r"\s+", " ", text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
