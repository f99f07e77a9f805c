"""Which message a JSON text says it is, by what stands around its items."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

__all__ = ["message_named_in"]

_BLANKS = re.compile(r"[ \t\r\n]*")
_MOST_MEMBERS = 16
_decode = JSONDecoder().raw_decode


def message_named_in(head: bytes, *, complete: bool = False) -> str | None:
    """The value of ``message`` in the object that a text begins with; ``None`` when none is to be seen.

    It is looked for before ``items`` and, where the text is ``complete``, behind them. What is odd about it is left to the codec.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    position = _behind(text, 0)
    if text[position : position + 1] != "{":
        return None
    try:
        for _ in range(_MOST_MEMBERS):
            key, position = _decode(text, _behind(text, position + 1))
            position = _behind(text, position)
            if text[position : position + 1] != ":":
                return None
            if key == "items":
                return _text(_decode(text, _behind(text, 0))[0].get("message")) if complete else None
            value, position = _decode(text, _behind(text, position + 1))
            if key == "message":
                return _text(value)
            position = _behind(text, position)
            if text[position : position + 1] != ",":
                return None
    except (JSONDecodeError, RecursionError, ValueError):
        return None
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _behind(text: str, position: int) -> int:
    """The position behind blanks."""
    found = _BLANKS.match(text, position)
    return found.end() if found else position
