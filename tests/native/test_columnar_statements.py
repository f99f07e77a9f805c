"""Statements of compiled rules: gates, what is known of values, parties and pieces, values taken over, and what does not fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ead.descriptions import BUILTIN_JUDGE
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.rules.aids import Aids
from ead.rules.columnar import columnar, hits_of
from ead.rules.rates import Rate, Rates
from ead.rules.recurring import Quiet

from .columns import HEAD, NATIVE, TODAY, Money, Twins, asked, check, parties, piece, pieces, record, some_records, space, within

RECORDS = [one for one in some_records(200, seed=8) if all(len(text or "") < 16 for each in one[24] for text in (each[4],))]
PARTY = "name, _, _, _, _, _, _, _, _, _, country, _, _, _ = party[:14]"
PIECE = "_, _, piece_description, _, _, piece_currency, _, piece_hs_code, _, _, _, _, _, _ = piece"
CELLS = "piece_units = units_or_none[position]\npiece_amount = amounts_or_none[position]"


def agree(source: str, records: list[Record] = RECORDS, **more: Any) -> list[Any]:
    """What the check says of the records, which is the same both ways."""
    twins = Twins(source)
    found = twins.columns(records, **more)
    assert twins.python(records, **more) == found
    return found


def settling(name: str, values: str, *lines: str, sure: str = "") -> str:
    """Rules that are not asked about values of which they had nothing to say."""
    gates = f"len(hits) == said{sure}"
    return within(f"if ({values},) not in {name}:", "said = len(hits)", *lines, f"if {gates}: {name}.settle(({values},))")


def test_gates_stand_in_gates() -> None:
    """What is below a gate is asked where it holds, and what stands behind it everywhere."""
    inner = within("if postage is not None and postage > 1:", asked(2, "postage"), within("if nature:", asked(3, "nature")))
    source = check(
        *HEAD, asked(0, "item_id"), within("if remarks:", asked(1, "remarks"), inner, asked(4, "remarks[0]")), asked(5, "nature")
    )
    assert {2, 3, 4, 5, 6} >= {len(hits) for hits in agree(source)} >= {2, 4, 6}


def test_parties_come_before_pieces_and_the_sender_first() -> None:
    """Hits stand in the order in which Python comes upon them, each with the path of what it is about."""
    source = check(
        *HEAD,
        asked(6, "nature", "nature"),
        parties(PARTY, asked(0, "role, name, country", "name is not None", "(role,)"), asked(1, "role", "role == 'sender'", "(role,)")),
        pieces(
            PIECE,
            CELLS,
            "text = piece_description or piece_hs_code",
            asked(2, "piece_units, piece_amount", "piece_amount == piece_units", '("contents", position)'),
            within("if piece_currency == 'EUR':", asked(3, "text, descriptions, nature", "text is not None", '("contents", position)')),
            asked(4, "piece_amount", "piece_amount is not None and 0 <= piece_amount < gross_weight * 2", '("contents", position)'),
            asked(5, "piece_hs_code", "piece_hs_code in hs_codes and piece_hs_code == hs_codes[0]", '("contents", position)'),
        ),
    )
    found = agree(source)
    paths = {path for hits in found for _, _, path in hits}
    assert {(), ("sender",), ("addressee",), *(("contents", place) for place in range(5))} == paths


def test_a_converted_field_is_converted_where_it_is_there() -> None:
    """A moment in time is one object for all who ask; ``None`` stays."""
    lines = [
        "if posted_at is not None: posted_at = moment(posted_at)",
        asked(0, "posted_at", "posted_at is not None"),
        asked(1, "posted_at"),
    ]
    lines.append(asked(2, "as_of", "posted_at is not None and not -3 <= posted_at.toordinal() - as_of.toordinal() <= 3"))
    twins = Twins(check(*HEAD, *lines), lambda: {"moment": datetime.fromisoformat})
    records = [record(posted_at=text) for text in (None, "2026-11-21T10:00:00", "2020-02-29T00:00:00", "no day")]
    found = twins.columns(records)
    assert (twins.python(records), None) == (found, found[3])
    assert [1, 2, 3] == [len(hits or ()) for hits in found[:3]]


def test_an_object_of_values_is_made_where_all_are_there() -> None:
    """Its parts can be asked for without it, and it is what Python makes when a rule is given it."""
    total = "new(Money, (sum(amounts, NOTHING), currencies[0])) if currencies.count(currencies[0]) == len(currencies) else None"
    source = check(
        *HEAD,
        f"total = ({total}) if amounts is not None and currencies is not None else None",
        asked(0, "total.currency, total.amount", "total is not None and total.amount > 3"),
        within("if total is not None:", asked(1, "total", "not total.amount < HALF or total.currency == 'a'"), asked(2, "nature", "total")),
        pieces(asked(3, "total", "total is not None and total.amount != ONE", '("contents", position)')),
    )
    found = agree(source)
    assert 10 < sum(code == "rule 1" for hits in found for code, _, _ in hits)
    twins = Twins(check(*HEAD, f"total = ({total}) if amounts is not None else None", asked(0, "total.amount")))
    bare, euro = record(), record(piece(amount="3", currency="EUR"))
    assert [None, [("rule 0", [("Decimal", "Decimal('3')")], ())]] == twins.columns([bare, euro]) == twins.python([bare, euro])
    assert Money(Decimal(3), "EUR") == Money._make((3, "EUR"))


def test_values_of_which_nothing_was_said_are_not_asked_about_again() -> None:
    """Both remember the same, of items, of parties and of pieces; not where a value has to be missing for that."""
    sure = " and fact is None"
    source = check(
        *HEAD,
        settling(
            "quiet_item", "postage_currency, nature", asked(0, "nature", "nature == '91'"), asked(1, "remarks", "postage_currency == 'a'")
        ),
        parties(PARTY, settling("quiet_party", "country, role", asked(2, "country", "country == 'USD'", "(role,)"))),
        pieces(
            PIECE,
            within(
                "if True or (piece_currency, piece_hs_code,) not in quiet:",
                "said = len(hits)",
                "fact = piece_hs_code if piece_hs_code == 'a' else None",
                within("if piece_currency is not None:", asked(3, "piece_currency", "piece_currency not in FEW", '("contents", position)')),
                f"if len(hits) == said{sure}: quiet.settle((piece_currency, piece_hs_code,))",
            ),
        ),
    )
    twins = Twins(source)
    found = twins.columns(RECORDS)
    assert twins.python(RECORDS) == found == twins.columns(RECORDS)
    for name in ("quiet_item", "quiet_party", "quiet"):
        remembered: Quiet = twins.by_python[name]
        assert remembered
        assert twins.columnar is None or len(remembered) == len(twins.columnar.recalled[name])


def test_combinations_of_other_objects_are_asked_about_each_time() -> None:
    """A program knows texts, numbers and ``None``; what holds anything else is never taken for that of another item."""

    def pair(text: str | None) -> tuple[str, str | None]:
        return ("of", text)

    source = check(*HEAD, settling("quiet_item", "remarks, pair(nature)", asked(0, "nature", "nature == '91' or remarks == 'a'")))
    twins = Twins(source, lambda: {"pair": pair})
    records = [record(remarks=remarks, nature=nature) for remarks in ("a", "b", "c", None) for nature in ("11", "21", "91", None)]
    once = twins.python(records)
    assert once == twins.columns(records)
    for again in (records, records[::-1], [*records[8:], *records[:8], *records]):
        assert twins.python(again) == twins.columns(again)
    assert twins.by_python["quiet_item"]
    assert twins.columnar is None or len(twins.columnar.recalled["quiet_item"]) == 0


def test_whole_numbers_and_truths_are_known_by_what_they_are() -> None:
    """Numbers that are made anew are the same number."""

    def number(text: str | None) -> int | bool | None:
        return None if text is None else True if text == "a" else int(text) if text.isdigit() else 10**20 + len(text)

    source = check(*HEAD, settling("quiet_item", "number(remarks)", asked(0, "nature", "nature == '91'")))
    twins = Twins(source, lambda: {"number": number})
    for remarks in ("a", "2", "1000", "b", "c", "dd", None):
        for nature in ("91", "11", "91"):
            # As one item after the other: what was said of the first is not said of the next.
            one = [record(remarks=remarks, nature=nature)]
            assert twins.python(one) == twins.columns(one)
    assert 6 == len(twins.by_python["quiet_item"])
    assert twins.columnar is None or len(twins.columnar.recalled["quiet_item"]) == 6


def test_what_raised_is_not_remembered() -> None:
    """The item is left to Python, and its values are asked about again; so is what stands behind a gate that raised."""
    block = settling("quiet_item", "nature", within("if hundred_over(gross_weight):", asked(0, "nature", "nature == '91'")))
    twins = Twins(check(*HEAD, block, asked(1, "hundred_over(postage)")))
    records = [
        record(gross_weight=weight, nature=nature, postage="1") for weight, nature in (("0", "11"), ("1", "21"), ("0", "91"), ("1", "91"))
    ]
    expected = [None, 1, None, 2]
    assert expected == [hits and len(hits) for hits in twins.columns(records)] == [hits and len(hits) for hits in twins.python(records)]
    assert {("21",)} == twins.by_python["quiet_item"]
    assert twins.columnar is None or len(twins.columnar.recalled["quiet_item"]) == 1


@pytest.mark.parametrize("error", [ValueError, MemoryError, RecursionError, StopIteration])
def test_a_rule_that_raises_leaves_its_item_to_python_and_no_other(error: type[Exception]) -> None:
    """What is said of the others, before and after, stays."""

    def raising(value: Any) -> Any:
        if value == "11":
            raise error
        return value

    for condition in ("nature", "raising(nature)", "remarks or raising(nature)"):
        source = check(
            *HEAD, asked(0, "item_id"), asked(1, "raising(nature)", condition), pieces(asked(2, "nature", "", '("contents", position)'))
        )
        twins = Twins(source, lambda: {"raising": raising})
        found = twins.columns(RECORDS)
        assert twins.python(RECORDS) == found
        assert {"11"} == {one[11] for one, hits in zip(RECORDS, found, strict=True) if hits is None}


def test_values_are_taken_over_from_another_check() -> None:
    """They are worked out once for both, and what both say stands one behind the other."""
    shared = "item_id, gross_weight, amounts, currencies, fact, nature, descriptions"
    given = Twins(check(*HEAD, "fact = remarks[:2] if remarks is not None else None", asked(0, "fact", "fact"), gives=f"{shared},"))
    taker = check(
        asked(1, "gross_weight, fact", "gross_weight > ONE and fact is not None"),
        asked(2, "amounts, descriptions", "amounts is not None and amounts[0] == gross_weight"),
        pieces(PIECE, asked(3, "piece_currency, currencies", "currencies is not None", '("contents", position)')),
        shared=shared.replace("nature", "_"),
    )
    twins = Twins(taker, given=given)
    found = twins.columns(RECORDS)
    expected = twins.python(RECORDS)
    assert [0, 1, 2, 3] == sorted({int(code[-1]) for hits in expected for code, _, _ in hits})
    assert expected == found


def test_a_value_that_was_not_given_is_not_understood() -> None:
    """A check that wants one from another that does not have it is left to Python."""
    given = columnar(check(*HEAD, asked(0, "nature"), gives="nature,"), space())
    assert (given is None) == (NATIVE is None)
    assert None is columnar(check(asked(1, "nothing"), shared="nature, nothing"), space(), given)


@pytest.mark.parametrize(
    "lines",
    [
        "while nature: nature = None",
        "nature += 'a'",
        "hits.clear()",
        "try:\n    nature = remarks\nexcept TypeError: pass",
        "if nature: remarks = nature\nelse: remarks = None",
        "for one in record:\n    hits.append((meta_0, one, ()))",
        "name, other = remarks",
        "if (hit := rule_0(nature)) is not None:\n    hits.append(meta_0)",
        "if (hit := rule_0(nature)) is not None:\n    hits.extend((meta_0, hit, ()))\n    nature = None",
        "del nature",
        "with nature: pass",
        "raise ValueError",
    ],
)
def test_a_statement_that_is_not_understood_is_left_to_python(lines: str) -> None:
    """There is no program for any of such a check."""
    assert None is columnar(check(*HEAD, asked(0, "nature"), lines), space())


def test_each_item_has_its_day() -> None:
    """What hangs on the day is worked out once for all items of it, and not mixed up with other days; not if what is given changes."""
    lines = [
        "year = on.year",
        "edition = edition_on(on)",
        "distance = between(on, as_of)",
        asked(0, "year, edition, distance, on", "edition != distance"),
        asked(1, "edition_on(on), between(as_of, on)", "on.year % 2 == 0"),
        parties(asked(2, "edition, on, role", "", "(role,)")),
        pieces(asked(3, "year, between(on, as_of)", "edition_on(on) is not None", '("contents", position)')),
    ]
    own = {"edition_on": lambda on: on.year // 5 or None, "between": lambda one, other: (other - one).days}
    twins = Twins(check(*HEAD, *lines), lambda: own)
    days = [TODAY + timedelta(days=97 * (place % 41) - 2_000) for place in range(len(RECORDS))]
    for as_of in (TODAY, date(2020, 2, 29), TODAY):
        assert twins.python(RECORDS, days, as_of) == twins.columns(RECORDS, days, as_of)


def test_what_is_worked_out_once_is_the_same_from_wherever_it_is_asked() -> None:
    """Of what is given, of the day and of values made of those, by pieces far from the first and by parties, whoever asks first."""
    lines = [
        "early = as_of < on",
        "given = as_of.year > 2000",
        "told = text_of(early)",
        "known = text_of(given)",
        "wide = text_of(told) if told else None",
        pieces(
            "part = text_of(on) if on else None",
            asked(0, "told, known, wide, text_of(part), text_of(on)", "", '("contents", position)'),
            asked(1, "known", "text_of(known) != text_of(told) and on.year > 2019", '("contents", position)'),
        ),
    ]
    of_party = ["part = text_of(early) if on else None", asked(2, "told, wide, text_of(part), text_of(role)", "", "(role,)")]
    crowd = [record(*[piece()] * 8, nature="11", sender_name="a" if place % 3 else None) for place in range(64)]
    for source in (
        check(*HEAD, *lines),
        check(*HEAD, *lines[:5], parties(*of_party), lines[5]),
        check(*HEAD, *lines[:5], asked(3, "wide"), lines[5]),
    ):
        twins = Twins(source, lambda: {"text_of": repr})
        days = [TODAY + timedelta(days=place % 7 - 3) for place in range(64)]
        assert twins.python(crowd, days) == twins.columns(crowd, days) == twins.columns(crowd, days)


def test_any_number_of_days_can_come() -> None:
    """Days are forgotten before they are too many, so that no item is left to Python for its day."""
    twins = Twins(
        check(*HEAD, asked(0, "edition_on(on), late(as_of, on)")),
        lambda: {"edition_on": date.toordinal, "late": lambda one, other: one < other},
    )
    days = [TODAY + timedelta(days=place) for place in range(3_000)]
    records = [RECORDS[0]] * len(days)
    assert twins.python(records, days) == twins.columns(records, days)


def test_what_the_caller_supplies_is_that_of_the_group() -> None:
    """Rates, events and a judge are read anew for each group."""
    lines = [
        "rates = aids.rates",
        "events = aids.events_of(record[0]) if aids.events else None",
        "judge = aids.judge",
        asked(0, "rates.convert(gross_weight, 'USD', 'EUR', on)", "rates is not None"),
        within("if events is not None:", asked(1, "events"), asked(2, "sorted(events)", "'arrival' in events")),
        asked(3, "judge", "judge is not builtin_judge"),
        pieces(PIECE, "found = (judge.examine(piece_description)) if piece_description is not None and judge is not None else None",
               asked(4, "found", "found is not None", '("contents", position)')),
    ]  # fmt: skip

    class Judge:
        def examine(self, text: str) -> str | None:
            return text if len(text) > 2 else None

        def __repr__(self) -> str:
            return "a judge"

    events = {"LX000000001TW": {"arrival": datetime(2026, 11, 1)}, "M": {}}  # noqa: DTZ001 - as events are given
    twins = Twins(check(*HEAD, *lines), lambda: {"builtin_judge": BUILTIN_JUDGE})
    rates = Rates([Rate("USD", date(2015, 1, 1), Decimal("0.92"), "EUR")])
    for aids in (Aids(), Aids(rates, events), Aids(rates, {}, Judge()), Aids()):  # type: ignore[arg-type]
        assert twins.python(RECORDS, aids=aids) == twins.columns(RECORDS, aids=aids)


def test_what_has_no_room_is_left_to_python() -> None:
    """Groups hold 64 items and 1 024 pieces: a larger item finds no place, one that fits does, wherever it stands."""
    sizes = [0, 200, 600, 400, 224, 0, 1, 1_200, 0]
    records = [record(*[piece(amount="1", currency="EUR") for _ in range(size)], item_id=str(size)) for size in sizes]
    twins = Twins(
        check(*HEAD, asked(0, "len(descriptions)"), pieces(asked(1, "item_id", "position_is_last", '("contents", position)'))),
        lambda: {"position_is_last": True},
    )
    expected, found = twins.python(records), twins.columns(records)
    assert [1 + size for size in sizes] == [len(hits) for hits in expected]
    roomless = [] if NATIVE is None else [3, 6, 7]
    assert [None if place in roomless else hits for place, hits in enumerate(expected)] == found


def test_more_items_than_there_is_room_for_are_looked_at_by_and_by() -> None:
    """In the order that is wanted, the hits of each item come out at its place; one that is in no order is left to Python."""
    twins = Twins(check(*HEAD, asked(0, "item_id")))
    records = [record(item_id=str(number)) for number in range(150)]
    expected = twins.python(records)
    assert expected == twins.columns(records)
    if NATIVE is None:
        assert None is twins.columnar
        return
    given = records, [TODAY] * 150, [(twins.columnar.program,)] * 150, TODAY, Aids()
    assert expected == hits_of(*given, order=[*range(149, -1, -1)])
    assert [*expected[:10], *[None] * 140] == hits_of(*given, order=[*range(10)])


@pytest.mark.parametrize(("order", "bad", "days"), [([0, 3], None, 3), ([-1], None, 3), (None, [None], 3), (None, None, 2)])
def test_places_and_days_have_to_be_those_of_items(order: Any, bad: Any, days: int) -> None:
    """A place that is none, or days that are too few, raise instead of reading what is not there."""
    twins = Twins(check(*HEAD, asked(0, "item_id")))
    records = [record(item_id=str(number)) for number in range(3)]
    if NATIVE is None:
        assert None is twins.columnar
        return
    programs = [(twins.columnar.program,)] * 3
    with pytest.raises((IndexError, ValueError)):
        hits_of(records, [TODAY] * days, programs, TODAY, Aids(), order, bad)
    assert None not in hits_of(records, [TODAY] * 3, programs, TODAY, Aids())


@pytest.mark.parametrize(
    "odd",
    [
        [],
        ITEM_LAYOUT.empty()[:-1],
        tuple(ITEM_LAYOUT.empty()),
        None,
        "a text of twenty-five...",
        [*ITEM_LAYOUT.empty()[:24], None],
        [*ITEM_LAYOUT.empty()[:24], (piece(),)],
        [*ITEM_LAYOUT.empty()[:24], [piece()[:-1]]],
        [*ITEM_LAYOUT.empty()[:24], [None]],
        [*ITEM_LAYOUT.empty()[:19], [None], *ITEM_LAYOUT.empty()[20:]],
        [*ITEM_LAYOUT.empty()[:20], "an addressee", *ITEM_LAYOUT.empty()[21:]],
    ],
)
def test_a_record_of_another_shape_is_left_to_python(odd: Any) -> None:
    """Its neighbours are not."""
    source = check(*HEAD, asked(0, "nature"), pieces(asked(1, "nature", "", '("contents", position)')))
    good = record(piece(), piece(), nature="11")
    twins = Twins(source)
    found = twins.columns([good, odd, good])
    assert [3, 3] == [len(hits) for hits in (found[0], found[2])]
    assert NATIVE is None or found[1] is None


@pytest.mark.parametrize(
    "text", ["1.5", "1.0", "+1", " 1", "1_0", "1e2", "", ".", "1.", ".5", "--1", "\u0663", "1" * 16, "0" * 15 + "1", "NaN", "Infinity"]
)
def test_a_number_in_another_form_is_not_guessed_at(text: str) -> None:
    """Python makes of it what it can, or raises."""
    records = [record(piece(units=text, amount="1")), record(piece(units="1", amount=text)), record(postage=text), record(postage="1")]
    twins = Twins(check(*HEAD, asked(0, "postage, units, amounts_or_none"), asked(1, "units", "postage is not None and postage > 0")))
    expected, found = twins.python(records), twins.columns(records)
    assert [] == [(one, other) for one, other in zip(expected, found, strict=True) if other is not None and one != other]
    assert expected[3] == found[3]
    counted = Twins(
        check(*HEAD, asked(0, "units_or_none, amounts_or_none, postage"), asked(1, "nature", "units is not None and units[0] > 0"))
    )
    expected, found = counted.python(records), counted.columns(records)
    assert [] == [(one, other) for one, other in zip(expected, found, strict=True) if other is not None and one != other]


def test_all_that_programs_remember_has_one_bound() -> None:
    """Combinations that never come again do not fill the memory; what comes after they were forgotten is remembered."""
    both = [Twins(check(*HEAD, settling("quiet_item", "remarks", asked(0, "nature", "nature == '91'")))) for _ in range(2)]
    most = 0
    for start in range(0, 150_000, 50):
        items = [record(remarks=f"r{number}", nature="11") for number in range(start, start + 50)]
        for twins in both:
            twins.columns(items)
        most = max(most, sum(len(twins.columnar.recalled["quiet_item"]) for twins in both if twins.columnar is not None))
    assert most <= 131_072
    assert NATIVE is None or most > 65_536
    last = [record(remarks="r149999", nature="91")]
    assert NATIVE is None or [[]] == both[0].columns(last)


def test_what_was_known_once_is_known_again_as_long_as_it_is_remembered() -> None:
    """Combinations are found in what is remembered however often they come, also beside new ones; what is taken away is asked for again."""
    values = "(nature, remarks, postage_currency, on)"
    twins = Twins(check(*HEAD, asked(0, "nature, remarks", f"{values} not in quiet"), asked(1, "remarks", f"{values} in quiet")))
    combinations = [(one[11], one[22], one[14], TODAY) for one in RECORDS]
    assert len(set(combinations)) > 70
    sets: list[Quiet] = [twins.by_python["quiet"], twins.by_column["quiet"]]

    def agree_now() -> int:
        found = twins.columns(RECORDS)
        assert twins.python(RECORDS) == found == twins.columns(RECORDS)
        return sum(code == "rule 1" for hits in found for code, _, _ in hits or ())

    known = [agree_now()]
    for place in range(0, len(combinations), 25):
        for quiet in sets:
            quiet.update(combinations[place : place + 25])
        known.append(agree_now())
    assert 0 == known[0]
    assert sorted(known) == known
    assert len(RECORDS) == known[-1]
    for quiet in sets:
        quiet.difference_update(combinations[::2])
    assert 0 < agree_now() < len(RECORDS)
    for quiet in sets:
        quiet.clear()
    assert 0 == agree_now()


def test_equal_objects_that_are_made_anew_are_known_as_well() -> None:
    """What is compared by value is, also where every lane brings an object of its own."""
    values = "(nature, day_of(remarks))"
    source = check(*HEAD, asked(0, "nature", f"{values} in quiet"))
    twins = Twins(source, lambda: {"day_of": lambda remarks: date(2026, 1, 1 + len(remarks or "") % 3)})
    for quiet in (twins.by_python["quiet"], twins.by_column["quiet"]):
        quiet.update((one[11], date(2026, 1, 2)) for one in RECORDS)
    found = twins.columns(RECORDS)
    assert twins.python(RECORDS) == found == twins.columns(RECORDS) == twins.columns(RECORDS)
    assert 0 < sum(len(hits or ()) for hits in found) < len(RECORDS)
