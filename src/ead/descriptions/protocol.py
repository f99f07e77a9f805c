"""What a judge of descriptions answers, and the shape of its answers."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ead.named import NamedTuple

__all__ = ["KINDS", "DescriptionJudge", "Examination", "Goods"]

KINDS = ("empty", "damaged", "placeholder", "nature", "vague", "padded", "model", "run")
"""Classes of faults, in the order in which they are looked for; a description has one at most."""


class Examination(NamedTuple):
    """What is wrong with a description.

    ``kind`` is the class (one of :data:`KINDS`; "" when there is none), ``text`` the description without contact details, ``found`` the
    part that gave it away, ``repaired`` the text that was probably meant ("" if unknown), ``disclosed`` what kind of contact detail it
    holds ("" if none).
    """

    kind: str
    text: str
    found: str = ""
    repaired: str = ""
    disclosed: str = ""


class Goods(NamedTuple):
    """What a description says the goods are: their ``name``, and the HS ``chapters`` (two digits each) they can stand in."""

    name: str
    chapters: frozenset[str]


@runtime_checkable
class DescriptionJudge(Protocol):
    """Judges descriptions of goods. Rules read its verdicts; ``Validator(judge=...)`` puts another one in its place.

    A judge is asked for every content piece and may be shared between threads: it answers fast (remembers what it has seen, within a
    bound), always answers alike, and does not raise. ``None`` means that it has nothing to say, which is the answer for most descriptions.
    """

    def examine(self, description: str, /) -> Examination | None:
        """What is wrong with the description; ``None`` when nothing is."""

    def goods(self, description: str, /) -> Goods | None:
        """What the goods are and where they can be classified; ``None`` unless there is no doubt."""
