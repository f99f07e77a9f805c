"""``itmatt-json`` and its kin: one JSON object with a header and items; held whole as bytes, read item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

from ead.fields.layout import Record
from ead.fields.messages import ITMATT, MessageType
from ead.findings import Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.json_decode import JsonGroup, json_group, no_object, refuse_characters
from ead.formats.json_frame import FRAME_KEYS, Frame, byte_order_mark, has_suspects, opening_problem, other_encoding
from ead.formats.json_origin import JsonOrigin, LineOrigin
from ead.formats.json_reader import json_reader
from ead.formats.json_write import group_text, header_text
from ead.intake.json_text import Bounds, JsonError
from ead.intake.json_walk import TextPiece
from ead.intake.json_window import JsonWindow, OversizedValue
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "JsonItemStream", "codec_of"]


class JsonItemStream:
    """A JSON message as a stream of decoded items."""

    held_whole = True

    def __init__(self, reader: Reader, limits: Limits, kind: MessageType = ITMATT) -> None:
        self.message = kind.name
        self.format = f"{kind.name.lower()}-json"
        self._group = json_group(kind.item)
        self._limits = limits
        # An item is two levels deep in its message.
        self._bounds = Bounds(limits.number_length, limits.depth - 2, limits.findings)
        self._plain = json_reader(kind.item, self._bounds)
        self._frame = Frame(limits, kind.name)
        self.problems = self._frame.problems
        self.complete = True
        self.header: Record | None = None
        self._window: JsonWindow | None = self._open(reader)

    def _open(self, reader: Reader) -> JsonWindow | None:
        refused = other_encoding(reader)
        if refused is not None:
            self.problems.append(refused)
            return None
        marked = byte_order_mark(reader, self._limits)
        data = reader.read_all(self._limits.message_bytes)
        if data is None:
            self.complete = False
            self.problems.append(Problem("CORE-INT-010", (), {"limit": self._limits.message_bytes}, place=(1, 1)))
            return None
        if marked is not None:
            self.problems.append(marked)
        return JsonWindow(data, self._limits)

    def items(self) -> Iterator[Decoded]:
        """The items in order, up to the first place where the text is no JSON."""
        window = self._window
        if window is None:
            return
        try:
            refused = opening_problem(window.peek(), window.piece.at(window.position)[:2])
            if refused is not None:
                self.problems.append(refused)
                return
            yield from self._members(window)
            if window.peek():
                raise window.error("extra data behind the message")
        except JsonError as error:
            self.complete = False
            self.problems.append(error.problem)

    def decoded_runs(self, most: int) -> Iterator[Iterator[list[Decoded]]]:
        """The same: all of them are there at once."""
        yield ([decoded] for decoded in self.items())

    def _members(self, window: JsonWindow) -> Iterator[Decoded]:
        window.take("{")
        if window.peek() == "}":
            window.take("}")
            return
        while True:
            key, key_place = self._key(window)
            first = self._frame.first(key, key_place)
            if key == "items" and first and window.peek() == "[" and self._frame.known_message:
                yield from self._items(window)
            else:
                self._member(window, key, key_place, first=first)
            if window.take(",}") == "}":
                return
            if len(self.problems) > self._limits.findings:
                self.complete = False
                raise JsonError(Problem("CORE-INT-006", (), {"reason": "there are too many members around the items"}, place=key_place))

    def _key(self, window: JsonWindow) -> tuple[str, tuple[int, int]]:
        if window.peek() != '"':
            raise window.error("expecting a key in double quotes")
        key, start, _ = window.value()
        place = window.piece.at(start)[:2]
        window.take(":")
        return key, place

    def _member(self, window: JsonWindow, key: str, key_place: tuple[int, int], *, first: bool) -> None:
        try:
            value, start, _ = window.value()
        except OversizedValue as error:
            self.complete = self.complete and key not in FRAME_KEYS
            self.problems.append(error.problem)
            return
        if first:
            self._frame.member(key, value, JsonOrigin(window.piece, start, (key,)))
            self.header = self._frame.header
        elif key == "items":
            self.complete = False

    def _items(self, window: JsonWindow) -> Iterator[Decoded]:
        window.take("[")
        if window.peek() == "]":
            window.take("]")
            return
        index = 0
        while True:
            yield self._next_item(window, index)
            index += 1
            if window.take(",]") == "]":
                return

    def _next_item(self, window: JsonWindow, index: int) -> Decoded:
        plain = window.plain_value(self._plain.read) if self._plain is not None else None
        if plain is not None:
            return Decoded(index, plain[0], None, JsonOrigin(window.piece, plain[1], ("items", index)))
        try:
            value, start, end = window.value()
        except OversizedValue as error:
            self.complete = False
            return Decoded(index, None, [error.problem], LineOrigin(*(error.problem.place or (1, 1)), ("items", index)))
        return _decoded(self._group, index, value, window.piece, start, end, self._bounds)

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem."""
        return self._frame.place(problem)


def _decoded(group: JsonGroup, index: int, value: Any, piece: TextPiece, start: int, end: int, bounds: Bounds) -> Decoded:
    origin = JsonOrigin(piece, start, ("items", index))
    if type(value) is not tuple:
        return Decoded(index, None, [no_object(value)], origin)
    problems: list[Problem] = []
    record = group.decode(value, (), problems, bounds)
    if has_suspects(piece.text, start, end):
        refuse_characters(group.layout, record, (), problems)
    return Decoded(index, record if len(problems) < bounds.problems else None, problems or None, origin)


def codec_of(kind: MessageType, extensions: tuple[str, ...] = (".json",)) -> Codec:
    """The codec of a message as one JSON object."""
    name = f"{kind.name.lower()}-json"
    return Codec(
        name=name,
        message=kind.name,
        extensions=extensions,
        read=partial(JsonItemStream, kind=kind),
        write=partial(_write, kind),
        title=f"{kind.name}-style JSON: one object with a header and items",
    )


def _write(kind: MessageType, header: Record | None, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message, item by item; records must be structurally valid. Nothing is ever lost in this format."""
    target.write(b'{\n  "message": "%b",\n  "version": "1",\n' % kind.name.encode())
    if header is not None:
        target.write(b'  "header": %b,\n' % header_text(header, "\n  "))
    separator = b'  "items": [\n    '
    layout = kind.item
    for record in items:
        target.write(separator)
        target.write(group_text(layout, record, "\n    "))
        separator = b",\n    "
    target.write(b"\n  ]\n}\n" if separator.startswith(b",") else b'  "items": []\n}\n')
    return []


CODEC = codec_of(ITMATT)
read, write = CODEC.read, CODEC.write
