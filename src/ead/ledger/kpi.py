"""Figures on the exchange: coverage, linkage, timeliness and the rest, by partner, destination, class and week.

``docs/kpis.md`` defines each of them: what is counted, of what, what is left out, and what is done where a time is not known. The ledger is
read once, item by item; what is held is a handful of counters for each group.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Connection, func, select

from ead.errors import ConfigurationError
from ead.ledger.flow import story_of
from ead.ledger.kpi_quality import QUALITY, Count, Quality
from ead.ledger.moments import day_of
from ead.ledger.schema import MESSAGES
from ead.ledger.stories import Entry, Known, everything
from ead.rules.flow_story import Story, When
from ead.rules.flow_upu import operator_of

__all__ = ["BY", "COLUMNS", "KPIS", "figures", "kpi_table"]

BY = ("partner", "destination", "class", "week")
"""What figures can be grouped by."""

BUCKETS = ("before-predes", "before-load", "before-arrival", "after")
KPIS = ("coverage", "linkage", "recipient", "file-errors", "timeliness", "target", "hs", "vague", "referral", "answer-time", "dummy")
"""The figures, in the order of the report."""

COLUMNS = ("kpi", "count", "of", "value", "left_out", "target")
"""The columns of a figure, behind those of its group."""

_SETTLED = When.of("9999-12-31T00:00:00.000000")
_ON_THE_WAY = frozenset({"PREDES", "EMSEVT"})
_LOADED, _ARRIVED = "EMC", "EMD"
_MINUTE = 60
Group = tuple[str, ...]


@cache
def kpi_table() -> Mapping[str, Any]:
    """The table of targets and of the rules that quality rests on."""
    return tomllib.loads((resources.files("ead.ledger") / "data" / "kpi.toml").read_text("utf-8"))


@dataclass
class _Tally:
    """A figure of a group so far; ``minutes`` are answer times, each with how often it came."""

    count: int = 0
    of: int = 0
    left_out: int = 0
    target: float = 0.0
    minutes: Counter[int] = field(default_factory=Counter)

    def add(self, one: Count) -> None:
        self.count += one.counted
        self.of += one.of
        self.left_out += one.left_out
        self.target += one.target


def figures(connection: Connection, kpis: Sequence[str] = KPIS, by: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The figures as rows: the columns of the group, then :data:`COLUMNS`; sorted by figure and group.

    ``count`` of ``of`` is ``value`` (a share; for ``answer-time`` the median in minutes), ``None`` where nothing was counted. Raises
    :class:`~ead.errors.ConfigurationError` for a figure or a grouping that there is not.
    """
    _refuse_unknown(kpis, KPIS, "figure")
    _refuse_unknown(by, BY, "grouping")
    tallies: dict[tuple[str, Group], _Tally] = {}
    if "file-errors" in kpis:
        for group, one in _files(connection, by):
            tallies.setdefault((one.kpi, group), _Tally()).add(one)
    if set(kpis) - {"file-errors"}:
        quality = Quality(kpi_table(), [kpi for kpi in kpis if kpi in QUALITY])
        for known in everything(connection, personal=quality.is_asked or "recipient" in kpis):
            _add_item(tallies, known, kpis, by, quality)
    order = {kpi: place for place, kpi in enumerate(KPIS)}
    keys = sorted(tallies, key=lambda key: (order[key[0].partition(".")[0]], key))
    return [{**dict(zip(by, group, strict=True)), **_row(kpi, tallies[kpi, group])} for kpi, group in keys]


def _refuse_unknown(given: Iterable[str], known: Sequence[str], what: str) -> None:
    for one in given:
        if one not in known:
            raise ConfigurationError(f'"{one}" is no {what}, expected some of {", ".join(known)}')


def _row(kpi: str, tally: _Tally) -> dict[str, Any]:
    value = _median(tally.minutes) if kpi == "answer-time" else round(tally.count / tally.of, 6) if tally.of else None
    target = round(tally.target / tally.of, 6) if kpi == "target" and tally.of else None
    return {"kpi": kpi, "count": tally.count, "of": tally.of, "value": value, "left_out": tally.left_out, "target": target}


