"""Named tuples that are cheap to declare, held against those of the standard library."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import Any

import pytest

from ead import named

BODY = """
class Weight(NamedTuple):
    {doc}
    amount: str
    unit: str | None = "kg"

    @property
    def text(self) -> str:
        return f"{{self.amount}} {{self.unit}}"

    @classmethod
    def of(cls, text: str) -> Weight:
        return cls(*text.split())

class Nothing(NamedTuple):
    pass
"""


def declared(base: Any, doc: str = '"""What it weighs."""') -> dict[str, Any]:
    """The classes of the text above with this base."""
    space: dict[str, Any] = {"NamedTuple": base, "__name__": __name__}
    exec("from __future__ import annotations" + BODY.format(doc=doc), space)
    return space


OURS, THEIRS = declared(named.NamedTuple), declared(typing.NamedTuple)
Weight = OURS["Weight"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda weight: (weight("2"), weight("2", "g"), weight(unit="g", amount="2")),
        lambda weight: (repr(weight("2")), weight.of("3 lb").text, weight("2") == ("2", "kg"), hash(weight("2"))),
        lambda weight: (
            weight._fields,
            weight._field_defaults,
            weight.__match_args__,
            weight.__doc__,
            weight.__module__,
            weight.__qualname__,
        ),
        lambda weight: (weight("2")._asdict(), weight("2")._replace(unit="g"), weight._make("ab"), weight("2").__getnewargs__()),
        lambda weight: (copy.copy(weight("2")), copy.deepcopy(weight("2")), weight("2")[0], len(weight("2")), [*weight("2")]),
        lambda weight: (typing.get_type_hints(weight), list(inspect.signature(weight).parameters), type(weight), weight.amount.__doc__),
        lambda weight: hasattr(weight("2"), "__dict__"),
    ],
)
def test_like_the_standard_library(ask: Any) -> None:
    """Construction, comparison, copies, changes and what is known of a class are those of typing.NamedTuple."""
    assert ask(THEIRS["Weight"]) == ask(OURS["Weight"])


@pytest.mark.parametrize(
    "mistake",
    [
        lambda weight: weight(),
        lambda weight: weight("1", "2", "3"),
        lambda weight: weight(colour="red"),
        lambda weight: weight._make("abc"),
        lambda weight: weight("2")._replace(colour="red"),
        lambda weight: setattr(weight("2"), "amount", "3"),
        lambda weight: setattr(weight("2"), "colour", "red"),
    ],
)
def test_mistakes_are_told_alike(mistake: Any) -> None:
    """What typing.NamedTuple refuses is refused with the same error."""
    told = []
    for space in (THEIRS, OURS):
        with pytest.raises((AttributeError, TypeError, ValueError)) as caught:
            mistake(space["Weight"])
        told.append((caught.type, str(caught.value)))
    assert told[0] == told[1]


def test_pickled_and_matched() -> None:
    """A tuple comes out of a pickle as its class, and can be matched by position."""
    match pickle.loads(pickle.dumps(Weight("2"))):
        case Weight(amount, unit) as found:
            assert ("2", "kg", Weight) == (amount, unit, type(found))


def test_without_words_or_fields() -> None:
    """A class without a docstring gets one that names its fields; one without fields is an empty tuple."""
    bare = declared(named.NamedTuple, "pass")["Weight"]
    assert ("Weight(amount, unit)", (), "Nothing()") == (bare.__doc__, OURS["Nothing"](), repr(OURS["Nothing"]()))


def test_defaults_stand_last() -> None:
    """A field without a default behind one with a default is refused."""
    space: dict[str, Any] = {"NamedTuple": named.NamedTuple, "__name__": __name__}
    with pytest.raises(TypeError, match="first: a field without a default"):
        exec("class first(NamedTuple):\n    a: int = 1\n    b: int", space)
