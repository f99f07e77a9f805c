"""What stands around the items of a JSON message: header, name and version; shared by the JSON and the NDJSON codec."""

from __future__ import annotations

import re
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.fields.messages import VERSION
from ead.findings import Problem
from ead.formats.base import Place
from ead.formats.json_decode import json_group, kind_of, refuse_characters
from ead.formats.json_origin import JsonOrigin
from ead.formats.pointers import pointer_of
from ead.intake.json_text import Bounds, audit
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["FRAME_KEYS", "Frame", "byte_order_mark", "has_suspects", "opening_problem", "other_encoding"]

FRAME_KEYS = frozenset({"message", "version", "header", "items"})
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LOOKED_AHEAD = 64 * 1024
_ESCAPED_SUSPECT = re.compile(r"\\[bfu]")


class Frame:
    """Collects the members of the message object, with their problems and places."""

    def __init__(self, limits: Limits, message: str = "ITMATT") -> None:
        self._message = message
        self._bounds = Bounds(limits.number_length, limits.depth - 1, limits.findings)
        self._seen: set[str] = set()
        self._origins: dict[str, JsonOrigin] = {}
        self._located: dict[int, Place] = {}
        self.header: Record | None = None
        self.problems: list[Problem] = []
        self.known_message = True

    def first(self, key: str, place: tuple[int, int]) -> bool:
        """Whether a key is met for the first time; a second time is a problem."""
        if key not in self._seen:
            self._seen.add(key)
            return True
        self._add(Problem("CORE-INT-011", (), {"key": key[:60]}), Place(None, pointer_of((key,)) if key in FRAME_KEYS else "", *place))
        return False

    def member(self, key: str, value: Any, origin: JsonOrigin) -> None:
        """Take a member of the message object in."""
        self._origins[key] = origin
        if key == "header":
            self._take_header(value, origin)
        elif key == "message":
            self._take_name(value, origin)
        elif key == "version":
            self._take_version(value, origin)
        elif key == "items":
            if value is not None and self.known_message:
                self._mistyped(key, value, "an array of objects", origin)
        else:
            self._add(Problem("CORE-STR-002", (), {"name": key[:60], "group": "message"}), origin.place(()))
            self._audited(value, origin)

    def _take_header(self, value: Any, origin: JsonOrigin) -> None:
        if type(value) is tuple:
            self.header = json_group(HEADER_LAYOUT).decode(value, ("header",), self.problems, self._bounds)
            refuse_characters(HEADER_LAYOUT, self.header, ("header",), self.problems)
        elif value is not None:
            self._mistyped("header", value, "an object", origin)

    def _take_name(self, value: Any, origin: JsonOrigin) -> None:
        if type(value) is not str:
            if value is not None:
                self._mistyped("message", value, "a string", origin)
        elif value != self._message:
            self.known_message = False
            self._add(Problem("CORE-MSG-001", (), {"name": value[:60]}), origin.place(()))

    def _take_version(self, value: Any, origin: JsonOrigin) -> None:
        if type(value) is str:
            if value != VERSION:
                params = {"field": "version", "value": value[:60], "expected": VERSION}
                self._add(Problem("CORE-STR-006", ("version",), params), origin.place(()))
        elif value is not None:
            self._mistyped("version", value, "a string", origin)

    def _mistyped(self, key: str, value: Any, expected: str, origin: JsonOrigin) -> None:
        params = {"field": key, "found": kind_of(value), "expected": expected}
        self._add(Problem("CORE-STR-007", (key,), params), origin.place(()))
        self._audited(value, origin)

    def _audited(self, value: Any, origin: JsonOrigin) -> None:
        refused = audit(value, self._bounds)
        if refused is not None:
            self._add(Problem(refused.code, (), refused.params), origin.place(refused.path))

    def _add(self, problem: Problem, place: Place) -> None:
        self.problems.append(problem)
        self._located[id(problem)] = place

    def place(self, problem: Problem) -> Place:
        """The place of a problem of the message as a whole."""
        # By identity: the problems live as long as the frame, and a message may have thousands of them.
        place = self._located.get(id(problem))
        if place is not None:
            return place
        if problem.place is not None:
            return Place(None, None, *problem.place)
        origin = self._origins.get(str(problem.path[0])) if problem.path else None
        if origin is None:
            return Place(None, "", 1, 1)
        return origin.place(problem.path[1:], problem.steps[1:] if problem.steps else None)


def opening_problem(first: str, place: tuple[int, int]) -> Problem | None:
    """Why a text that begins so is no message, if it is none."""
    if first == "{":
        return None
    if first == "":
        return Problem("CORE-INT-001", place=place)
    what = {"[": "an array", '"': "a string"}.get(first)
    if what is None and first not in "-0123456789tfn":
        return Problem("CORE-INT-006", params={"reason": "expecting value"}, place=place)
    reason = f"it is {what or 'a plain value'} and not an object with header and items"
    return Problem("CORE-INT-002", params={"reason": reason}, place=place)


def other_encoding(reader: Reader) -> Problem | None:
    """The problem of a text that came in another encoding than UTF-8, which is all that JSON may have between systems."""
    if getattr(reader, "original", None) is None:
        return None
    return Problem("CORE-INT-004", params={"encoding": "utf-16", "allowed": "utf-8 (RFC 8259, section 8.1)"}, place=(1, 1))


def byte_order_mark(reader: Reader, limits: Limits) -> Problem | None:
    """Step over a byte-order mark; the problem if there was one, be it that the recognition of the format took it away already."""
    ahead = reader.peek(max(limits.prolog_bytes, _LOOKED_AHEAD))
    taken = reader.length - len(ahead)
    if taken == 0 and ahead.startswith(_BYTE_ORDER_MARK):
        taken = len(reader.read(len(_BYTE_ORDER_MARK)))
    return Problem("CORE-INT-014", place=(1, 1)) if taken == len(_BYTE_ORDER_MARK) else None


def has_suspects(text: str, start: int, end: int) -> bool:
    """Whether a stretch of JSON could hold a character that XML has no place for. Escapes are the only way for most of them."""
    if text.find("\\", start, end) >= 0 and _ESCAPED_SUSPECT.search(text, start, end):
        return True
    return not text.isascii() and (text.find("\ufffe", start, end) >= 0 or text.find("\uffff", start, end) >= 0)
