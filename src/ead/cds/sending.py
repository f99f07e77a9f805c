"""Sending in batches: what to do when the service refuses one, for it does not say which item it stumbled over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ead.cds.errors import CdsError, CdsFault
from ead.cds.views import Failed, Key

__all__ = ["Batcher", "Outgoing", "Refusal", "SendReport"]

_HOPELESS = 10
"""So many items refused one by one before any was taken: it is not the items."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An item on its way: what it is known by, its view as XML, and the personal values in it."""

    key: Key
    view: str = field(repr=False)
    personal: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that the service refuses by itself, and its fault."""

    key: Key
    fault: CdsFault


@dataclass(slots=True)
class SendReport:
    """What became of what was to be sent.

    ``sent`` was taken without a fault, which is all that the contract tells; ``refused`` was not. ``failed`` never left, for it fails its
    structure. ``unconfirmed`` was taken and is not there when asked for (``None``: nobody asked). ``calls`` counts the batches that were
    sent, parts of batches included.
    """

    sent: list[Key] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    unconfirmed: list[Key] | None = None
    calls: int = 0

    @property
    def complete(self) -> bool:
        """Whether everything was taken, and found again where that was asked for."""
        return not (self.refused or self.failed or self.unconfirmed)


class Batcher:
    """Sends batches through ``call``, which raises :class:`CdsError`; halves a batch that is refused until the bad items stand alone."""

    def __init__(self, call: Callable[[str], object], report: SendReport) -> None:
        self._call = call
        self._report = report

    def send(self, items: Iterable[Outgoing], size: int) -> None:
        """Send all items.

        Raises :class:`CdsFault` when it is plainly not the items that are refused, and what ``call`` raises when the network fails; the
        report tells how far it got.
        """
        try:
            for batch in _batches(items, size):
                self._send(batch)
        except CdsError as error:
            error.report = self._report
            raise

    def _send(self, batch: Sequence[Outgoing]) -> None:
        self._report.calls += 1
        try:
            self._call("".join(item.view for item in batch))
        except CdsFault as fault:
            if len(batch) > 1:
                middle = len(batch) // 2
                self._send(batch[:middle])
                self._send(batch[middle:])
                return
            masked = fault.without(batch[0].personal)
            self._report.refused.append(Refusal(batch[0].key, masked))
            if len(self._report.refused) >= _HOPELESS and not self._report.sent:
                raise masked from None
        else:
            self._report.sent += [item.key for item in batch]


def _batches(items: Iterable[Outgoing], size: int) -> Iterator[list[Outgoing]]:
    found = iter(items)
    while batch := list(islice(found, size)):
        yield batch
