"""Regular expressions that are compiled when they are first used.

The library has some two hundred, and a message asks for few of them. Compiling one takes up to ten milliseconds, where ranges of Unicode or
many words without regard to case are in it.

>>> lazy("[0-9]+").search("No. 12")[0]
'12'
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["lazy"]

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Lazy:
    """Stands where the compiled pattern will be; once that is there, its methods are attributes of this object."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self.pattern: str | bytes = text
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """A method of the pattern; asked for once."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def lazy(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What :func:`re.compile` returns, for all that is done with it here; a faulty pattern raises when it is used."""
    return cast("re.Pattern[AnyStr]", _Lazy(text, flags))
