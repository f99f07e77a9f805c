"""The forms that a pattern of postcodes allows, each given as the characters that can stand at each place.

Patterns of the table consist of characters, sets, groups, alternatives and bounded repetitions, and of nothing else. Compiled code
compares postcodes with the forms faster than a regular expression does.

>>> forms("[1-3][01]?|A{2}B")
(('123',), ('123', '01'), ('A', 'A', 'B'))
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from itertools import chain, product

from ead.patterns import lazy

__all__ = ["forms"]

Form = tuple[str, ...]

_TOKEN = lazy(r"\[[A-Z0-9-]+\]|[A-Z0-9]|\(\?:|[()|?]|\{[0-9]+(?:,[0-9]+)?\}")
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST = 512  # the United Kingdom has 253


def forms(pattern: str) -> tuple[Form, ...]:
    """Return the forms that the pattern allows; nothing for an empty pattern, and for one that allows too many."""
    tokens = deque(_TOKEN.findall(pattern))
    if not pattern or "".join(tokens) != pattern:
        return ()
    found = _alternatives(tokens)
    return tuple(found) if len(found) <= _MOST else ()


def _alternatives(tokens: deque[str]) -> list[Form]:
    found = _sequences(tokens)
    while tokens and tokens[0] == "|":
        tokens.popleft()
        found += _sequences(tokens)
    return found


def _sequences(tokens: deque[str]) -> list[Form]:
    found: list[Form] = [()]
    while tokens and tokens[0] not in ("|", ")"):
        parts = _repeated(tokens)
        found = [before + part for before in found for part in parts]
    return found


def _repeated(tokens: deque[str]) -> list[Form]:
    first = tokens.popleft()
    if first.startswith("("):
        once = _alternatives(tokens)
        tokens.popleft()  # the bracket that closes the group
    else:
        once = [(_characters(first),)]
    fewest, most = _times(tokens)
    return [tuple(chain.from_iterable(parts)) for times in range(fewest, most + 1) for parts in product(once, repeat=times)]


def _times(tokens: deque[str]) -> tuple[int, int]:
    if not tokens or tokens[0][0] not in "?{":
        return 1, 1
    fewest, _, most = tokens.popleft().replace("?", "0,1").strip("{}").partition(",")
    return int(fewest), int(most or fewest)


@cache
def _characters(written: str) -> str:
    return "".join(filter(re.compile(written).fullmatch, _CHARACTERS))
