from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["FoldedTerms", "Names", "Plain", "Terms"]

class Terms:
    """A list of terms of ASCII characters, for other compiled modules."""

    def __init__(self, terms: Collection[str]) -> None: ...

class Plain:
    """How each of the first 256 characters is folded."""

    def __init__(self, table: Sequence[str]) -> None: ...
    def may_be_alike(self, one: str, other: str) -> bool:
        """Whether two texts can be the same when they are folded."""

class FoldedTerms:
    """A list of folded terms, to be asked about texts as they are written."""

    def __init__(self, terms: Collection[str], plain: Plain) -> None: ...
    def may_be(self, text: str) -> bool:
        """Whether a text can be one of the terms, or nothing but punctuation."""

    def may_begin(self, text: str) -> bool:
        """Whether the first word of a text can be one of the terms, or has anything but letters."""

    def may_any_be(self, *texts: str | None) -> bool:
        """Whether one of several texts can be one of the terms; ``None`` is none."""

class Names:
    """Names of persons that have no fault for sure; ``beginnings`` are the first words of those that may have one."""

    def __init__(self, beginnings: Collection[str]) -> None: ...
    def are_full(self, name: str) -> bool:
        """Whether a name has two Latin words or more, of which the first begins no stand-in and no name of a family."""
