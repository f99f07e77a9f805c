"""JSON as RFC 8259 has it, with an explicit answer to everything that readers disagree on.

Numbers stay text, so no digit is lost and no float or huge integer is ever made. Objects stay sequences of pairs until somebody
has looked for repeated keys. NaN, Infinity, numbers without end and deep nesting are refused, each with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any

from ead.findings import Path, Problem
from ead.intake.json_walk import TextPiece, find
from ead.limits import Limits
from ead.named import NamedTuple

__all__ = [
    "Bounds",
    "Constant",
    "Fraction",
    "Integer",
    "JsonError",
    "Number",
    "Refused",
    "audit",
    "decode_utf8",
    "parse",
    "scan",
    "syntax_error",
]

_BLANKS_AT = re.compile(r"[ \t\r\n]*+").match
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class JsonError(ValueError):
    """A JSON text is refused. ``problem`` says why and where."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        line, column = problem.place or (1, 1)
        super().__init__(f"{problem.code} at line {line}, column {column}")


class Number(str):
    """The text of a JSON number."""

    __slots__ = ()


class Integer(Number):
    """The text of a JSON number without fraction and exponent."""

    __slots__ = ()


class Fraction(Number):
    """The text of a JSON number with a fraction or an exponent."""

    __slots__ = ()


class Constant(Number):
    """NaN, Infinity or -Infinity: what Python's reader knows and JSON does not."""

    __slots__ = ()


class Bounds(NamedTuple):
    """How long the text of a number may be, how many levels of nesting are left, and after how many problems reading stops."""

    number_length: int
    depth: int
    problems: int


class Refused(NamedTuple):
    """What :func:`audit` objects to: a code, its parameters, and where it is."""

    code: str
    params: dict[str, Any]
    path: Path
    occurrence: int = 1


# Objects become tuples of pairs (arrays are lists), so that equal keys can be told and no dictionary is built in vain.
_DECODER = JSONDecoder(object_pairs_hook=tuple, parse_float=Fraction, parse_int=Integer, parse_constant=Constant, strict=True)
_scan_once: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once  # type: ignore[attr-defined]
# Interpreters differ in how deep they can go; beyond this depth a text that breaks off is told to be nested too deeply by all of them.
_BOTTOMLESS = 500
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


def scan(text: str, start: int) -> tuple[Any, int]:
    """Read one value at a position: ``(value, end)``. Raises StopIteration, JSONDecodeError or RecursionError."""
    try:
        return _scan_once(text, start)
    except (StopIteration, JSONDecodeError):
        if _is_bottomless(text, start):
            raise RecursionError from None
        raise


def _is_bottomless(text: str, start: int) -> bool:
    depth = 0
    for token in _BRACKETS.finditer(text, start):
        depth += 1 if token[0] in "[{" else -1 if token[0] in "]}" else 0
        if depth > _BOTTOMLESS:
            return True
    return False


def parse(data: bytes, limits: Limits) -> Any:
    """The value of a JSON text: dict, list, str, bool, None, and :class:`Number` for numbers.

    Raises :class:`JsonError` for whatever RFC 8259 refuses, for invalid UTF-8, a byte-order mark, repeated keys, and for numbers
    and nesting beyond the limits. Lone surrogates, which the grammar allows, are kept.
    """
    text, fault = decode_utf8(data)
    if data.startswith(_BYTE_ORDER_MARK):
        raise JsonError(Problem("CORE-INT-014", place=(1, 1)))
    piece = TextPiece(text)
    start = _skip_blanks(text, 0)
    try:
        value, end = scan(text, start)
        end = _skip_blanks(text, end)
        if end < len(text):
            raise JSONDecodeError("extra data", text, end)
    except (StopIteration, JSONDecodeError) as error:
        raise JsonError(fault or syntax_error(error, piece)) from None
    except RecursionError:
        raise JsonError(Problem("CORE-INT-013", params={"limit": limits.depth}, place=piece.at(start)[:2])) from None
    if fault is not None:
        raise JsonError(fault)
    refused = audit(value, Bounds(limits.number_length, limits.depth, limits.findings))
    if refused is not None:
        spot = find(text, start, refused.path, refused.occurrence)
        raise JsonError(Problem(refused.code, params=refused.params, place=piece.at(spot.start)[:2]))
    return _plain(value)


def decode_utf8(data: bytes) -> tuple[str, Problem | None]:
    """The text up to the first byte that is not valid UTF-8, and the problem with that byte."""
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        text = data[: error.start].decode("utf-8")
        return text, _bad_byte(data[error.start], TextPiece(text).at(len(text))[:2])


def _bad_byte(byte: int, place: tuple[int, int]) -> Problem:
    return Problem("CORE-INT-006", params={"reason": f"byte 0x{byte:02x} is not valid UTF-8"}, place=place)


def syntax_error(error: StopIteration | JSONDecodeError, piece: TextPiece, *, at_end: str = "CORE-INT-006") -> Problem:
    """The problem for an error of the scanner; ``at_end`` is its code when the text just ends too early."""
    if isinstance(error, JSONDecodeError):
        position, reason = error.pos, error.msg[:1].lower() + error.msg[1:]
    else:
        position, reason = int(error.value), "expecting value"
    ends = not piece.text[position:].strip(" \t\r\n") or reason.startswith("unterminated")
    reason = reason.removesuffix(" at").removesuffix(" starting")
    return Problem(at_end if ends else "CORE-INT-006", params={"reason": reason}, place=piece.at(position)[:2])


def audit(value: Any, bounds: Bounds) -> Refused | None:
    """The first thing in a scanned value that is refused although the scanner let it pass: iterative, in document order."""
    waiting: list[tuple[Any, Path]] = [(value, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, Number):
            if isinstance(value, Constant) or len(value) > bounds.number_length:
                return Refused("CORE-INT-012", {"value": shortened(value)}, path)
        elif isinstance(value, list | tuple):
            if len(path) >= bounds.depth:
                return Refused("CORE-INT-013", {"limit": bounds.depth}, path)
            children: tuple[tuple[str | int, Any], ...] = value if isinstance(value, tuple) else tuple(enumerate(value))
            twice = next(_repeated_keys(value), None) if isinstance(value, tuple) else None
            if twice is not None:
                return Refused("CORE-INT-011", {"key": twice[:60]}, (*path, twice), 2)
            waiting.extend((below, (*path, step)) for step, below in reversed(children))
    return None


def shortened(number: str) -> str:
    """The text of a number, cut where it gets tedious."""
    return str(number) if len(number) <= 24 else f"{number[:20]}..."


def _repeated_keys(pairs: tuple[tuple[str, Any], ...]) -> Iterator[str]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            yield key
        seen.add(key)


def _plain(value: Any) -> Any:
    """Pairs as dictionaries; called when the depth is known to be small."""
    if isinstance(value, tuple):
        return {key: _plain(below) for key, below in value}
    return [_plain(below) for below in value] if isinstance(value, list) else value


def _skip_blanks(text: str, start: int) -> int:
    found = _BLANKS_AT(text, start)
    return found.end() if found else start
