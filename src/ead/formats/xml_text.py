"""Text for XML: escaping, and the characters XML cannot carry."""

from __future__ import annotations

from ead.patterns import lazy

__all__ = ["FORBIDDEN", "escape", "unescape"]

FORBIDDEN = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for, not even as a character reference."""

_SPECIAL = lazy("[&<>\r]")
_REPLACEMENTS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def escape(text: str) -> str:
    """Element content: markup escaped, a carriage return kept by a reference (a parser would turn it into a line feed)."""
    return _SPECIAL.sub(lambda found: _REPLACEMENTS[found[0]], text) if _SPECIAL.search(text) else text


_REFERENCE = lazy("&(amp|lt|gt|quot|apos);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescape(text: str) -> str:
    """Text with characters for the five predefined references; others stay as they are."""
    return _REFERENCE.sub(lambda found: _CHARACTERS[found[1]], text) if "&" in text else text
