"""One escape function for each family of output. Every value that a report shows goes through the one of its family."""

from __future__ import annotations

import json
import re
from typing import Any

from ead.json_layout import indented
from ead.patterns import lazy

__all__ = ["csv_cell", "json_text", "terminal", "xml_text"]

# Controls, zero-width and direction marks, separators that break lines, surrogates, noncharacters: they move the cursor or hide text.
_INVISIBLE = lazy(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_IN_JSON = lazy("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_XML = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_on_one_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def terminal(text: str) -> str:
    """Text for one line of a terminal or log: whatever moves the cursor, breaks the line or hides letters is written as ``\\u001b``."""
    return _INVISIBLE.sub(_escaped, text)


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front; controls are shown."""
    text = "" if value is None else str(value)
    return ("'" if text.startswith(_FORMULA) else "") + terminal(text)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON text; direction marks, C1 controls and lone surrogates are written as escapes, so that the text can be shown and encoded."""
    text: str = _on_one_line(value) if indent is None else indented(value, indent=indent, allow_nan=False)
    # Among ASCII characters there is only DEL: to look for one takes a hundredth of the time of looking for any.
    return text if text.isascii() and "\x7f" not in text else _IN_JSON.sub(_escaped, text)


def xml_text(text: str) -> str:
    """Text that XML 1.0 can carry; what it cannot is written as ``\\u0000``. Markup is left to the XML writer."""
    return _NOT_XML.sub(_escaped, text)
