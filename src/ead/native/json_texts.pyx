# cython: language_level=3
"""Twin of what writes one value in :mod:`ead.json_layout`."""

import json
from collections.abc import Iterator
from json.encoder import encode_basestring as quoted

__all__ = ["written"]

cdef dict CONSTANTS = {None: "null", True: "true", False: "false"}


cdef str text_of(object value, str margin, str step, bint allow_nan, dict names):
    """The text of a value whose lines begin with a margin; ``names`` are keys as they are written, with what follows them."""
    cdef str inner, between, name
    cdef list members
    if type(value) is str:
        return quoted(value)
    if value is None or value is True or value is False:
        return CONSTANTS[value]
    if type(value) is int:
        return repr(value)
    inner = margin + step
    if isinstance(value, dict):
        members = []
        for key, member in value.items():
            name = names.get(key)
            if name is None:
                name = names[key] = quoted(key) + ": "
            members.append(name + text_of(member, inner, step, allow_nan, names))
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}" if members else "{}"
    if isinstance(value, (list, tuple, Iterator)):
        members = [text_of(member, inner, step, allow_nan, names) for member in value]
        return f"[{inner}{f',{inner}'.join(members)}{margin}]" if members else "[]"
    return quoted(value) if isinstance(value, str) else json.dumps(value, allow_nan=allow_nan)


def written(value, str margin not None, str step not None, bint allow_nan, dict names not None):
    """The text of a value whose lines begin with a margin."""
    return text_of(value, margin, step, allow_nan, names)
