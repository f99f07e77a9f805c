"""Named tuples that cost little to declare.

To type checkers ``NamedTuple`` is that of :mod:`typing`, and what is declared with it behaves the same. But that one compiles each
annotation, and the constructor of each class from its source: with sixty classes on the way to the first item, that is a tenth of a cold
start. Here annotations stay the strings they are, and classes of as many fields share the code of their constructor.

>>> class Weight(NamedTuple):
...     amount: str
...     unit: str = "kg"
>>> Weight("2.5"), Weight(unit="g", amount="250").unit
(Weight(amount='2.5', unit='kg'), 'g')
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from ead.native import twin

__all__ = ["NamedTuple", "new_tuple"]

Kind = TypeVar("Kind", bound=tuple[Any, ...])


class _Fields(tuple[Any, ...]):
    """What all classes have in common; see :func:`collections.namedtuple`."""

    __slots__ = ()
    _fields = tuple[str, ...]()

    @classmethod
    def _make(cls, values: Any) -> Any:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes: Any) -> Any:
        replaced = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return replaced

    __replace__ = _replace

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"


@cache
def _of_as_many(number: int) -> Any:
    """A named tuple of that many fields, whose constructor and attributes others take over under names of their own."""
    return namedtuple(f"Of{number}", [f"field{place}" for place in range(number)])


class _Declaration(type):
    """Turns the body of a class into a tuple with named fields."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, body)
        annotations = body.get("__annotations__", {})
        fields = tuple(annotations)
        defaults = {field: body[field] for field in fields if field in body}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError(f"{name}: a field without a default stands behind one with a default")
        like = _of_as_many(len(fields))
        made = like.__new__
        new = FunctionType(made.__code__.replace(co_varnames=("_cls", *fields)), made.__globals__, "__new__", tuple(defaults.values()))
        new.__qualname__, new.__annotations__ = f"{name}.__new__", annotations
        getters = {field: like.__dict__[own] for field, own in zip(fields, like._fields, strict=True)}
        common = {"__slots__": (), "__new__": new, "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
        return type(name, (_Fields,), {"__doc__": f"{name}({', '.join(fields)})", **body, **common, **getters})


if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class NamedTuple(metaclass=_Declaration):
        """The base that turns the annotated names of a class into fields."""


def new_tuple_in_python(kind: type[Kind], values: tuple[Any, ...]) -> Kind:
    """A named tuple of all its values, without the call of its constructor, which is a function of Python.

    It must never come to hold itself: the compiled twin takes it away from the garbage collector.
    """
    return tuple.__new__(kind, values)


new_tuple = twin("decoded", lambda native: native.new_tuple, lambda: new_tuple_in_python)
