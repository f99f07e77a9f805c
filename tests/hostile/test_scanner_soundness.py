"""The compiled schema against the reference path: whatever matches must be valid, with the same record."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from ead.fields.messages import ITMATT
from ead.formats import itmatt_xml
from ead.formats.xml_frame import UsualFrame

MUTANTS = 50_000  # times the parts: 200 000 in all
PARTS = range(4)
MESSAGES = 3_000
FRAMES = 20_000
SEED = "20261121"


@pytest.mark.slow
@pytest.mark.hostile
@pytest.mark.parametrize("part", PARTS)
def test_whatever_the_scanner_accepts_is_valid_and_extracted_alike(soundness: ModuleType, part: int) -> None:
    """No mutant of a valid item is accepted unless lxml, the XSD and the field table accept it with the same record, nor found faulty
    unless they find the same faults."""
    tally = soundness.examine_items(f"{SEED}/{part}", MUTANTS)
    assert [] == tally.unsound
    assert MUTANTS == tally.mutants
    assert tally.accepted > MUTANTS / 50


@pytest.mark.slow
@pytest.mark.hostile
def test_both_paths_read_mutants_of_messages_alike(soundness: ModuleType) -> None:
    """Records and findings are those of the reference path, whatever encoding, namespaces, comments and pieces a message comes in."""
    tally = soundness.examine_messages(SEED, MESSAGES)
    assert [] == tally.unsound
    assert MESSAGES == tally.messages


@pytest.mark.slow
@pytest.mark.hostile
def test_both_paths_read_mutants_of_frames_alike(soundness: ModuleType) -> None:
    """Root, header, problems and places are those of the reference path, whatever stands around the items."""
    tally = soundness.examine_frames(SEED, FRAMES)
    assert [] == tally.unsound
    assert FRAMES == tally.frames
    assert tally.framed > FRAMES / 20


def test_valid_items_match_and_agree_with_the_reference(soundness: ModuleType) -> None:
    """Generated items are all matched, with the record of the reference path."""
    for item in soundness.valid_items():
        answer = soundness.fast_answer(item)
        assert answer is not None
        assert [] == answer[1]
        assert soundness.reference_answer(soundness.tree_of(item)) == answer


def test_the_switch_leads_past_the_scanner(soundness: ModuleType) -> None:
    """With the fast path switched off no item meets the scanner; with it on, valid items of a plain message all do."""
    scanned = {fast: soundness.scanned_items(fast=fast) for fast in (False, True)}
    assert {False: 0, True: len(soundness.valid_items())} == scanned


def test_a_scanner_that_accepts_too_much_is_found(soundness: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants that an unsound scanner accepts are reported as such."""
    monkeypatch.setattr(soundness, "fast_answer", lambda item: (["anything"], []))
    tally = soundness.examine_items(SEED, 50)
    assert 50 == tally.accepted
    assert 50 == len(tally.unsound)


def test_paths_that_disagree_on_a_message_are_found(soundness: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants of messages on which the two paths disagree are reported."""
    monkeypatch.setattr(soundness, "outcome", lambda data, fast, step: [fast])
    assert 20 == len(soundness.examine_messages(SEED, 20).unsound)


def test_a_frame_scanner_that_accepts_too_much_is_found(soundness: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames that are taken for the usual one, and are not, are reported."""
    anything = UsualFrame(b"<Itmatt >", "Itmatt", "urn:ead:itmatt:1", None)
    monkeypatch.setattr(itmatt_xml, "frame_scanner", lambda kind: lambda prefix: anything)
    assert len(soundness.examine_frames(SEED, 100).unsound) > 50


def test_the_switch_leads_past_the_frame_scanner(soundness: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the fast path switched off no frame meets the scanner; with it on, all do once there was enough to read."""
    met: list[bytes] = []
    scan = itmatt_xml.frame_scanner(ITMATT)
    monkeypatch.setattr(itmatt_xml, "frame_scanner", lambda kind: lambda prefix: met.append(prefix) or scan(prefix))
    data = b'<Itmatt xmlns="urn:ead:itmatt:1">\n<Header></Header>\n<Item></Item></Itmatt>'
    soundness.scanned_items(fast=True)
    met.clear()
    answers = [soundness.frame_answer(data, fast=fast, step=100) for fast in (False, True)]
    assert answers[0] == answers[1]
    assert [data[: data.index(b"<Item>")]] == met


def test_a_run_that_was_stopped_goes_on(soundness: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Chunks of the same seed and code are not tried again; those of other code are."""
    monkeypatch.setattr(soundness, "CHUNK", 100)
    state = tmp_path / "state" / "soundness.jsonl"
    first = dict(soundness.run(7, 2, 1, state))
    assert 2 == len(state.read_text("utf-8").splitlines())
    assert first == dict(soundness.run(7, 2, 1, state))
    assert 2 == len(state.read_text("utf-8").splitlines())
    lines = [json.loads(line) for line in state.read_text("utf-8").splitlines()]
    state.write_text("".join(json.dumps({**line, "mark": {**line["mark"], "edition": "other"}}) + "\n" for line in lines), "utf-8")
    assert first == dict(soundness.run(7, 2, 1, state))
    assert 4 == len(state.read_text("utf-8").splitlines())
