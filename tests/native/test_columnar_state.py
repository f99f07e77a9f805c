"""Between two groups nothing of the first is left, whatever happened in it; while one is looked at, no other is."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ead.fields.layout import Record
from ead.rules.aids import NO_AIDS, Aids
from ead.rules.columnar import SHAPE

from .columns import HEAD, NATIVE, TODAY, Twins, asked, check, parties, piece, pieces, record, said, within

EVERYTHING = check(
    *HEAD,
    "fact = remarks[1:] if remarks is not None else None",
    "total = (new(Money, (sum(amounts, NOTHING), currencies[0]))) if amounts is not None and currencies is not None else None",
    "year = year_of(on)",
    "rates = aids.rates",
    asked(0, "gross_weight, postage, amounts, units_or_none, descriptions", "gross_weight + 1 > HALF"),
    asked(1, "fact, total, (remarks, nature), year, rates", "remarks[0] != nature and remarks.strip() and total"),
    within("if (remarks, nature) not in quiet_item:", "said = len(hits)", asked(2, "remarks", "remarks")),
    asked(3, "remarks, nature", "(remarks, nature) not in SET and [text for text in descriptions if text == remarks] is not None"),
    parties("name = party[0]", asked(4, "name, role, remarks", "name is not None", "(role,)")),
    pieces("_, _, text, _, _, _, _, _, _, _, _, _, _, _ = piece", asked(5, "text, text[:1]", "text", '("contents", position)')),
).replace("        said = len(hits)\n", "")


def year_of(on: Any) -> str:
    """Something of a day."""
    return f"{on.year}"


def records(count: int = 64) -> list[Record]:
    """Items of texts that are in no other; those that say what they are end with a number."""
    return [
        record(
            *[
                piece(units="3", amount=f"1.{number:03}", currency="EUR", description=f"goods {number} {place}")
                for place in range(number % 5)
            ],
            item_id=f"id {number}",
            gross_weight=f"{number}.25",
            postage=f"{number}.1" if number % 3 else None,
            remarks=f"remark {number}",
            nature=f"n {number}",
            sender_name=f"sender {number}",
        )
        for number in range(count)
    ]


def texts_of(held: Any) -> list[str]:
    """All texts of records."""
    return [text for one in held for text in texts_of(one)] if isinstance(held, (list, tuple)) else [held] if isinstance(held, str) else []


def references(items: list[Record]) -> list[int]:
    """How often each record and each text of it is referred to."""
    gc.collect()
    lists = [*items, *(each for one in items for each in one[24]), *(one[19] for one in items)]
    return [*(sys.getrefcount(text) for text in texts_of(items)), *(sys.getrefcount(one) for one in lists)]


def twins(**own: Any) -> Twins:
    """The check that looks at everything, with rules of the test's own."""
    return Twins(EVERYTHING, lambda: {"year_of": year_of, **own})


def test_nothing_of_a_group_is_kept() -> None:
    """Once what was said is gone, each record and each text is referred to as often as before."""
    both, items = twins(), records()
    before = references(items)
    assert both.python(items) == both.columns(items)
    assert before == references(items)
    aids, as_of = Aids(), TODAY.replace(day=1)
    counts = sys.getrefcount(aids), sys.getrefcount(as_of)
    both.columns(items, aids=aids, as_of=as_of)
    assert counts == (sys.getrefcount(aids), sys.getrefcount(as_of))


@pytest.mark.parametrize("rule", [f"rule_{number}" for number in range(6)] + ["year_of"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_is_to_end_the_program_does_so(rule: str, error: type[BaseException]) -> None:
    """It passes through, and nothing of the group is kept or said later; the next group is looked at as if there had been none."""

    class Interrupted:
        def __init__(self, usual: Any) -> None:
            self.left, self.usual = 3, usual

        def __call__(self, *values: Any) -> Any:
            self.left -= 1
            if not self.left:
                raise error
            return self.usual(*values)

    items = records()
    days = [TODAY.replace(day=1 + number % 20) for number in range(64)]
    interrupted = Interrupted(year_of if rule == "year_of" else said)
    both = twins(**{rule: interrupted})
    before = references(items)
    with pytest.raises(error):
        both.columns(items[:50], days[:50])
    assert before == references(items)
    fresh = twins()
    expected = fresh.python(items, days)
    assert expected == fresh.columns(items, days) == both.columns(items, days)


def test_who_comes_while_a_group_is_looked_at_is_told_nothing() -> None:
    """From within a rule, or from another thread, all items of a second group are left to Python; the first is not disturbed."""
    items, answers = records(10), []
    other = twins()

    def ask_again() -> None:
        if NATIVE is not None:
            answers.append(NATIVE.hits_of(SHAPE, items, [TODAY] * 10, [(other.columnar.program,)] * 10, TODAY, NO_AIDS))

    def within_a_rule(*values: Any) -> Any:
        ask_again()
        second = threading.Thread(target=ask_again)
        second.start()
        second.join()
        return said(*values)

    both = twins(rule_1=within_a_rule)
    expected = other.python(items)
    assert expected == both.columns(items)
    asked_within = sum(code == "rule 1" for hits in expected for code, _, _ in hits)
    assert 5 < asked_within
    assert [[None] * 10] * (0 if NATIVE is None else 2 * asked_within) == answers
    assert expected == other.columns(items)


def test_threads_take_turns() -> None:
    """Each has what Python says of its items, or nothing."""
    shared = twins()
    expected = shared.python(records())
    wrong: list[Any] = []

    def work() -> None:
        items = records()
        for _ in range(40):
            found = shared.columns(items)
            wrong.extend(hits for one, hits in zip(expected, found, strict=True) if hits is not None and hits != one)

    threads = [threading.Thread(target=work) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        sys.setswitchinterval(interval)
    assert [] == wrong
    assert expected == shared.columns(records())


def test_a_program_that_is_gone_takes_its_nodes_along() -> None:
    """What was made for it is freed, also after it ran."""
    gc.collect()
    constant = object()
    before = sys.getrefcount(constant)
    for _ in range(3):
        both = Twins(check(*HEAD, asked(0, "constant, remarks", "remarks is not constant")), lambda: {"constant": constant})
        both.columns(records(5))
        del both
    gc.collect()
    assert before == sys.getrefcount(constant)


def _resident() -> int:
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0


@pytest.mark.slow
def test_memory_does_not_grow() -> None:
    """Two hundred thousand items, some of which raise, take no more than a thousand."""

    def picky(*values: Any) -> Any:
        if values[0] is None or "7" in values[0]:
            raise ValueError
        return {"said": values}

    def plain(*values: Any) -> Any:
        return values

    both, items = twins(rule_0=plain, rule_1=plain, rule_2=plain, rule_3=plain, rule_4=picky, rule_5=plain), records()
    if NATIVE is None:
        assert None is both.columnar
        return
    days, programs = [TODAY.replace(day=1 + number % 28) for number in range(len(items))], [(both.columnar.program,)] * len(items)
    for _ in range(200):
        NATIVE.hits_of(SHAPE, items, days, programs, TODAY, NO_AIDS)
    before = _resident()
    for _ in range(200_000 // 64):
        NATIVE.hits_of(SHAPE, items, days, programs, TODAY, NO_AIDS)
    assert 4_000_000 > _resident() - before
