"""Days, initials and products in rules that are run column by column: what is said of a text without making an object of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT
from ead.rules.rates import Rate, Rates

from .columns import HEAD, TODAY, Twins, asked, check, piece, pieces, record

_SENDER = ITEM_LAYOUT.subgroups["sender"][1]
_ONE = Decimal(1)
FROM = "if posted_at is not None: posted_at = moment(posted_at)"
DAYS = check(
    *HEAD,
    FROM,
    asked(0, "item_id", "posted_at is not None and not -FEW_DAYS <= posted_at.toordinal() - as_of.toordinal() <= 3"),
    asked(1, "posted_at", "posted_at is not None and posted_at.toordinal() % 7 == 0"),
    asked(2, "posted_at.toordinal()", "posted_at is not None and posted_at.toordinal() < on.toordinal()"),
)


def own() -> dict[str, Any]:
    return {"moment": datetime.fromisoformat, "FEW_DAYS": 30}


def posted(*texts: str | None) -> list[Any]:
    return [record(item_id=str(number), posted_at=text) for number, text in enumerate(texts)]


USUAL = [(datetime.fromisoformat("2026-11-21T08:30:00") + timedelta(days=days)).isoformat() for days in (-400, -31, -30, -1, 0, 3, 4, 40)]
EDGES = [
    "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2000-02-29T12:00:00", "2024-02-29T12:00:00", "2100-02-28T12:00:00", "2100-03-01T12:00:00",
    "1900-12-31T00:00:00", "2026-01-31T00:00:00", "2026-04-30T00:00:00",
]  # fmt: skip
ODD = [
    "2026-11-21",
    "2026-11-21T08:30",
    "2026-11-21T08:30:00Z",
    "2026-11-21T08:30:00+02:00",
    "2026-11-21 08:30:00",
    "2026-11-21T08:30:00.5",
    None,
]
NONE_SUCH = [
    "2026-02-29T12:00:00", "2100-02-29T12:00:00", "2026-04-31T12:00:00", "2026-13-01T12:00:00", "2026-00-01T12:00:00", "2026-01-00T12:00:00",
    "2026-01-01T24:00:00", "2026-01-01T12:60:00", "2026-01-01T12:00:60", "0000-01-01T12:00:00", "20x5-01-01T12:00:00", "x025-01-01T12:00:00",
    "2026-0x-01T12:00:00", "2026-01-01T1x:00:00", "2026/01/01T12:00:00", "２026-01-01T12:00:00", "", "T",
]  # fmt: skip


@pytest.mark.parametrize("texts", [USUAL, EDGES, ODD, NONE_SUCH, USUAL + ODD + EDGES + NONE_SUCH])
def test_the_day_of_a_moment_is_that_of_python(texts: list[str | None]) -> None:
    """For moments in the usual form, in others, for no moment, and for days that there are not: those are left to Python."""
    twins = Twins(DAYS, own)
    found = twins.columns(posted(*texts))
    assert twins.python(posted(*texts)) == found
    if twins.columnar is not None:
        assert [text in NONE_SUCH for text in texts] == [hits is None for hits in found]


@given(st.lists(st.datetimes(), min_size=1, max_size=80), st.dates())
@settings(max_examples=60, deadline=None)
def test_any_day_has_its_number(moments: list[datetime], as_of: date) -> None:
    """Whatever the year, and whatever day is compared with it."""
    twins = Twins(DAYS, own)
    records = posted(*[moment.replace(microsecond=0).isoformat() for moment in moments])
    assert twins.python(records, as_of=as_of) == twins.columns(records, as_of=as_of)


def test_initials_are_compared_whatever_their_case() -> None:
    """Also letters whose other case is longer, or that are not ASCII; a text without a first letter is left to Python."""
    source = check(*HEAD, asked(0, "sender_name", "sender_name is not None and sender_name[0].casefold() == remarks[0].casefold()"))
    names = ["anna", "Anna", "Åsa", "åsa", "ßa", "ssa", "İa", "i", "1", "_", "\u017fa", "sa", "K", "\u212a", ""]
    records = []
    for name in names:
        for other in names:
            sender = [None] * _SENDER.size
            sender[_SENDER.position("name")] = name
            records.append(record(sender=sender, remarks=other))
    twins = Twins(source)
    assert twins.python(records) == twins.columns(records)


def test_a_product_of_fine_numbers_is_exact() -> None:
    """An amount is compared with a limit less a tenth of a percent: to the last place, and also where 64 bits do not suffice."""
    source = check(*HEAD, asked(0, "gross_weight", "gross_weight is not None and gross_weight < insured_value * (1 - MARGIN)"))
    values = ["0.001", "99.899", "99.900", "99.901", "100", "999999999999.999", "-99.900", "0"]
    records = [record(gross_weight=one, insured_value=other) for one in values for other in [*values, "100.000", "100.001"]]
    twins = Twins(source, lambda: {"MARGIN": Decimal("0.000001"), "ONE": Decimal(1)})
    found = twins.columns(records)
    for expected, hits in zip(twins.python(records), found, strict=True):
        assert hits is None or expected == hits
    assert len(records) * 3 // 4 <= sum(hits is not None for hits in found)


def test_what_hangs_on_the_day_is_known_to_further_parts() -> None:
    """A value that a part takes over is as much the same for all items of a day as it was where it was worked out."""
    asked_for = []

    def edition(on: date) -> str:
        return f"HS {on.year}"

    def codes(name: str) -> frozenset[str]:
        asked_for.append(name)
        return frozenset({name, "610910"})

    given_part = Twins(check(*HEAD, "edition = edition_on(on)", asked(0, "edition"), gives="edition,"), lambda: {"edition_on": edition})
    taker = Twins(
        check(
            pieces("piece_code = piece[7]", asked(1, "piece_code", "piece_code not in codes_of(edition)", '("contents", position)')),
            shared="edition",
        ),
        lambda: {"codes_of": codes},
        given_part,
    )
    records = [record(piece(hs_code="610910"), piece(hs_code="999999")) for _ in range(20)]
    expected = taker.python(records)
    asked_for.clear()
    assert expected == taker.columns(records)
    if taker.columnar is not None:
        assert ["HS 2026"] == asked_for


def test_a_missing_rate_is_noted_once_and_not_asked_for_again() -> None:
    """Without any rates, a pair that was missed is futile; with rates it may be there on another day."""
    none = Rates().fresh()
    assert not none.futile
    assert none.convert(_ONE, "GBP", "EUR", TODAY) is None
    assert {("GBP", "EUR")} == none.futile == none.missing
    assert not none.fresh().futile
    some = Rates([Rate("GBP", TODAY, _ONE, "EUR")]).fresh()
    assert some.convert(_ONE, "GBP", "EUR", TODAY - timedelta(days=1)) is None
    assert {("GBP", "EUR")} == some.missing
    assert not some.futile
    assert _ONE == some.convert(_ONE, "GBP", "EUR", TODAY)
