"""Sample messages of the whole exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ead.codelists import get
from ead.fields.messages import MESSAGES, message_type
from ead.identifiers import s8, s9, s10
from ead.testing.dialogue import entry, generate, iter_entries

Faults = Callable[..., list[str]]


@pytest.mark.parametrize("name", MESSAGES)
def test_entries_honour_the_field_table(facet_faults: Faults, name: str) -> None:
    """Whatever the seed, an entry has its required fields and legal values."""
    group = message_type(name).item.group
    assert [] == [fault for found in iter_entries(name, 40, seed=2) for fault in facet_faults(found, group)]
    assert [] == facet_faults(generate(name, 1)["header"], message_type(name).header.group)


def test_the_same_seed_gives_the_same_message() -> None:
    """A longer run starts with the entries of a shorter one."""
    assert generate("CUSRSP", 3, seed=4) == generate("CUSRSP", 3, seed=4)
    assert generate("CUSRSP", 3, seed=4)["items"] == generate("CUSRSP", 5, seed=4)["items"][:3]


def test_messages_of_a_seed_speak_of_the_same_items() -> None:
    """Declaration, answer, referral, despatch and event are about one item, and an answer fits its question."""
    messages = {name: generate(name, 20, seed=6)["items"] for name in MESSAGES}
    for entries in zip(*messages.values(), strict=True):
        assert 1 == len({(found["item_id"], found["posted_at"]) for found in entries})
    asked = [(found["referral_id"], found["referral_type"]) for found in messages["ITMREF"]]
    assert asked == [(found["referral_id"], found["referral_type"]) for found in messages["REFRSP"]]
    assert {"RFI", "RFS"} <= {kind for _, kind in asked}


def test_identifiers_and_codes_are_valid() -> None:
    """Receptacles, despatches, items and events have identifiers and codes that exist."""
    for found in iter_entries("PREDES", 30, seed=1):
        assert all((s9.is_valid(found["receptacle_id"]), s8.is_valid(found["despatch_id"]), s10.is_valid(found["item_id"])))
        assert found["receptacle_id"].startswith(found["despatch_id"])
    assert all(found["event"] in get("item-events") for found in iter_entries("EMSEVT", 30))
    assert all(found["response"] in get("referral-responses") for found in iter_entries("REFRSP", 30))


def test_an_entry_can_be_changed() -> None:
    """An override replaces a field, None leaves it out."""
    found: dict[str, Any] = entry("CUSRSP", decision="7", cleared_at=None)
    assert ("7", False) == (found["decision"], "cleared_at" in found)


def test_unknown_messages_are_told() -> None:
    """The error names those that there are."""
    with pytest.raises(LookupError, match="CUSITM"):
        iter_entries("INVOICE", 1)
