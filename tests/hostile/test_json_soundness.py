"""The compiled reader of JSON against the reference path: whatever it reads must be good, with the same record."""

from __future__ import annotations

from types import ModuleType

import pytest

from ead.fields.messages import ITMATT
from ead.formats.json_reader import json_reader
from ead.intake.json_text import Bounds

MUTANTS = 50_000
SEED = "20261122"
READERS = int(json_reader(ITMATT.item, Bounds(20, 32, 10)) is not None)


@pytest.mark.slow
@pytest.mark.hostile
@pytest.mark.parametrize("number", range(4))
def test_whatever_is_read_of_mutants_is_good_and_read_alike(soundness_json: ModuleType, number: int) -> None:
    """No mutant of a valid item is read unless the reference path reads it as the same record, without a problem."""
    read, unsound = soundness_json.unsound_objects(soundness_json.valid_objects(), f"{SEED}/{number}", MUTANTS)
    assert [] == unsound
    assert read >= MUTANTS / 10 * READERS


def test_valid_items_are_read(soundness_json: ModuleType) -> None:
    """Items in all the ways that they are written are read by both."""
    objects = soundness_json.valid_objects()
    assert [] == [text for text in objects if soundness_json.reference_record(text.encode()) is None]
    assert len(objects) * READERS == sum(soundness_json.read_record(text.encode()) is not None for text in objects)


def test_a_reader_that_reads_too_much_is_found(soundness_json: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants that the reference path reads otherwise are reported."""
    monkeypatch.setattr(soundness_json, "reference_record", lambda data: ["something else"])
    read, unsound = soundness_json.unsound_objects(soundness_json.valid_objects(), SEED, 200)
    assert read == len(unsound)
    assert read >= 20 * READERS
