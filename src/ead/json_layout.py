"""JSON text for people, each level indented. :func:`json.dumps` does that token by token in Python; this takes less than half of the time.

>>> print(indented({"code": "UPU-S10-001", "also": []}))
{
  "code": "UPU-S10-001",
  "also": []
}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring as quoted
from typing import Any

from ead.native import twin

__all__ = ["indented", "indented_in_python"]

_SCALARS: dict[type, Callable[[Any], str]] = {
    str: quoted,
    int: int.__repr__,
    bool: {False: "false", True: "true"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}


def _written(value: Any, margin: str, step: str, allow_nan: bool, names: dict[str, str]) -> str:
    """The text of a value whose lines begin with a margin; ``names`` are keys as they are written, with what follows them."""
    # The kind of a value is looked up where it stands: of the values of a report, three in four are scalars.
    scalars, inner = _SCALARS, margin + step
    if isinstance(value, dict):
        members = [
            f"{names.get(key) or names.setdefault(key, f'{quoted(key)}: ')}"
            f"{scalars[kind](member) if (kind := type(member)) in scalars else _written(member, inner, step, allow_nan, names)}"
            for key, member in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}" if members else "{}"
    if isinstance(value, list | tuple | Iterator):
        members = [
            scalars[kind](member) if (kind := type(member)) in scalars else _written(member, inner, step, allow_nan, names)
            for member in value
        ]
        return f"[{inner}{f',{inner}'.join(members)}{margin}]" if members else "[]"
    if type(value) in scalars:
        return scalars[type(value)](value)
    return quoted(value) if isinstance(value, str) else json.dumps(value, allow_nan=allow_nan)


def indented_in_python(value: Any, *, indent: int = 2, allow_nan: bool = True) -> str:
    """What ``json.dumps(value, ensure_ascii=False, indent=indent)`` gives; the keys of mappings must be texts. An iterator is written like
    the list of what it yields, which never are there all at once.

    Raises what :mod:`json` does for a value that it does not know, and for a number that JSON does not have unless ``allow_nan``.
    """
    step = " " * indent
    parts: list[str] = []
    names: dict[str, str] = {}

    def pour(value: Any, margin: str) -> None:
        # What may be long is joined once, at the end.
        inner = margin + step
        if isinstance(value, dict) and value:
            lead = "{"
            for key, member in value.items():
                parts.append(f"{lead}{inner}{quoted(key)}: ")
                pour(member, inner)
                lead = ","
            parts.append(f"{margin}}}")
        elif isinstance(value, list | tuple | Iterator):
            lead = "["
            for member in value:
                parts.append(f"{lead}{inner}{_written(member, inner, step, allow_nan, names)}")
                lead = ","
            parts.append(f"{margin}]" if lead == "," else "[]")
        else:
            parts.append(_written(value, margin, step, allow_nan, names))

    pour(value, "\n")
    return "".join(parts)


indented: Callable[..., str] = twin("json_texts", lambda native: native.indented, lambda: indented_in_python)
"""The same as :func:`indented_in_python`, compiled where that can be."""
