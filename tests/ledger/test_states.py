"""The rules of the states, against a model that lives through the events one after the other."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.ledger.settle import Event, Submission, item_of, settle_identifier
from ead.ledger.states import DNL, RFI, RFS, Fact, Happening, ReferralStatus, Settled, State, settle

H = Happening
_TYPE = {"r1": RFI, "r2": RFS, "r3": DNL}


def at(hour: int) -> str:
    return f"2026-11-02T{hour:02d}:00:00.000000"


def referred(hour: int, name: str) -> Fact:
    return Fact(H.REFERRED, at(hour), referral=name, referral_type=_TYPE[name])


def answered(hour: int, name: str, response: str = "INFORMATION_SUPPLIED") -> Fact:
    return Fact(H.ANSWERED, at(hour), referral=name, referral_type=_TYPE[name], response=response)


def model(facts: list[Fact]) -> str | None:
    """The state after living through facts of different times in their order: a book with one line for each open question."""
    state: str | None = None
    declared: set[str] = set()
    is_open: dict[str, str] = {}
    early: set[str] = set()
    last_question = ""
    moved = False
    for fact in sorted(facts, key=lambda fact: fact.at):
        if fact.happening in (H.DECLARED, H.SENT):
            correction = fact.digest not in declared
            declared.add(fact.digest)
            asked = [name for name, at_ in is_open.items() if _TYPE[name] == RFI]
            if correction and asked:
                for name in asked:
                    del is_open[name]
                state, moved = "answered", True
            elif not moved and not is_open and state != "sent":
                state = fact.happening.value
        elif fact.happening is H.REFERRED:
            if fact.referral in early:
                state, moved = "answered", True
            else:
                is_open.setdefault(fact.referral, fact.at)
                last_question, moved = fact.at, True
        elif fact.happening is H.ANSWERED:
            is_open.pop(fact.referral, None)
            early.add(fact.referral)
            state, moved = "answered", True
        else:
            if fact.happening is H.RETURNED:
                is_open.clear()
            if fact.happening is H.RELEASED:
                is_open = {name: asked for name, asked in is_open.items() if _TYPE[name] == DNL}
            state, moved = fact.happening.value, True
    if is_open:
        last_question = max(is_open.values())
        gone = any(fact.happening is H.FLOWN and fact.at > last_question for fact in facts)
        return "flown" if gone else "referred"
    return state


_KINDS = st.one_of(
    st.tuples(st.sampled_from([H.DECLARED, H.SENT]), st.sampled_from(["a", "b"])),
    st.tuples(st.sampled_from([H.ASSESSED, H.RELEASED, H.HELD, H.RETURNED, H.FLOWN]), st.just("")),
    st.tuples(st.sampled_from([H.REFERRED, H.ANSWERED]), st.sampled_from(["r1", "r2", "r3"])),
)


def _fact(hour: int, kind: Happening, word: str) -> Fact:
    if kind is H.REFERRED:
        return referred(hour, word)
    return answered(hour, word) if kind is H.ANSWERED else Fact(kind, at(hour), digest=word)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Up to eight facts of different hours; no referral is raised twice."""
    facts: list[Fact] = []
    raised: set[str] = set()
    for hour, (kind, word) in enumerate(draw(st.lists(_KINDS, max_size=8)), 1):
        if kind is H.REFERRED and word in raised:
            continue
        raised |= {word} if kind is H.REFERRED else set()
        facts.append(_fact(hour, kind, word))
    return facts


@given(histories())
@settings(max_examples=400, deadline=None)
def test_state_is_that_of_the_model(facts: list[Fact]) -> None:
    """Whatever happens, the state is the one that living through it gives."""
    found = settle(facts)
    assert model(facts) == (found.state.value if found else None)


