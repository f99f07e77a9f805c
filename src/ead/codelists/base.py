"""What a code list is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CodeList", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named list of codes with their labels, and where it comes from.

    ``closed`` lists hold every code there is; an open list may meet codes it does not hold, whose form ``pattern`` then
    describes (a regular expression for the whole code; empty means any text). ``edition`` names the edition or the
    date of the data.
    """

    name: str
    title: str
    edition: str
    source: str
    licence: str
    closed: bool
    codes: Mapping[str, str]
    pattern: str = ""

    def __contains__(self, code: object) -> bool:
        """Tell whether the list holds the code."""
        return code in self.codes

    def accepts(self, code: str) -> bool:
        """Tell whether the code is in the list or, if the list is open, could be."""
        if code in self.codes:
            return True
        return not self.closed and (not self.pattern or re.fullmatch(self.pattern, code) is not None)

    def label(self, code: str) -> str:
        """Return the label of the code, or an empty string if the list does not hold it."""
        return self.codes.get(code, "")


def make(
    name: str, title: str, codes: Mapping[str, str], *, edition: str, source: str, licence: str, closed: bool = True, pattern: str = ""
) -> CodeList:
    """Return a code list over a read-only view of the codes."""
    return CodeList(
        name=name,
        title=title,
        edition=edition,
        source=source,
        licence=licence,
        closed=closed,
        codes=MappingProxyType(dict(codes)),
        pattern=pattern,
    )
