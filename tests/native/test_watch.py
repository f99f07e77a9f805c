"""The compiled watchers say what the watchers of the rules say, and so do what chooses rules and what looks for a filing's needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.descriptions.words import folded_terms
from ead.engines.notes import taking, telling
from ead.engines.wire import dumps, loads
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.formats.base import Decoded
from ead.formats.json_origin import LineOrigin
from ead.native import part
from ead.rules import message
from ead.rules.api import Rule
from ead.rules.core_text import item_ids_are_unique
from ead.rules.dq_message import Kinds, contents_differ_from_item_to_item, dummies_are_rare
from ead.rules.dq_message import _Kinds as PlainKinds
from ead.rules.filing_gaps import level_with, unfit_places
from ead.rules.message import FirstSeen, MessageChecks
from ead.rules.message import _FirstSeen as PlainFirstSeen
from ead.rules.watched_values import reader_of
from ead.rules.ways import key_of, keyed
from ead.rules.world.eu_ics2_filing import house_documents_are_unique
from ead.rules.world.eu_import_split import consignments_are_not_split
from ead.sufficiency import Sufficiency

WATCHERS = (
    item_ids_are_unique,
    dummies_are_rare,
    contents_differ_from_item_to_item,
    house_documents_are_unique,
    consignments_are_not_split,
)
TELEPHONES = [
    "+32 486 35 38 81",
    "0000000000",
    "1234567890",
    "٠٠٠٠٠٠٠",
    "+4",
    "",
    "1" * 30,
    "0123456789012345",
    "+49 30 1234-5678 ext 9",
    None,
]
AMOUNTS = ["0.00", "1", "75", "75.00", "74.99", "150", "150.01", "12.50", "1e2", "9" * 30, "0.0000001", "12.", "٣", "", "-80", None]
WEIGHTS = ["1.000", "0.412", "0.5", "2", None]
CODES = ["111111", "12345600", "61091000", "", "1", None]
COUNTRIES = ["DE", "CN", "GB", "FR", "NO", "US", "XI", "", "de", "??", None]
IDS = ["LX123456785CN", "LX123456785JP", "RR000000005DE", "lx123456785cn", "LX 123 456 785 CN", "\ud800", "", "日本", None]
DAYS = ["2026-07-01T00:00:00", "2026-11-02T09:15:00", "2026-11-02T23:15:00", "2026-06-30T23:59:59", None]
BAD = ["sender.email", "item_id", "gross_weight", "addressee.telephone", "contents.amount", "posted_at"]
POSTCODES = ["BT1 5GS", " bt9", "SW1A 1AA", "", None]


def texts(*values: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(values)


def group(layout: Layout, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    """Records of a group that have these fields."""

    def filled(values: dict[str, Any]) -> Record:
        record = layout.empty()
        for name, value in values.items():
            record[layout.position(name)] = value
        return record

    return st.fixed_dictionaries(given).map(filled)


SENDER, ADDRESSEE, PIECE = (ITEM_LAYOUT.subgroups[name][1] for name in ("sender", "addressee", "contents"))
PIECES = group(
    PIECE,
    description=texts("Cotton scarf", "Scarf", None),
    amount=texts(*AMOUNTS),
    currency=texts("EUR", "EUR", "EUR", "USD", None),
    net_weight=texts(*WEIGHTS),
    hs_code=texts(*CODES),
)
RECORDS = group(
    ITEM_LAYOUT,
    item_id=texts(*IDS),
    gross_weight=texts(*WEIGHTS),
    nature=texts("11", "11", "11", "31", None),
    mail_class=texts("U", "C", None),
    posted_at=texts(*DAYS),
    destination_operator=texts("DEA", "GBA", "", "X", None),
    contents=st.lists(PIECES, max_size=3) | st.just(()),
    sender=st.none()
    | group(SENDER, name=texts("Ann", None), company=texts("Firm", None), country=texts(*COUNTRIES), telephone=texts(*TELEPHONES)),
    addressee=st.none()
    | group(
        ADDRESSEE,
        name=texts("Bob", "Eve", None),
        address_line1=texts("Street 1", "Street 2", None),
        country=texts(*COUNTRIES),
        postcode=texts(*POSTCODES),
        telephone=texts(*TELEPHONES),
    ),
)


def asked(watcher: Any, rule: Rule, index: int, record: Record) -> Any:
    """What a watcher itself says of an item."""
    values = reader_of([read.rstrip("?") for read in rule.reads])(record)
    if any(value is None and not read.endswith("?") for value, read in zip(values, rule.reads, strict=True)):
        return None
    if hasattr(watcher, "observe"):
        return watcher.observe(index, *values)
    gist = watcher.gist(*values)
    return None if gist is None else watcher.note(index, gist)


def checks_of(rules: Sequence[Rule]) -> MessageChecks:
    return MessageChecks(rules, {})


@settings(max_examples=150)
@given(st.lists(RECORDS, max_size=15))
def test_watchers_say_the_same_when_records_are_looked_at(records: list[Record]) -> None:
    """A message shown to all its watchers at once comes to what each of them says when asked item by item."""
    few = {"fewest": 2}
    watchers = [(rule, rule.check(**{name: few.get(name, value) for name, value in rule.parameters.items()})) for rule in WATCHERS]
    rules = [rule_with(rule, few) for rule in WATCHERS]
    checks = checks_of(rules)
    for index, record in enumerate(records):
        expected = [(rule.code, said) for rule, watcher in watchers if (said := asked(watcher, rule, index, record)) is not None]
        assert expected == [(rule.code, said) for rule, said, _ in checks.observe(index, record, frozenset())]
    at_the_end = [(rule.code, said) for rule, watcher in watchers for said in watcher.finish()]
    assert at_the_end == [(rule.code, said) for rule, said in checks.finish()]


@settings(max_examples=150)
@given(st.lists(RECORDS, max_size=15), st.integers(1, 6))
def test_items_that_are_shown_together_are_seen_one_after_the_other(records: list[Record], size: int) -> None:
    """What is said of an item may hang on one before it in the same group."""
    rules = [rule_with(rule, {"fewest": 2}) for rule in WATCHERS]
    alone, together = checks_of(rules), checks_of(rules)
    for first in range(0, len(records), size):
        group = [Decoded(index, record, None, LineOrigin(1, 1)) for index, record in enumerate(records[first : first + size], first)]
        expected = [said_in(alone.observe(one.index, one.record or [], frozenset())) for one in group]
        assert expected == [said_in(hits) for hits in together.observe_all([tuple(rules)] * len(group), group, [frozenset()] * len(group))]
    assert said_in(alone.finish()) == said_in(together.finish())


@pytest.mark.parametrize("watchers", [1, 300, 512, 513, 700])
def test_there_may_be_any_number_of_watchers(watchers: int) -> None:
    """Of as many as there is room for, an item is shown to all before anything is said of it; of more as well."""
    native = part("watch")
    if native is None:
        assert message.FirstSeen is PlainFirstSeen
        return

    class Watch:
        def ask(self, index: int, record: Record) -> str:
            return f"{index} again"

    glances = [native.UniqueIds(FirstSeen(), 0) for _ in range(watchers)]
    watches = native.Watches([(place, f"rule {place}", glance, Watch()) for place, glance in enumerate(glances)])
    items = [Decoded(index, [text], None, LineOrigin(1, 1)) for index, text in enumerate(["a", "b", None, "a", "c", "b"])]
    said = native.look_in_turn([watches] * len(items), items)
    assert [0, 0, 0, watchers, 0, watchers] == [len(hits) for hits in said]
    assert [(f"rule {place}", "3 again", ()) for place in range(watchers)] == said[3]
    assert [(f"rule {place}", "5 again", ()) for place in range(watchers)] == said[5]


@pytest.mark.parametrize("dummy", ["1", "", "a5", "٣٣", "1a"])
def test_dummies_are_digits(dummy: str) -> None:
    """A list of numbers to look for holds nothing else."""
    native = part("watch")
    if native is not None:
        for lists in (({dummy}, {"111111"}), ({"123456"}, {dummy})):
            with pytest.raises(ValueError, match="expected digits"):
                native.Dummies(frozenset(), frozenset(), *map(frozenset, lists), range(9))
    assert dummy not in folded_terms("phone")


def rule_with(rule: Rule, parameters: dict[str, Any]) -> Rule:
    """The rule with those of the parameters that it has."""
    from dataclasses import replace

    return replace(rule, parameters={name: parameters.get(name, value) for name, value in rule.parameters.items()})


@settings(max_examples=100)
@given(st.lists(st.tuples(RECORDS, st.booleans()), max_size=20))
def test_items_with_problems_are_remembered_beside_the_others(records: list[tuple[Record, bool]]) -> None:
    """Whether an item is shown as sound or as one with a problem elsewhere makes no difference to what is remembered."""
    rules = [rule_with(rule, {"fewest": 2}) for rule in WATCHERS]
    mixed, sound = checks_of(rules), checks_of(rules)
    for index, (record, problem) in enumerate(records):
        bad = frozenset({"sender.email"} if problem else ())
        assert sound.observe(index, record, frozenset()) == mixed.observe(index, record, bad)
    assert sound.finish() == mixed.finish()


@pytest.mark.parametrize("parameters", [{"limit": 2.5}, {"limit": 10**30}, {"remembered": 0}, {"remembered": 10.5}, {"fewest": 10**30}])
@settings(max_examples=30)
@given(records=st.lists(RECORDS, max_size=10))
def test_odd_parameters_make_no_difference(parameters: dict[str, Any], records: list[Record]) -> None:
    """Parameters that the compiled watchers cannot count with leave the work to the others."""
    rules = [rule_with(rule, parameters) for rule in WATCHERS]
    watchers = [(rule, rule.check(**rule.parameters)) for rule in rules]
    checks = checks_of(rules)
    for index, record in enumerate(records):
        expected = [(rule.code, said) for rule, watcher in watchers if (said := asked(watcher, rule, index, record)) is not None]
        assert expected == [(rule.code, said) for rule, said, _ in checks.observe(index, record, frozenset())]


@given(st.lists(st.text(max_size=2)))
def test_first_places_are_those_of_a_dictionary(written: list[str]) -> None:
    """The table of first places answers as a dictionary does, also after it has grown."""
    table, plain = FirstSeen(), PlainFirstSeen()
    more = [*written, *map(str, range(300)), *written]
    assert [plain.first(text, index) for index, text in enumerate(more)] == [table.first(text, index) for index, text in enumerate(more)]
    assert len(plain) == len(table)


@given(st.lists(st.tuples(st.integers(-3, 400) | st.just(-(2**63)), st.integers(-2, 2))), st.integers(0, 50))
def test_kinds_are_counted_as_by_a_dictionary(notes: list[tuple[int, int]], most: int) -> None:
    """The table of contents counts as a dictionary does, up to its bound."""
    table, plain = Kinds(most), PlainKinds(most)
    assert [plain.note(*one) for one in notes] == [table.note(*one) for one in notes]


@given(RECORDS)
def test_keys_of_ways_are_the_same(record: Record) -> None:
    """The key that an item's rules are chosen by is the same, however it is made."""
    assert keyed(record) == key_of(record)


