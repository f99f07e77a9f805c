"""What every codec offers: a stream of decoded items, and the places of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ead.errors import UndecodableSource
from ead.fields.layout import Record
from ead.findings import Path, Problem
from ead.named import NamedTuple
from ead.native import twin

__all__ = [
    "Codec",
    "Decoded",
    "DecodedInPython",
    "ItemStream",
    "Origin",
    "Place",
    "as_far_as_decodable",
    "groups_of",
    "items_of",
    "joined",
    "undecodable",
]


class Place(NamedTuple):
    """Where something stands in the source.

    ``line`` and ``column`` count from 1; ``excerpt`` is the source text itself (unmasked). ``value_span`` are the byte offsets,
    in the UTF-8 text of the
    source without byte-order mark, of what a correction would replace; ``whole_span`` of what goes when the field is left out.
    """

    xpath: str | None = None
    json_pointer: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    value_span: tuple[int, int] | None = None
    whole_span: tuple[int, int] | None = None


class Origin(Protocol):
    """Knows where an item came from; asked only when something is to be said about it."""

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place of a path in the item, or of the nearest thing above it that is there."""
        ...


@dataclass(slots=True)
class DecodedInPython:
    """One item as a codec gives it: its position, its record (``None`` when unreadable), its structural problems.

    ``plain``: the reader has seen that all texts are printable ASCII without stray blanks; otherwise nobody has looked.
    """

    index: int
    record: Record | None
    problems: list[Problem] | None
    origin: Origin
    plain: bool = field(default=False, init=False, repr=False)


if TYPE_CHECKING:
    Decoded = DecodedInPython
else:
    Decoded = twin("decoded", lambda native: native.Decoded, lambda: DecodedInPython)


class ItemStream(Protocol):
    """A message being read. ``header`` and ``problems`` (of the message as a whole) are complete when the items are through."""

    format: str
    message: str
    header: Record | None
    problems: list[Problem]
    complete: bool

    def items(self) -> Iterator[Decoded]:
        """The items in order."""
        ...

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem."""
        ...


def undecodable(error: UndecodableSource) -> Problem:
    """What is to be said of a source with bytes that are not of its encoding."""
    return Problem("CORE-INT-006", params={"reason": str(error)}, place=error.place)


@contextmanager
def as_far_as_decodable(stream: ItemStream) -> Iterator[None]:
    """Read a stream as far as its source can be decoded; where it cannot, the stream has a problem more, and is not complete."""
    try:
        yield
    except UndecodableSource as error:
        stream.problems.append(undecodable(error))
        stream.complete = False


def items_of(stream: ItemStream) -> Iterator[Decoded]:
    """The items of a stream as far as its source can be decoded."""
    with as_far_as_decodable(stream):
        yield from stream.items()


def groups_of(stream: ItemStream, most: int, *, at_hand: bool = False) -> Iterable[list[Decoded]]:
    """The same in groups of at most so many. Unless all of the source is ``at_hand``, nothing waits for what is still to be read."""
    held: Callable[[int], Iterable[list[Decoded]]] | None = getattr(stream, "groups", None)
    return held(most) if held is not None else _groups_as_read(stream, most, at_hand=at_hand)


def _groups_as_read(stream: ItemStream, most: int, *, at_hand: bool) -> Iterator[list[Decoded]]:
    with as_far_as_decodable(stream):
        for runs in [chain.from_iterable(_runs_of(stream, most))] if at_hand else _runs_of(stream, most):
            yield from joined(runs, most)


def _runs_of(stream: ItemStream, most: int) -> Iterable[Iterable[list[Decoded]]]:
    """The items as they come to be there: batch by batch, each in runs of at most so many, or one by one."""
    batches: Callable[[int], Iterable[Iterable[list[Decoded]]]] | None = getattr(stream, "decoded_runs", None)
    return batches(most) if batches is not None else ([[decoded]] for decoded in stream.items())


def joined(runs: Iterable[list[Decoded]], most: int) -> Iterator[list[Decoded]]:
    """Runs of at most so many items as groups of at most so many; the last one is what is left, or what came before the source could not
    be decoded. No group is held here while the next one is read: see :meth:`ead.run.Run.check_all`."""
    waiting: list[Decoded] = []
    try:
        for run in runs:
            if waiting and len(waiting) + len(run) > most:
                full, waiting = waiting, []
                yield full
                del full
            if not waiting and 2 * len(run) > most:
                yield run
            else:
                waiting += run
            del run
    except UndecodableSource:
        if waiting:
            yield waiting
        raise
    if waiting:
        yield waiting


class Codec(NamedTuple):
    """A wire format: how to recognise, read and write it.

    ``read`` takes a UTF-8 reader and limits; ``write`` takes a header record, item records and a binary file, and returns the losses as
    (item position or ``None``, path, reason). ``others`` are the codecs of the same format for other messages.
    """

    name: str
    message: str
    extensions: tuple[str, ...]
    read: Callable[..., ItemStream]
    write: Callable[[Record, Iterable[Record], BinaryIO], list[Any]]
    title: str = ""
    options: tuple[str, ...] = ()
    others: tuple[Codec, ...] = ()

    def holding(self, message: str) -> Codec:
        """This format as it holds that message; itself where it holds one message only."""
        return next((other for other in self.others if other.message == message), self)
