"""Rules that are left out for plain items have nothing to say about them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT
from ead.models import Item
from ead.models.records import item_to_record
from ead.rules.plain import has_plain_texts
from ead.testing.builders import item, with_values
from ead.testing.strategies import item_dicts
from ead.validator import Validator

VALIDATOR = Validator()
TODAY = date(2026, 11, 21)


def test_the_layout_is_as_the_gate_expects() -> None:
    """Leaves come before groups in parties and pieces, references last in a party."""
    for name in ("sender", "addressee", "contents"):
        layout = ITEM_LAYOUT.subgroups[name][1]
        assert list(range(len(layout.leaves))) == [leaf.position for leaf in layout.leaves.values()]
        assert layout.size - 1 == [position for position, _ in layout.subgroups.values()][-1]


@settings(max_examples=300, deadline=None)
@given(
    drawn=item_dicts(),
    words=st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=12), min_size=1, max_size=4),
)
def test_left_out_rules_are_silent_on_plain_items(drawn: dict[str, Any], words: list[str]) -> None:
    """Whatever Latin text stands in the fields, no rule of the odd kind fires."""
    text = " ".join(words)
    for base in (drawn, item()):
        one = with_values(base, {"sender.name": text, "addressee.city": text, "remarks": text})
        for piece in one.get("contents", []):
            piece["description"] = text
        record = item_to_record(Item.model_validate(one))
        if not has_plain_texts(record):
            continue
        hits: list[Any] = []
        for part in VALIDATOR.engine.plan_for(record, TODAY).parts:
            part.odd.check(record, frozenset(), TODAY, TODAY, hits)
        assert [] == hits


def test_stray_blanks_and_other_letters_are_not_plain() -> None:
    """Each thing that an odd rule could speak about takes an item out of the plain ones."""
    assert has_plain_texts(item_to_record(Item.model_validate(item())))
    for value in (" Ann", "Ann ", "Ann  Example", "Z\u043eë", "Ann\tExample", "Ann\u200bExample", "Ann\u00adExample", "Ann\u00a0Ex", "李"):
        for field in ("sender.name", "addressee.city", "remarks", "contents.1.description", "addressee.references.1.value"):
            record = item_to_record(Item.model_validate(with_values(item(), {field: value})))
            assert not has_plain_texts(record), (field, value)


def test_odd_texts_are_answered() -> None:
    """Text that UTF-8 cannot write is not plain; letters beyond Latin-1 and signs are; extra fields of a piece are not looked at."""
    for expected, value in (
        *((False, "Ann\ud800"), (True, "Ștefan Łoś"), (True, "N\u00ba 5"), (True, "\u0240\u024f"), (True, "\u0250\u036f")),
        *((False, "\u0370"), (True, "\u2010\u2027"), (False, "\u2028"), (False, "\u202e"), (False, "\u3000"), (False, "\u0414")),
    ):
        record = item_to_record(Item.model_validate(item()))
        record[ITEM_LAYOUT.position("remarks")] = value
        assert expected is has_plain_texts(record), value
    record[ITEM_LAYOUT.position("remarks")] = None
    record[ITEM_LAYOUT.position("contents")][0][-1] = [["Colour", "red"]]
    assert not has_plain_texts(record)


def test_letters_with_accents_are_plain_in_texts_and_odd_in_codes() -> None:
    """Names may have accents, codes may not."""
    assert has_plain_texts(item_to_record(Item.model_validate(with_values(item(), {"sender.name": "Zoë Müller-Łoś"}))))
    for field in ("contents.1.currency", "postage_currency", "item_id", "contents.1.hs_code", "contents.1.gtin", "origin_operator"):
        record = item_to_record(Item.model_validate(with_values(item(), {field: "ÉUR"})))
        assert not has_plain_texts(record), field