@pytest.mark.parametrize(
    ("postcode", "country"),
    [
        (None, "GB"), ("", "GB"), ("SW1A 1AA", "GB"), ("B1 1AA", "GB"), ("XBT1", "GB"), ("B", "GB"), ("-BT1", "GB"),
        ("BT1 1AA", "XI"), ("bt1", "XI"), (" \tBT2", "XI"), ("\u2003BT3", "XI"), ("\x1cBt4", "XI"), ("\u00dfBT", "GB"), ("Bt", "XI"),
    ],
)  # fmt: skip
def test_northern_ireland_is_known_by_its_postcode(postcode: str | None, country: str) -> None:
    """Compiled code asks about postcodes only where they may be of Northern Ireland, and finds all of these."""
    record = ITEM_LAYOUT.empty()
    party = ITEM_LAYOUT.subgroups["addressee"][1]
    addressee = record[ITEM_LAYOUT.position("addressee")] = party.empty()
    addressee[party.position("country")], addressee[party.position("postcode")] = "GB", postcode
    assert country == keyed(record)[0] == key_of(record)[0]


@given(RECORDS)
def test_levels_follow_from_the_places(record: Record) -> None:
    """An item without findings is ready exactly when no place keeps it out of the filing."""
    assert (Sufficiency.INSUFFICIENT if unfit_places(record) else Sufficiency.READY) is level_with(record, [])


