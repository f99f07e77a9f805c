"""Data quality of a message as a whole, and of posting dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from ead.descriptions.words import folded_terms
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.native import part
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.dq_contact import fault_of_telephone
from ead.rules.facts import DUMMY_HS, is_dummy_hs
from ead.rules.message import digest

__all__ = ["Kinds", "contents_differ_from_item_to_item", "dummies_are_rare", "posting_date_is_recent"]


_native, _tables = part("watch"), part("tables")
_PIECE = ITEM_LAYOUT.subgroups["contents"][1]
_SENDER, _ADDRESSEE = ITEM_LAYOUT.subgroups["sender"][1], ITEM_LAYOUT.subgroups["addressee"][1]
_TOLD_APART = tuple(map(_PIECE.position, ("description", "amount", "net_weight")))
_PLACES_OF_CONTENTS = (
    *map(ITEM_LAYOUT.position, ("gross_weight", "contents", "addressee")),
    *map(_ADDRESSEE.position, ("name", "address_line1")),
)
_PLACES_OF_DUMMIES = (
    *map(ITEM_LAYOUT.position, ("gross_weight", "contents", "sender", "addressee")),
    _SENDER.position("telephone"),
    _ADDRESSEE.position("telephone"),
    *map(_PIECE.position, ("amount", "net_weight", "hs_code")),
)
_MANY = 2**31
_content_of = itemgetter(*_TOLD_APART)
_content_and_code_of = itemgetter(*map(_PIECE.position, ("description", "amount", "net_weight", "hs_code")))


class _Kinds:
    """How many items there were of a content, and whom the last went to; both as hashes. Of ``most`` contents at most."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: dict[int, tuple[int, int]] = {}

    def note(self, content: int, addressee: int) -> int:
        """How many there are with this one; 0 when it is not counted: it goes where the last one went, or there are too many contents."""
        count, last = self._seen.get(content, (0, 0))
        if (count and last == addressee) or (not count and len(self._seen) >= self._most):
            return 0
        self._seen[content] = (count + 1, addressee)
        return count + 1


def _hashed_contents(gross: str, pieces: Sequence[Record], told_apart: tuple[int, ...]) -> int:
    return hash((gross, *[piece[place] for piece in pieces for place in told_apart]))


def _hashed_two(one: str | None, other: str | None) -> int:
    return hash((one, other))


Kinds: type[_Kinds] = _Kinds if _tables is None else _tables.Kinds
"""What counts contents; compiled where that can be."""
_hash_of_contents = _hashed_contents if _tables is None else _tables.hash_of_contents
_hash_of_two = _hashed_two if _tables is None else _tables.hash_of_two


@rule(
    "DQ-DAT-001",
    on=Scope.ITEM,
    reads=["posted_at", "as_of"],
    at="posted_at",
    severity=WARNING,
    text="posting date {posted} is {days} days from {as_of}, expected at most {ahead} day ahead and {behind} days back",
    source="UPU EDI compliance reports (dates in the future or far in the past)",
    confidence=Confidence.INFERRED,
    fix="give the date of posting; check year, and order of day and month",
)
def posting_date_is_recent(posted_at: datetime, as_of: date, *, ahead: int = 1, behind: int = 366) -> Answer:
    """The posting date lies more than a day in the future or more than a year back.

    Why: advance data is sent when the item is posted; another date is a fault of the clock or of the form, and shifts editions and duties.
    Fix: give the date of posting; check year, and order of day and month.
    Good: posted_at = "2026-11-02T09:15:00"
    Bad: posted_at = "2031-02-11T09:15:00"
    """
    return (
        {
            "posted": posted_at.date(),
            "days": abs(posted_at.toordinal() - as_of.toordinal()),
            "as_of": as_of,
            "ahead": ahead,
            "behind": behind,
        }
        if not -behind <= posted_at.toordinal() - as_of.toordinal() <= ahead
        else None
    )


