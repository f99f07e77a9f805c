"""What stands around the items of a message, on its way from the task that read it to the task that judges the message as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.findings import Path, Problem
from ead.formats.base import Decoded, ItemStream, Place

__all__ = ["NO_FRAME", "FrameStream", "frame_facts"]


def frame_facts(stream: ItemStream, items: int) -> bytes:
    """Header, problems and places of a message whose items are through, as JSON: it may be stored and sent like the items are."""
    problems = list(stream.problems)
    known = {"": _place(stream, ())}
    if stream.header is not None:
        known |= {"header": _place(stream, ("header",)), **{name: _place(stream, ("header", name)) for name in HEADER_LAYOUT.leaves}}
    facts = {
        "format": stream.format,
        "message": stream.message,
        "items": items,
        "complete": stream.complete,
        "header": stream.header,
        "places": known,
        "problems": [[one.code, list(one.path), dict(one.params), one.fix, list(stream.place(one))] for one in problems],
    }
    return json.dumps(facts, default=str).encode("utf-8", "surrogatepass")


def _place(stream: ItemStream, path: Path) -> list[Any]:
    return list(stream.place(Problem("", path)))


class FrameStream:
    """A message without its items, as :class:`~ead.run.Run` wants it at the end."""

    def __init__(self, facts: bytes) -> None:
        known = json.loads(facts)
        self.format: str = known["format"]
        self.message: str = known["message"]
        self.complete: bool = known["complete"]
        self.header: Record | None = known["header"]
        self.problems: list[Problem] = []
        self._places = {name: _place_from(place) for name, place in known["places"].items()}
        self._known: dict[int, Place] = {}
        for code, path, params, fix, place in known["problems"]:
            problem = Problem(code, tuple(path), params, fix=fix)
            self.problems.append(problem)
            self._known[id(problem)] = _place_from(place)

    def items(self) -> Iterator[Decoded]:
        """They are elsewhere."""
        return iter(())

    def place(self, problem: Problem) -> Place:
        """The place of a problem of the message as a whole."""
        found = self._known.get(id(problem))
        if found is not None:
            return found
        if problem.place is not None:
            return Place(None, None, *problem.place)
        name = str(problem.path[-1]) if problem.path else ""
        return self._places.get(name) or Place(line=1, column=1)


def _place_from(told: list[Any]) -> Place:
    found = Place(*told)
    return found._replace(value_span=_pair(told[5]), whole_span=_pair(told[6]))


def _pair(span: list[int] | None) -> tuple[int, int] | None:
    return None if span is None else (span[0], span[1])


NO_FRAME = json.dumps(
    {"format": None, "message": "ITMATT", "items": 0, "complete": True, "header": None, "places": {}, "problems": []}
).encode()
"""The frame of a message of which there are only items."""
