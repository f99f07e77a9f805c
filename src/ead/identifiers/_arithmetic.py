"""Whether a tax number is valid for sure, by its shape and its check digits.

python-stdnum is what knows these numbers, and has the last word. It looks at every character three times to find separators, which
costs more than all else that is done with a reference. The test here says yes to a number in one of its usual shapes: then
python-stdnum does too. Where it says no, the number may be written differently, and python-stdnum is asked.

>>> is_cpf = surely_valid("stdnum.br.cpf")
>>> is_cpf("390.533.447-05"), is_cpf("390.533.447-06")
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import contains, getitem, itemgetter

from ead.identifiers._shapes import Codes, Shape, Sum, shapes_of
from ead.native import twin

__all__ = ["surely_valid"]

_Test = Callable[[str], bool]
_DIGITS = frozenset("0123456789")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OPEN = {"#": _DIGITS, "@": _CAPITALS, "*": _DIGITS | _CAPITALS}


@cache
def surely_valid(path: str) -> _Test | None:
    """The quick test of what the module with this import path validates; ``None`` where there is none."""
    shapes = shapes_of(path)
    return twin("identifiers", lambda native: native.Shapes(shapes).fit, lambda: _test_of(shapes)) if shapes else None


def _test_of(shapes: tuple[Shape, ...]) -> _Test:
    tests = [_fits(shape) for shape in shapes]
    return lambda value: any(test(value) for test in tests)


def _fits(shape: Shape) -> _Test:
    signs_of = itemgetter(*[place for place, sign in enumerate(shape.pattern) if sign in _OPEN])
    length, characters = len(shape.pattern), [_OPEN.get(sign, sign) for sign in shape.pattern]
    tests = [*map(_has_code, shape.codes), *map(_adds_up, shape.sums)]

    def fits(value: str) -> bool:
        if len(value) != length or not all(map(contains, characters, value)) or value.startswith(shape.unwanted):
            return False
        signs = "".join(signs_of(value))
        return all(test(signs) for test in tests)

    return fits


def _has_code(codes: Codes) -> _Test:
    allowed = frozenset(codes.allowed)
    code = slice(codes.place, codes.place + len(min(allowed)))
    return lambda signs: signs[code] in allowed


def _adds_up(check: Sum) -> _Test:
    def adds_up(signs: str) -> bool:
        total = sum(map(getitem, check.values, map(int, signs)))
        return signs[check.place] in check.allowed[total % check.modulus]

    return adds_up