@rule(
    "DQ-DUP-001",
    on=Scope.MESSAGE,
    reads=["gross_weight", "contents", "addressee.name?", "addressee.address_line1?"],
    at="contents",
    severity=INFO,
    text="{count} items up to this one have the same contents and weights to the gram, but different addressees",
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="make sure that the data is of the items, and not of a template",
    public=frozenset({"count"}),
)
class contents_differ_from_item_to_item:  # noqa: N801 - a rule's name is a sentence
    """Many items to different addressees have the same contents and the same weight to the gram.

    Why: packed items hardly weigh the same to the gram; such data usually comes from a template.
    Fix: make sure that the data is of the items, and not of a template.
    Good: items of different contents or weights
    Bad: 25 items of equal contents and weights to 25 addressees
    Notes: an info, for a seller of one article has such items too. Said once for each content, at the item that makes it `fewest`.
        At most `remembered` contents are kept in mind.
    """

    def __init__(self, *, fewest: int = 25, remembered: int = 50_000) -> None:
        self._fewest = fewest
        # Whole, and no more than there could be.
        self._kinds = Kinds(min(int(remembered), _MANY))

    def observe(
        self,
        index: int,
        gross: str,
        pieces: Sequence[Record],
        name: str | None,
        line: str | None,
    ) -> dict[str, Any] | None:
        """The item that makes the number of its kind remarkable."""
        return self._said(self._kinds.note(_hash_of_contents(gross, pieces, _TOLD_APART), _hash_of_two(name, line)))

    def gist(self, gross: str, pieces: Sequence[Record], name: str | None, line: str | None) -> tuple[bytes, bytes]:
        """Digests of the contents and of the addressee."""
        return digest(gross, *(text for piece in pieces for text in _content_of(piece))), digest(name, line)

    def note(self, index: int, gist: tuple[bytes, bytes]) -> dict[str, Any] | None:
        """The same, by digests."""
        content, addressee = gist
        return self._said(self._kinds.note(int.from_bytes(content, "big", signed=True), int.from_bytes(addressee, "big", signed=True)))

    def _said(self, count: int) -> dict[str, Any] | None:
        return {"count": self._fewest} if count and count == self._fewest else None

    def glance(self) -> Any:
        """What looks at records in place of this watcher, where it is compiled; both count in the same place."""
        if _native is None or type(self._fewest) is not int or not 0 <= self._fewest <= _MANY:
            return None
        return _native.EqualContents(self._kinds, self._fewest, _PLACES_OF_CONTENTS, _TOLD_APART)

    @staticmethod
    def needs(*, fewest: int, **_: int) -> int:
        """How many items there must be before there is anything to say."""
        return fewest

    def finish(self) -> Iterator[dict[str, Any]]:
        """Nothing more to say."""
        return iter(())


@rule(
    "DQ-BAT-001",
    on=Scope.MESSAGE,
    reads=["gross_weight", "sender.telephone?", "addressee.telephone?", "contents"],
    at="",
    severity=INFO,
    text='{share} % of the items have the same dummy value in {field}: "{value}"',
    source="UPU EDI compliance reports; WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="look at the system that fills the field: it sends a default instead of the item's data",
    public=frozenset({"field", "share", "value"}),
)
class dummies_are_rare:  # noqa: N801 - a rule's name is a sentence
    """A large share of the items have one and the same dummy value in a field.

    Why: a single dummy is a slip of one sender, many are a fault of the system that sends the data.
    Fix: look at the system that fills the field: it sends a default instead of the item's data.
    Good: items with data of their own
    Bad: 30 items, 10 of them with telephone number 0000000000
    Notes: only from `fewest` items on, and from a share of `percent`. Looks at weights, values, HS codes and telephone numbers.
    """

    _MOST = 1000  # dummies come in few forms; without a bound, junk could fill the memory
    _WEIGHTS = frozenset({"1", "1.0", "1.00", "1.000", "0.1", "0.10", "0.100", "0.01", "0.010", "0.001", "0.5", "0.500"})
    _AMOUNTS = frozenset({"0", "0.0", "0.00", "0.01", "1", "1.0", "1.00", "9.99", "99.99", "999999"})

    def __init__(self, *, fewest: int = 20, percent: int = 20) -> None:
        self._fewest = fewest
        self._percent = percent
        self._items = 0
        self._glance: Any = None
        self._counts: dict[tuple[str, str], int] = {}

    def gist(self, gross: str, sender: str | None, addressee: str | None, pieces: Sequence[Record]) -> list[tuple[str, str]]:
        """The dummies of an item, with their fields; of the pieces only the first is looked at."""
        found = []
        if gross in self._WEIGHTS:
            found.append(("gross_weight", gross))
        if sender is not None and fault_of_telephone(sender) == "a dummy":
            found.append(("sender telephone", sender))
        if addressee is not None and fault_of_telephone(addressee) == "a dummy":
            found.append(("addressee telephone", addressee))
        if not pieces:
            return found
        _, amount, net, code = _content_and_code_of(pieces[0])
        if amount in self._AMOUNTS:
            found.append(("amount", amount))
        if net in self._WEIGHTS:
            found.append(("net_weight", net))
        if code is not None and is_dummy_hs(code):
            found.append(("hs_code", code))
        return found

    def note(self, index: int, gist: list[tuple[str, str]]) -> None:
        """Count the item, and these dummies."""
        self._items += 1
        for key in gist:
            if key in self._counts or len(self._counts) < self._MOST:
                self._counts[key] = self._counts.get(key, 0) + 1

    def glance(self) -> Any:
        """What looks at records in place of this watcher, where it is compiled, and counts those without dummies."""
        if _native is not None and self._glance is None:
            self._glance = _native.Dummies(self._WEIGHTS, self._AMOUNTS, folded_terms("phone"), DUMMY_HS, _PLACES_OF_DUMMIES)
        return self._glance

    @staticmethod
    def needs(*, fewest: int, **_: int) -> int:
        """How many items there must be before there is anything to say."""
        return fewest

    def finish(self) -> Iterator[dict[str, Any]]:
        """The dummies that are too many."""
        items = self._items + (self._glance.items if self._glance is not None else 0)
        if items < self._fewest:
            return
        for (field, value), count in sorted(self._counts.items()):
            share = 100 * count // items
            if share >= self._percent:
                yield {"field": field, "value": value, "share": share}
