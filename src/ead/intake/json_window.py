"""Reading the values of a JSON text one after another, with only a window of it as text.

The scanner of the standard library wants a value whole. Giving it the whole message would cost four bytes a character and let one
value fill the memory; a window bounds both. A value that the window cuts off is read again in a window that begins with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any, TypeVar

from ead.findings import Problem
from ead.intake.json_text import JsonError, decode_utf8, scan, syntax_error
from ead.intake.json_walk import TextPiece, skip_bytes
from ead.limits import Limits

__all__ = ["JsonWindow", "OversizedValue"]

Value = TypeVar("Value")

_WINDOW = 256 * 1024
_GROWTH = 4
_MARGIN = 16
"""A scanner error nearer than this to the end of a window may be the window's fault: no literal is longer."""
_BLANKS_AT = re.compile(r"[ \t\r\n]*+").match


class OversizedValue(Exception):
    """A value was passed over: it is too large or too deep to be read. ``problem`` says which, and where it begins."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class JsonWindow:
    """A position in UTF-8 bytes that moves from token to token and from value to value.

    ``piece`` is the window as text and ``position`` the place in it; both change with every call.
    """

    def __init__(self, data: bytes, limits: Limits, *, window: int = _WINDOW) -> None:
        self._data = data
        self._limits = limits
        self._window = min(window, limits.item_bytes)
        self._fault: Problem | None = None
        self._final = False
        self._chunk = b""
        self._known = 0, 0
        self._offset = 0
        self.position = 0
        self.piece = TextPiece("")
        self._load(0, 1, 1, self._window)

    def peek(self) -> str:
        """The next character that is no blank; empty at the end of the text."""
        following = self.piece.text[self.position : self.position + 1]
        if following > " ":
            return following
        while True:
            found = _BLANKS_AT(self.piece.text, self.position)
            self.position = found.end() if found else self.position
            if self.position < len(self.piece.text):
                return self.piece.text[self.position]
            if self._final:
                if self._fault is not None:
                    raise JsonError(self._fault)
                return ""
            self._rebase(self._window)

    def take(self, characters: str) -> str:
        """Step over the next character, which must be one of those; raises :class:`JsonError`."""
        found = self.peek()
        if found == "" or found not in characters:
            expected = " or ".join(f"'{character}'" for character in characters)
            raise self.error(f"expecting {expected}")
        self.position += 1
        return found

    def error(self, reason: str) -> JsonError:
        """An error at the current position."""
        code = "CORE-INT-006" if self.peek() else "CORE-INT-009"
        return JsonError(Problem(code, params={"reason": reason}, place=self.piece.at(self.position)[:2]))

    def value(self) -> tuple[Any, int, int]:
        """The next value and its ends in ``piece``.

        Raises :class:`JsonError`, and :class:`OversizedValue` when it had to be passed over.
        """
        self.peek()
        size = self._window
        while True:
            start = self.position
            try:
                value, end = scan(self.piece.text, start)
            except (StopIteration, JSONDecodeError) as error:
                if self._final or not self._cut_off(error):
                    raise JsonError(self._fault_or(error)) from None
            except RecursionError:
                raise self._pass_over("CORE-INT-013", self._limits.depth) from None
            else:
                # A number at the very end may go on behind it.
                if end < len(self.piece.text) or self._final:
                    self.position = end
                    return value, start, end
            if not start:
                if size >= self._limits.item_bytes:
                    raise self._pass_over("CORE-INT-008", self._limits.item_bytes)
                size = min(size * _GROWTH, self._limits.item_bytes)
            self._rebase(size)

    def plain_value(self, read: Callable[[bytes, int], tuple[Value, int] | None]) -> tuple[Value, int] | None:
        """What ``read`` makes of the next value, and where that begins in ``piece``; nothing where that is left to :meth:`value`.

        ``read`` is given bytes and a place in them, and returns what stands there and where it ends.
        """
        self.peek()
        begin = self._place()
        found = read(self._chunk, begin)
        # What reaches to the end of the window may be longer than a value may be.
        if found is None or found[1] >= len(self._chunk):
            return None
        value, end = found
        start = self.position
        self.position += end - begin if self.piece.text.isascii() else len(self._chunk[begin:end].decode())
        self._known = self.position, end
        return value, start

    def _place(self) -> int:
        """The place in the bytes of the window that the position in its text is."""
        known, place = self._known
        place += len(self.piece.text[known : self.position].encode())
        self._known = self.position, place
        return place

    def _cut_off(self, error: StopIteration | JSONDecodeError) -> bool:
        if self.position:
            return True
        position = error.pos if isinstance(error, JSONDecodeError) else int(error.value)
        return position >= len(self.piece.text) - _MARGIN or (isinstance(error, JSONDecodeError) and error.msg.startswith("Unterminated"))

    def _fault_or(self, error: StopIteration | JSONDecodeError) -> Problem:
        problem = syntax_error(error, self.piece, at_end="CORE-INT-009")
        return self._fault if self._fault is not None and problem.code == "CORE-INT-009" else problem

    def _pass_over(self, code: str, limit: int) -> OversizedValue:
        line, column, begin = self.piece.at(self.position)
        end = skip_bytes(self._data, begin)
        passed = self._data[begin:end]
        breaks = passed.count(b"\n")
        after = passed.rfind(b"\n") + 1
        behind = (0 if breaks else column - 1) + len(passed[after:].decode("utf-8", errors="replace")) + 1
        self._load(end, line + breaks, behind, self._window)
        return OversizedValue(Problem(code, params={"limit": limit}, place=(line, column)))

    def _rebase(self, size: int) -> None:
        """Move the window so that it begins at the current position."""
        line, column, offset = self.piece.at(self.position, self._offset + self._place())
        self._load(offset, line, column, size)

    def _load(self, offset: int, line: int, column: int, size: int) -> None:
        chunk = self._data[offset : offset + size]
        self._final = offset + size >= len(self._data)
        # A position in the text, and the place in the bytes that is the same.
        self._chunk, self._known, self._offset = chunk, (0, 0), offset
        self._fault = None
        try:
            text, _ = codecs.utf_8_decode(chunk, "strict", self._final)
        except UnicodeDecodeError:
            text, fault = decode_utf8(chunk)
            self._final = True
            if fault is not None and fault.place is not None:
                # The place is relative to the chunk.
                at = TextPiece(text, line, column).at(len(text))
                self._fault = fault._replace(place=at[:2])
        self.piece = TextPiece(text, line, column, offset)
        self.position = 0
