"""The judge that is asked unless another one is named, and how others are found by name."""

from __future__ import annotations

from ead.descriptions.faults import examine
from ead.descriptions.goods import goods_of
from ead.descriptions.protocol import DescriptionJudge, Examination, Goods
from ead.errors import ConfigurationError

__all__ = ["BUILTIN_JUDGE", "JUDGE_GROUP", "BuiltinJudge", "judge_named"]

JUDGE_GROUP = "ead.judges"
"""The entry-point group under which packages name their judges."""


class BuiltinJudge:
    """Judges by lists of words, patterns and a table of names of goods: offline, without a model, in microseconds."""

    __slots__ = ()

    def examine(self, description: str, /) -> Examination | None:
        """What is wrong with the description; ``None`` when nothing is."""
        return examine(description)

    def goods(self, description: str, /) -> Goods | None:
        """What the goods are, and the chapters they can stand in; ``None`` unless there is no doubt."""
        return goods_of(description)


BUILTIN_JUDGE: DescriptionJudge = BuiltinJudge()


def judge_named(name: str) -> DescriptionJudge:
    """The judge that an installed package names in the entry-point group ``ead.judges``; "builtin" is the one of this library.

    Raises :class:`~ead.errors.ConfigurationError` when there is none of that name, or it is no judge.
    """
    if name == "builtin":
        return BUILTIN_JUDGE
    from importlib.metadata import entry_points

    for entry in entry_points(group=JUDGE_GROUP):
        if entry.name == name:
            try:
                judge = entry.load()
            except Exception as error:
                raise ConfigurationError(f'judge "{name}" cannot be loaded: {error}') from error
            if isinstance(judge, type) or not isinstance(judge, DescriptionJudge):
                raise ConfigurationError(f'judge "{name}" is a {type(judge).__name__}, expected an object with methods examine and goods')
            return judge
    raise ConfigurationError(f'"{name}" is no judge of descriptions that is installed')