@given(histories(), st.data())
@settings(max_examples=200, deadline=None)
def test_order_of_arrival_does_not_matter(facts: list[Fact], data: st.DataObject) -> None:
    """The same facts in another order, some of them twice, settle to the same."""
    twice = [*facts, *data.draw(st.lists(st.sampled_from(facts), max_size=3) if facts else st.just([]))]
    assert settle(facts) == settle(data.draw(st.permutations(twice)))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([Fact(H.DECLARED, at(1), "a"), Fact(H.SENT, at(2), "a")], (State.SENT, "")),
        ([Fact(H.DECLARED, at(1), "a"), Fact(H.RELEASED, at(2)), Fact(H.DECLARED, at(3), "b")], (State.RELEASED, "")),
        ([Fact(H.DECLARED, at(1), "a"), referred(2, "r3"), Fact(H.RELEASED, at(3))], (State.REFERRED, DNL)),
        ([Fact(H.DECLARED, at(1), "a"), Fact(H.ASSESSED, at(3)), referred(2, "r3")], (State.REFERRED, DNL)),
        ([Fact(H.DECLARED, at(1), "a"), referred(2, "r1"), referred(3, "r2")], (State.REFERRED, RFS)),
        ([Fact(H.DECLARED, at(1), "a"), referred(2, "r1"), Fact(H.DECLARED, at(3), "a")], (State.REFERRED, RFI)),
        ([Fact(H.DECLARED, at(1), "a"), referred(2, "r3"), Fact(H.FLOWN, at(3))], (State.FLOWN, DNL)),
        ([referred(2, "r2"), answered(3, "r2", "SCREENED_ALARM")], (State.HELD, "")),
        ([referred(2, "r3"), answered(3, "r3", "RETURNED")], (State.RETURNED, "")),
        ([Fact(H.NOTED, at(1))], None),
    ],
)
def test_rules_of_precedence(facts: list[Fact], expected: tuple[State, str] | None) -> None:
    """Each rule that goes beyond the latest fact, in every order of arrival."""
    for order in permutations(facts):
        found = settle(order)
        assert expected == ((found.state, found.referral_type) if found else None)


def test_referral_of_customs_is_replaced_by_that_between_posts() -> None:
    """A question in a decision is one question with the referral that follows from it, answered with it."""
    asked = Fact(H.REFERRED, at(1), referral="customs/RFI/1", referral_type=RFI)
    assert [ReferralStatus.OPEN] == [one.status for one in _settled([asked]).referrals]
    both = _settled([asked, referred(2, "r1"), answered(3, "r1")])
    assert [("r1", ReferralStatus.ANSWERED)] == [(one.identifier, one.status) for one in both.referrals]


def _settled(facts: list[Fact]) -> Settled:
    found = settle(facts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("named", "happened", "items", "expected"),
    [
        ("2026-11-02", at(5), ["2025-11-01", "2026-11-02"], "2026-11-02"),
        ("2026-11-03", at(5), ["2026-11-02"], None),
        ("", at(5), ["2025-11-01", "2026-11-02"], "2026-11-02"),
        ("", "2026-11-01T23:30:00.000000", ["2026-11-02"], "2026-11-02"),
        ("", "2025-12-01T00:00:00.000000", ["2025-11-01", "2026-11-02"], "2025-11-01"),
        ("", "2026-06-01T00:00:00.000000", ["2026-11-02"], None),
        ("", "2027-12-24T00:00:00.000000", ["2026-11-02"], None),
        ("", "", ["2026-11-02"], "2026-11-02"),
        ("", "", ["2025-11-01", "2026-11-02"], None),
        ("", at(5), [""], ""),
        ("", at(5), [], None),
    ],
)
def test_item_of_an_event(named: str, happened: str, items: list[str], expected: str | None) -> None:
    """A posting date decides; without one the item posted last before the event, within the year, or none."""
    assert expected == item_of(Event("e", named, Fact(H.FLOWN, happened)), items)


def test_events_of_a_recycled_identifier_are_kept_apart() -> None:
    """Each of two items of one identifier has its own state, in any order of what is known."""
    submissions = [Submission(f"{year}-11-02", Fact(H.DECLARED, f"{year}-11-02T01:00:00.000000", "a")) for year in (2025, 2026)]
    events = [Event("x", "", Fact(H.RELEASED, "2025-11-05T00:00:00.000000")), Event("y", "", Fact(H.HELD, "2026-11-05T00:00:00.000000"))]
    for order in permutations(events):
        found, placed = settle_identifier(reversed(submissions), order)
        assert {"2025-11-02": State.RELEASED, "2026-11-02": State.HELD} == {posted: one.state for posted, one in found.items()}
        assert {"x": "2025-11-02", "y": "2026-11-02"} == placed
