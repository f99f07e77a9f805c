"""Import into the European Union: consignments that are split so that each part stays within the limit of 150 euro."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ead.codelists import countries, natures
from ead.fields.layout import ITEM_LAYOUT
from ead.native import part
from ead.rules.api import INFO, Confidence, Scope, rule
from ead.rules.message import digest
from ead.rules.world.eu_import_facts import LOW_VALUE

__all__ = ["consignments_are_not_split"]

_UNION = countries.eu_customs_territory()
_FIRST_DAY = "2026-07-01"
_native = part("watch")
_PLACES = (
    *map(ITEM_LAYOUT.position, ("nature", "posted_at", "contents", "sender", "addressee")),
    *map(ITEM_LAYOUT.subgroups["sender"][1].position, ("country", "name", "company")),
    *map(ITEM_LAYOUT.subgroups["addressee"][1].position, ("country", "name", "address_line1")),
    *map(ITEM_LAYOUT.subgroups["contents"][1].position, ("amount", "currency")),
)
# What the compiled part can count with.
_MANY = 1_000_000


@rule(
    "EUI-D3-007",
    on=Scope.MESSAGE,
    reads=[
        "addressee.country",
        "sender.country",
        "nature",
        "posted_at",
        "addressee.name",
        "addressee.address_line1",
        "sender.name?",
        "sender.company?",
        "contents.amount",
        "contents.currency",
    ],
    at="contents.1.amount",
    severity=INFO,
    text="{count} items of one sender to the same addressee on one day are worth more than {limit} EUR together, each of them less",
    source="Regulation (EU) 2026/382: parts of one order are one consignment",
    confidence=Confidence.INFERRED,
    fix="declare what was ordered together as one consignment, with its full value",
    public=frozenset({"count", "limit"}),
)
class consignments_are_not_split:  # noqa: N801 - a rule's name is a sentence
    """Several items of a sender to one addressee on one day are each just within 150 euro, and together above.

    Why: the limit is one of the consignment; parts of an order that travel apart to stay below it are taken together by customs.
    Fix: declare what was ordered together as one consignment, with its full value.
    Good: one item of 120 EUR
    Bad: two items of 120 and 95 EUR to the same address on the same day
    Notes: looks at sales posted from 2026-07-01 whose values are in euro, each of at least half the limit, and at one message only.
        Said once for each addressee and day. At most `remembered` addressees are kept in mind.
    """

    def __init__(self, *, limit: int = LOW_VALUE, remembered: int = 50_000) -> None:
        self._whole_limit = limit
        self._limit = Decimal(limit)
        self._remembered = remembered
        self._seen: dict[int | bytes, tuple[int, Decimal]] = {}

    def observe(self, index: int, destination: str, origin: str, nature: str, posted: str, *values: Any) -> dict[str, Any] | None:
        """The same as by gists, for less in one process."""
        name, line, sender, firm, amounts, currencies = values
        total = self._worth(destination, origin, nature, posted, amounts, currencies)
        return None if total is None else self._count(hash((posted[:10], name, line, firm or sender)), total)

    def gist(self, destination: str, origin: str, nature: str, posted: str, *values: Any) -> tuple[bytes, str] | None:
        """Who sends to whom on which day, as a digest, and the value; of items that could be such a part only."""
        name, line, sender, firm, amounts, currencies = values
        total = self._worth(destination, origin, nature, posted, amounts, currencies)
        return None if total is None else (digest(posted[:10], name, line, firm or sender), str(total))

    def _worth(
        self,
        destination: str,
        origin: str,
        nature: str,
        posted: str,
        amounts: Sequence[str | None],
        currencies: Sequence[str | None],
    ) -> Decimal | None:
        """The value of an item that could be such a part."""
        if destination not in _UNION or origin in _UNION or nature != natures.SALE or posted < _FIRST_DAY or {*currencies} != {"EUR"}:
            return None
        total = _sum_of(amounts)
        return total if total is not None and self._limit / 2 <= total <= self._limit else None

    def note(self, index: int, gist: tuple[bytes, str]) -> dict[str, Any] | None:
        """Count the part; the one with which the limit is passed."""
        return self._count(gist[0], Decimal(gist[1]))

    def _count(self, key: int | bytes, total: Decimal) -> dict[str, Any] | None:
        count, before = self._seen.get(key, (0, Decimal(0)))
        if not count and len(self._seen) >= self._remembered:
            return None
        self._seen[key] = (count + 1, before + total)
        return {"count": count + 1, "limit": self._limit} if before <= self._limit < before + total else None

    def glance(self) -> Any:
        """What looks at records in place of this watcher, where it is compiled; both count in the same place."""
        counted = (self._whole_limit, self._remembered)
        if _native is None or not all(type(number) is int and 0 < number <= _MANY for number in counted):
            return None
        return _native.SplitConsignments(
            self._whole_limit, _UNION, natures.SALE, _FIRST_DAY, self._seen, self._remembered, _of_millionths, self._count, _PLACES
        )

    @staticmethod
    def needs(**_: int) -> int:
        """How many items there must be before there is anything to say."""
        return 2

    def finish(self) -> Iterator[dict[str, Any]]:
        """Nothing more to say."""
        return iter(())


def _of_millionths(worth: int) -> Decimal:
    return Decimal(worth).scaleb(-6)


def _sum_of(amounts: Sequence[str | None]) -> Decimal | None:
    """The sum of amounts as written; ``None`` when one is missing or no number."""
    if None in amounts:
        return None
    try:
        return sum(map(Decimal, filter(None, amounts)), Decimal(0))
    except InvalidOperation:
        return None