def _median(minutes: Counter[int]) -> float | None:
    total = sum(minutes.values())
    if not total:
        return None
    wanted = ((total - 1) // 2, total // 2)
    found, seen = [], 0
    for minute in sorted(minutes):
        found += [minute] * sum(seen <= place < seen + minutes[minute] for place in wanted)
        seen += minutes[minute]
    return sum(found) / 2


def _add_item(tallies: dict[tuple[str, Group], _Tally], known: Known, kpis: Sequence[str], by: Sequence[str], quality: Quality) -> None:
    assert _SETTLED is not None
    story = story_of(known, _SETTLED)
    group = _group(known, story, by)
    for one in (*_counts(known, story, kpis), *quality.counts(known)):
        tallies.setdefault((one.kpi, group), _Tally()).add(one)
    if "answer-time" in kpis:
        for minutes in _answer_times(known):
            tally = tallies.setdefault(("answer-time", group), _Tally())
            tally.add(Count("answer-time", int(minutes is not None), 1, int(minutes is None)))
            if minutes is not None:
                tally.minutes[minutes] += 1


# -- groups ------------------------------------------------------------------------------------------------------------


def _group(known: Known, story: Story, by: Sequence[str]) -> Group:
    values = {"partner": _partner, "destination": _destination, "class": lambda *_: story.mail_class, "week": _week}
    return tuple(values[name](known, story) for name in by)


def _partner(known: Known, story: Story) -> str:
    """Who is at the other end of the last ITMATT; without one, of the first message that names the item."""
    sent = [entry for entry in known.revisions if entry.kind == "ITMATT"] or known.revisions
    return sent[-1].message.partner if sent else known.events[0].message.partner


def _destination(known: Known, story: Story) -> str:
    receptacle = next((departure.receptacle for departure in story.departures if departure.receptacle), "")
    return story.destination[:2] or receptacle[6:8]


def _week(known: Known, story: Story) -> str:
    entries = known.revisions or known.events
    return _week_of(day_of(entries[0].posted) or day_of(entries[0].at))


def _week_of(day: date | None) -> str:
    if day is None:
        return ""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


# -- what an item adds -------------------------------------------------------------------------------------------------


def _counts(known: Known, story: Story, kpis: Sequence[str]) -> Iterator[Count]:
    sent = [entry for entry in known.revisions if entry.kind == "ITMATT"]
    on_the_way = any(entry.kind in _ON_THE_WAY for entry in known.events)
    if on_the_way and story.is_goods is None:
        yield from (Count(kpi, left_out=1) for kpi in ("coverage", "linkage") if kpi in kpis)
    if on_the_way and story.is_goods:
        yield from _of_goods(known, story, sent, kpis)
    if "timeliness" in kpis and sent and story.is_goods:
        yield from _timeliness(known, sent[0])
    if "recipient" in kpis:
        yield from (_recipient(entry) for entry in sent)
    if "referral" in kpis and known.item is not None:
        yield Count("referral", int(bool(known.referrals)), 1)


def _of_goods(known: Known, story: Story, sent: Sequence[Entry], kpis: Sequence[str]) -> Iterator[Count]:
    if "coverage" in kpis:
        yield Count("coverage", int(bool(sent)), 1)
    if "linkage" in kpis and any(entry.kind == "PREDES" for entry in known.events):
        yield _linkage(known, story, sent)
    if "target" in kpis and (share := _target(_destination(known, story), story.on)) is not None:
        yield Count("target", int(bool(sent)), 1, 0, share)


def _target(destination: str, on: date) -> float | None:
    shares = [row["share"] for row in kpi_table()["target"] if row["destination"] == destination and row["since"] <= on]
    return max(shares, default=None)


def _linkage(known: Known, story: Story, sent: Sequence[Entry]) -> Count:
    arrived = _first(known, _ARRIVED)
    right = [entry for entry in sent if _is_right(entry)]
    if right and arrived and not right[0].at:
        return Count("linkage", left_out=1)
    return Count("linkage", int(bool(right) and (not arrived or right[0].at <= arrived)), 1)


def _is_right(entry: Entry) -> bool:
    """Whether an ITMATT went to the operator of destination; of one that was received the ledger is the proof."""
    partner = operator_of(entry.message.partner)
    return entry.message.direction != "out" or not partner or not entry.destination or partner == entry.destination


def _first(known: Known, wanted: str) -> str:
    """The first time of a despatch list or event; empty when there is none."""
    return next((str(one.at) for one in known.events if one.at and wanted in (one.kind, one.code) and one.kind in _ON_THE_WAY), "")


def _timeliness(known: Known, first: Entry) -> Iterator[Count]:
    predes, loaded, arrived = (_first(known, wanted) for wanted in ("PREDES", _LOADED, _ARRIVED))
    timed = bool(first.at and (predes or loaded or arrived))
    limits = zip(BUCKETS, (predes, loaded, arrived), strict=False)
    found = next((bucket for bucket, limit in limits if limit and first.at <= limit), "after" if arrived else "before-arrival")
    yield from (Count(f"timeliness.{bucket}", int(timed and bucket == found), int(timed), int(not timed)) for bucket in BUCKETS)


def _recipient(entry: Entry) -> Count:
    if entry.personal is None:
        return Count("recipient", left_out=1)
    private, plain = _party(entry.personal), entry.facts.get("addressee") or {}
    named = any(private.get(name) for name in ("name", "company", "last_name"))
    housed = any(private.get(name) for name in ("address_line1", "address_line2"))
    return Count("recipient", int(named and housed and bool(private.get("city")) and bool(plain.get("country"))), 1)


def _party(personal: str) -> Mapping[str, Any]:
    return json.loads(personal).get("addressee") or {}


def _answer_times(known: Known) -> Iterator[int | None]:
    """Whole minutes from question to answer; ``None`` for a referral that has no answer, or whose times are not known."""
    for row in known.referrals:
        answered = row["status"] == "answered" and row["issued_at"] and row["closed_at"]
        yield int((_moment(row["closed_at"]) - _moment(row["issued_at"])).total_seconds()) // _MINUTE if answered else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _files(connection: Connection, by: Sequence[str]) -> Iterator[tuple[Group, Count]]:
    """ITMATT files by partner and week; they have neither destination nor class."""
    day = func.substr(func.coalesce(func.nullif(MESSAGES.c.created_at, ""), MESSAGES.c.recorded_at), 1, 10).label("day")
    columns = (MESSAGES.c.partner, day, MESSAGES.c.outcome)
    query = select(*columns, func.count().label("files")).where(MESSAGES.c.kind == "ITMATT").group_by(*columns)
    for row in connection.execute(query):
        values = {"partner": row.partner, "destination": "", "class": "", "week": _week_of(day_of(row.day))}
        counted = row.outcome in ("recorded", "refused")
        refused = row.files if row.outcome == "refused" else 0
        yield tuple(values[name] for name in by), Count("file-errors", refused, row.files * counted, row.files * (not counted))