def test_watchers_are_looked_at_by_compiled_objects() -> None:
    """Where the compiled part is in use, each built-in watcher has an object that looks in its place; else none has."""
    compiled = part("watch") is not None
    assert [compiled] * len(WATCHERS) == [rule.check(**rule.parameters).glance() is not None for rule in WATCHERS]
    assert compiled is (message.FirstSeen is not PlainFirstSeen)


def test_what_is_no_record_is_refused() -> None:
    """A record of another shape raises; nothing is read beyond its end."""
    look = checks_of(WATCHERS).observe
    with pytest.raises((TypeError, IndexError)):
        look(0, ["LX123456785CN"], frozenset())
    with pytest.raises((TypeError, IndexError)):
        look(0, [["x"]] * ITEM_LAYOUT.size, frozenset())


@pytest.mark.parametrize(("forked", "alike"), [(True, True), (True, False), (False, True)])
@settings(max_examples=80)
@given(st.lists(st.tuples(RECORDS, st.sampled_from(["sound", *BAD, "unreadable"])), max_size=20), st.integers(1, 6))
def test_notes_come_to_what_is_said_in_one_process(forked: bool, alike: bool, items: list[tuple[Record, str]], size: int) -> None:
    """Items that are taken down in pieces, some of which are checked where the watchers are, come to the same hits and the same end."""
    rules = [rule_with(rule, {"fewest": 2}) for rule in WATCHERS]
    alone = checks_of(rules)
    here, known = telling(rules, {}, forked=forked)
    there = taking(rules, {}, known if known is None or alike else known + 1)
    for first in range(0, len(items), size):
        piece, expected, found = items[first : first + size], {}, {}
        there.begin(first)
        for index, (record, state) in enumerate(piece, first):
            bad = frozenset({state} if state in BAD else ())
            if state != "unreadable":
                expected[index - first] = said_in(alone.observe(index, record, bad))
                found[index - first] = (here if first % 3 == 1 else there).observe(index, record, bad)
        told = loads(dumps(there.told(len(piece))))
        found |= dict(here.hits_of(first, told, [record for record, _ in piece].__getitem__))
        assert expected == {number: said_in(hits) for number, hits in found.items()}
    assert said_in(alone.finish()) == said_in(here.finish())


def said_in(hits: Sequence[Any]) -> list[tuple[str, Any]]:
    """The code of each rule with what it says."""
    return [(rule.code, said) for rule, said, *_ in hits]


def test_notes_that_cannot_be_are_refused() -> None:
    """Items come in order, and what is told has as many numbers as its states say; nothing is read beyond their end."""
    native = part("watch")
    if native is None:
        assert None is telling(WATCHERS, {}, forked=True)[1]
        return

    class Watch:
        def shown(self, record: Record) -> str:
            return str(record[0])

    notes = native.Notes(2)
    notes.begin(5)
    only_the_second = native.Watches([(1, "rule", None, Watch())])
    only_the_second.note(6, ["a"], notes)
    assert (bytes([0, 0, 0, 2]), b"", ["a"]) == notes.told()
    for index in (4, 6):
        with pytest.raises(ValueError, match="order"):
            only_the_second.note(index, ["a"], notes)
    told = telling(WATCHERS, {}, forked=True)[0]
    with pytest.raises(ValueError, match="more is taken"):
        told.hits_of(0, (bytes([1] * 5), bytes(15), []), lambda number: [])
    assert [] == told.hits_of(0, (bytes([0, 1, 0, 0]), b"", []), lambda number: [])
