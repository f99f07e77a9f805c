"""What is known of the way of one item, for rules on more than one message: plain values that know no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from ead.derived import table
from ead.named import NamedTuple
from ead.rules.regions import expanded

__all__ = [
    "Departure",
    "Question",
    "Reply",
    "Sending",
    "Story",
    "Twin",
    "When",
    "after",
    "flow_table",
    "holds_goods",
    "is_certain",
    "regime_of",
]

_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)


@cache
def flow_table() -> Mapping[str, Any]:
    """The tables of the rules on the exchange."""
    return table("rules", "flow")  # type: ignore[no-any-return]


class When(NamedTuple):
    """A time as it is kept (``text``), and the times in UTC between which it lies: one moment, unless its offset is not known."""

    text: str
    earliest: datetime
    latest: datetime

    @classmethod
    def of(cls, text: str, *, local: bool = False) -> When | None:
        """The time of a text such as ``2026-11-02T09:15:00``, in UTC or (``local``) of an unknown offset; ``None`` for no time."""
        if not text:
            return None
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return cls(text, moment - _EAST, moment + _WEST) if local else cls(text, moment, moment)

    def __str__(self) -> str:
        """The time for people, to the minute."""
        return self.text[:16].replace("T", " ")


def after(one: When, other: When) -> bool:
    """Whether a time comes after another, as they are written."""
    return one.text > other.text


def is_certain(one: When, other: When) -> bool:
    """Whether that does not hang on an offset that is not known."""
    return one.earliest > other.latest or other.earliest > one.latest


class Sending(NamedTuple):
    """A declaration of the item: in which message, when, which way, who is at the other end, and where the item goes."""

    message: str
    when: When | None
    direction: str
    partner: str
    destination: str


class Departure(NamedTuple):
    """The item left: it stands in a despatch that was closed (``closing``), or was seen to leave."""

    when: When
    closing: bool
    despatch: str
    receptacle: str


class Question(NamedTuple):
    """A referral, and when and how it ended (``None``: it is open)."""

    identifier: str
    type: str
    raised: When | None
    closed: When | None
    status: str

    def is_open_at(self, moment: When) -> bool:
        """Whether the question had been raised by then, and not been closed."""
        return self.raised is not None and not after(self.raised, moment) and (self.closed is None or after(self.closed, moment))


class Reply(NamedTuple):
    """An answer to a referral: the kind it says it answers, the kind that was asked, its code, and what is in it."""

    identifier: str
    says: str
    asked: str
    response: str
    holds: frozenset[str]


class Twin(NamedTuple):
    """Another item of the same identifier: its posting date, and whether it was declared with the same contents."""

    posted: str
    days: int
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An item and what happened to it. ``on`` is the day by which rules are chosen, ``now`` the time of the check.

    ``is_goods`` is ``None`` when it cannot be told whether the item holds goods; ``declared`` whether a declaration is known. ``stages``
    are the first times of reception, closing and departure; ``unlisted_in`` the despatch that the item was seen in and whose list lacks it.
    """

    s10: str
    posted: str
    on: date
    now: When
    origin: str = ""
    destination: str = ""
    mail_class: str = ""
    is_goods: bool | None = None
    declared: bool = False
    filed: bool = False
    refused: bool = False
    sendings: tuple[Sending, ...] = ()
    departures: tuple[Departure, ...] = ()
    questions: tuple[Question, ...] = ()
    replies: tuple[Reply, ...] = ()
    assessed: When | None = None
    events: Mapping[str, datetime] = field(default_factory=dict)
    stages: Mapping[str, When] = field(default_factory=dict)
    twins: tuple[Twin, ...] = ()
    unlisted_in: str | None = None

    def status_at(self, moment: When) -> str:
        """How the item stood at a time, in the words of posts: DNL, RFS, RFI, NONE (no declaration), ASC, ERR or PENDING."""
        open_types = {question.type for question in self.questions if question.is_open_at(moment)}
        for kind in ("DNL", "RFS", "RFI"):
            if kind in open_types:
                return kind
        if not any(sending.when is None or not after(sending.when, moment) for sending in self.sendings):
            return "NONE"
        if self.assessed is not None and not after(self.assessed, moment):
            return "ASC"
        return "ERR" if self.refused else "PENDING"


def holds_goods(s10: str, mail_class: str) -> bool | None:
    """Whether an item without a declaration holds goods, by its class and service indicator; ``None`` when that cannot be told."""
    rows = flow_table()
    indicator = s10[:1]
    if indicator in rows["goods_indicators"] or mail_class in rows["goods_classes"]:
        return True
    return None if (mail_class or rows["class_of_indicator"].get(indicator)) in rows["mixed_classes"] else False


def regime_of(destination: str, on: date) -> str | None:
    """The regime that assesses items to a country before loading on that day; ``None`` where there is none."""
    for name, places, since in _regimes():
        if destination in places and since <= on:
            return name
    return None


@cache
def _regimes() -> tuple[tuple[str, frozenset[str], date], ...]:
    return tuple((row["name"], expanded(row["destinations"]), row["since"]) for row in flow_table()["regime"])
