"""Several processes give the results of one: the same findings, in the same order, at the same places."""

from __future__ import annotations

import io
import json
import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ead
from ead.descriptions import BUILTIN_JUDGE
from ead.engines import Crew, Spread
from ead.engines import spread as spreading_module
from ead.engines.pieces import cutter_of
from ead.engines.worker import Bench
from ead.engines.xml_pieces import _XmlPiece
from ead.errors import ConfigurationError
from ead.findings import Outcome
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.models import Item
from ead.models.records import item_to_record
from ead.rules import ERROR, RuleSet, Scope, rule
from ead.suppressions import Suppression
from ead.testing.builders import message
from ead.validator import Validator

from .conftest import HEAD, generated, plain_item, plain_message

Made = Callable[..., Validator]
ODD = "".join(
    (
        plain_item(90) * 2,
        "stray words",
        plain_item(91).replace("</Item>", "</Item >") + plain_item(92),
        "<Foreign>1</Foreign>" + plain_item(93),
        plain_item(94).replace("<Name>", "<Name>&bogus;"),
        "<!-- </Item> -->" + plain_item(95, name="<![CDATA[</Item>]]>"),
        plain_item(96).replace("<Item>", '<Item xmlns="urn:other">'),
        plain_item(97, name="Zoë 中文"),
        "\r\n" + plain_item(98, weight="x") + plain_item(98, weight="y"),
    )
)


def results_of(validator: Validator, source: Any, jobs: int) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """All that results and report say."""
    report = validator.new_report("message")
    with Crew(validator, jobs) as crew:
        spread = Spread(crew) if jobs > 1 else None
        found = [
            (one.index, one.item_id, one.outcome, one.findings, one.sufficiency, one.record)
            for one in validator.results(source, report, name="message", spread=spread)
        ]
        assert 0 == crew.deaths
        assert (jobs > 1) == bool(crew.pids)
    return found, report.as_dict()


def xml_of(items: list[dict[str, Any]]) -> bytes:
    target = io.BytesIO()
    from ead.formats.registry import codec

    codec("itmatt-xml").write(["M-1", *[None] * 4], [item_to_record(Item.model_validate(one)) for one in items], target)
    return target.getvalue()


def ndjson_of(items: list[dict[str, Any]]) -> bytes:
    lines = [json.dumps(one, default=str) for one in items]
    return "\n".join(['{"message": "ITMATT", "header": {"message_id": "M-1"}}', *lines[:20], "", " ", *lines[20:], "{bad", "7"]).encode()


@pytest.mark.parametrize("make", [xml_of, ndjson_of])
def test_all_rules(make: Callable[[list[dict[str, Any]]], bytes]) -> None:
    """Clean items, defective ones and duplicates of both, under all rules: nothing tells the two ways apart."""
    validator = Validator(as_of=date(2026, 11, 21))
    source = make(generated(60))
    one, two = results_of(validator, source, 1), results_of(validator, source, 2)
    assert one == two
    assert {"CORE-DUP-001", "ICS2-DOC-001"} & {finding.code for result in one[0] for finding in result[3]}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_watchers_of_the_whole_message(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However processes are started, what is said of items among others is said at the same ones, and shares are of all items."""
    monkeypatch.setattr("ead.engines.crew.start_method", lambda: method)
    monkeypatch.setattr("ead.engines.spread.start_method", lambda: "fork")
    dummies = [{**one, "gross_weight": "1.000"} if number % 3 else one for number, one in enumerate(generated(60))]
    source, validator = xml_of(dummies), Validator(as_of=date(2026, 11, 21))
    one, two = results_of(validator, source, 1), results_of(validator, source, 2)
    assert one == two
    assert validator.validate(source, name="message").to_json() == validator.validate(source, name="message", jobs=2).to_json()
    assert {"CORE-DUP-001", "DQ-BAT-001"} & {finding.code for result in one[0] for finding in result[3]}


def test_odd_xml() -> None:
    """Strangers, broken and oversized items, and end tags in two forms move the numbers of the items behind them alike."""
    big = plain_item(99, name="x" * 60_000)
    source = plain_message(40, ODD, big, *(plain_item(number) for number in range(200, 240)))
    validator = Validator(profiles=["upu", "dq"], as_of=date(2026, 11, 21), limits=Limits(item_bytes=20_000))
    one, two = results_of(validator, source, 1), results_of(validator, source, 2)
    assert one == two
    assert {"CORE-INT-006", "CORE-INT-008", "CORE-STR-002", "CORE-STR-011"} <= {finding.code for result in one[0] for finding in result[3]}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-2000],
        lambda data: data.replace(b"</Itmatt>", b""),
        lambda data: data.decode().replace(' encoding="UTF-8"', "").encode("utf-16"),
    ],
    ids=["cut", "no end", "utf-16"],
)
def test_odd_frames(spoil: Callable[[bytes], bytes]) -> None:
    """A message that is cut off, has no end, or comes in another encoding."""
    source, validator = spoil(plain_message(60)), Validator(profiles=["structure"], as_of=date(2026, 11, 21))
    assert results_of(validator, source, 1) == results_of(validator, source, 2)


def test_lines_of_another_message() -> None:
    """NDJSON whose first line names another message is not cut; a line that is too long costs that line."""
    validator = Validator(profiles=["structure"], limits=Limits(item_bytes=3_000))
    body = ndjson_of(generated(40))
    other = body.replace(b"ITMATT", b"PREDES")
    long = body.replace(b"{bad", b'{"item_id": "' + b"x" * 4_000 + b'"}\n' + body.splitlines()[1])
    assert validator.validate(other).to_json() == validator.validate(other, jobs=2).to_json()
    assert results_of(validator, long, 1) == results_of(validator, long, 2)


def test_formats_that_are_not_cut() -> None:
    """A JSON message is checked by one process, and a small message as well."""
    validator = Validator(profiles=["structure"])
    for source in (json.dumps(message(60)).encode(), plain_message(2)):
        with Crew(validator, 2) as crew:
            report = validator.new_report()
            assert sum(1 for _ in validator.results(source, report, spread=Spread(crew)))
            assert [] == crew.pids
        assert validator.validate(source).counts == report.counts


def test_rules_that_stop(validator_with: Made) -> None:
    """A rule that takes too long is switched off for the rest of the message, not for the rest of a piece."""
    validator = validator_with("TEST-SLOW-001", limits=Limits(rule_seconds=0.2))
    source = plain_message(30)
    assert results_of(validator, source, 1) == results_of(validator, source, 2)


def test_order_among_findings_on_one_item(validator_with: Made) -> None:
    """What the watchers of a message say stands among the findings where it always stands, and suppressions hold for it."""

    known = Suppression(code="CORE-DUP-001", item_id="LX000000003TW", reason="a test", owner="tests", expires=date(2027, 1, 1))
    validator = validator_with("TEST-MOD-001", suppressions=[known])
    source = plain_message(30, *(plain_item(number, weight="x" if number % 2 else "0.250") for number in range(30)))
    one, two = results_of(validator, source, 1), results_of(validator, source, 2)
    assert one == two
    assert ["CORE-DUP-001", "TEST-MOD-001"] == [finding.code for finding in two[0][32][3]]


def test_public_functions(tmp_path: Path) -> None:
    """``jobs`` is an argument of the module's functions; models can be had."""
    path = tmp_path / "itmatt.xml"
    path.write_bytes(plain_message(60))
    assert ead.validate(path, ["structure"]).to_json() == ead.validate(path, ["structure"], jobs=2).to_json()
    items = [result.item for result in ead.iter_validate(path, ["structure"], jobs=2, models=True)]
    assert "LX000000059TW" == items[59].item_id  # type: ignore[union-attr]
    with pytest.raises(ConfigurationError, match="jobs is 0, expected 1 or more"):
        ead.validate(path, ["structure"], jobs=0)


def test_a_rule_that_cannot_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where workers are not forked, a rule made on the spot leaves the check to this process, which says so."""
    monkeypatch.setattr("ead.engines.crew.start_method", lambda: "spawn")
    here = rule("TEST-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="", source="test")(lambda value: None)
    validator = Validator(profiles=["structure"], rule_sets=[RuleSet(name="test", title="test", version="1", rules=(here,))])
    with pytest.warns(RuntimeWarning, match="checking with one job"):
        assert 60 == validator.validate(plain_message(60), jobs=2).counts.items


def test_broken_off(validator_with: Made) -> None:
    """Whoever stops to read results leaves no process behind."""
    validator = validator_with("TEST-DIE-001")
    with Crew(validator, 2) as crew:
        results = validator.results(plain_message(200), validator.new_report(), spread=Spread(crew))
        next(results)
        before = crew.pids
        results.close()  # type: ignore[attr-defined]
        assert [] == crew.pids
    assert [] == [pid for pid in before if Path(f"/proc/{pid}").exists()]


def test_a_run_within_a_run(validator_with: Made) -> None:
    """A run that is broken off while another waits for its answers takes none of them away."""
    validator = validator_with("TEST-DIE-001")
    with Crew(validator, 2) as crew:
        outer = validator.results(plain_message(200), validator.new_report(), spread=Spread(crew))
        seen = [next(outer).index]
        inner = validator.results(plain_message(300), validator.new_report(), spread=Spread(crew))
        next(inner)
        inner.close()  # type: ignore[attr-defined]
        seen += [result.index for result in outer]
    assert [*range(200)] == seen


def test_a_source_that_fails(validator_with: Made) -> None:
    """What was read before a source failed comes first, then the failure."""

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise OSError("gone")
            return super().read(min(size or 0, 4096))

    validator, seen = validator_with("TEST-DIE-001"), []
    with pytest.raises(ead.UnreadableSource, match="gone"):
        seen.extend(validator.iter_validate(Failing(plain_message(400)), jobs=2))
    assert [*range(len(seen))] == [result.index for result in seen]
    assert seen


def test_a_killed_worker(validator_with: Made) -> None:
    """Killing a worker in the middle of its work loses no item and doubles none."""
    validator, source = validator_with("TEST-DIE-001"), plain_message(400)
    report = validator.new_report("message")
    seen = []
    with Crew(validator, 2) as crew:
        for result in validator.results(source, report, name="message", spread=Spread(crew)):
            seen.append(result.index)
            if result.index in (20, 200):
                os.kill(crew.pids[0], signal.SIGKILL)
                time.sleep(0.1)
        assert 2 == crew.deaths
    assert [*range(400)] == seen
    alone = validator.validate(source, name="message").as_dict()
    assert alone | {"findings": []} == report.as_dict()


@pytest.mark.parametrize(("most", "code"), [(1, "TEST-DIE-001"), (99, "TEST-DIE-001"), (99, "TEST-MEM-001")])
def test_an_item_that_kills(validator_with: Made, monkeypatch: pytest.MonkeyPatch, most: int, code: str) -> None:
    """An item that kills once is checked by the next worker; one that kills each is incomplete, and the rest goes on."""
    victims = ["LX000000021TW", "LX000000060TW"]
    validator, source = validator_with(code), plain_message(61)
    expected = validator.validate(source)
    monkeypatch.setenv("EAD_TEST_VICTIMS", " ".join(victims))
    monkeypatch.setenv("EAD_TEST_MOST", str(most))
    results = list(validator.iter_validate(source, jobs=2))
    incomplete = {result.index: result.findings for result in results if result.outcome is Outcome.INCOMPLETE}
    assert [*range(61)] == [result.index for result in results]
    if most == 1:
        assert {} == incomplete
        assert expected.counts.error == sum(len(result.findings) for result in results)
        return
    assert [21, 60] == list(incomplete)
    found = incomplete[21][0]
    assert ("CORE-INT-017", 25, 1) == (found.code, found.location.line, found.location.column)
    assert 59 == sum(result.outcome is expected.outcome for result in results)


def test_workers_that_never_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where processes cannot be started, or end at once, this one does the work."""
    validator, source = Validator(profiles=["structure"]), plain_message(60)
    expected = validator.validate(source).to_json()
    monkeypatch.setattr("ead.engines.worker.main", _ends)
    assert expected == validator.validate(source, jobs=2).to_json()
    monkeypatch.setattr(Crew, "_started", _raises)
    assert expected == validator.validate(source, jobs=2).to_json()


def _ends(*arguments: object) -> None:
    """A worker that ends at once."""


def _raises(*arguments: object) -> None:
    raise OSError("no more processes")


def test_head_is_one_line_per_item() -> None:
    """The line numbers that other tests expect."""
    assert (3, 1) == (HEAD.count("\n"), plain_item(0).count("\n"))


def test_pieces_are_larger_batches() -> None:
    """Pieces hold twice what batches hold, with the places of the first and all ends; together they are the message."""
    source = plain_message(1000)
    stream = codec("itmatt-xml").read(open_source(source), DEFAULT_LIMITS)
    cutter = cutter_of(stream)
    assert cutter is not None
    pieces = list(cutter.pieces(2 * 4096))
    batches = [piece.batch for piece in pieces if isinstance(piece, _XmlPiece)]
    read = list(codec("itmatt-xml").read(open_source(source), DEFAULT_LIMITS).batches())  # type: ignore[attr-defined]
    assert 0.4 * len(read) < len(pieces) < 0.6 * len(read)
    assert 1000 == sum(piece.count for piece in pieces)
    start = source.index(b"<Item>")
    assert source[start : source.rindex(b"</Item>") + 7] == b"".join(batch.data for batch in batches).lstrip()
    for batch in batches:
        assert source[batch.offset :].startswith(batch.data)
        assert all(batch.data[:end].endswith(b"</Item>") for end in batch.ends)
        assert len(batch.data) == batch.ends[-1]
        assert source[: batch.offset].count(b"\n") + 1 == batch.line


def counted(monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Any] | None = None) -> list[int]:
    """The first items of the pieces that this process checks as a worker would."""
    helped: list[int] = []
    checked = Bench.piece

    def here(self: Bench, data: bytes, index: int, *more: Any) -> Any:
        if os.getpid() == parent:
            helped.append(index)
            return checked(self, data, index, *more) if answer is None else answer()
        return checked(self, data, index, *more)

    parent = os.getpid()
    monkeypatch.setattr(Bench, "piece", here)
    return helped


def test_the_parent_is_one_of_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two jobs there is one worker, and the parent checks what it has no time for; the report is that of one process."""
    helped, validator, source = counted(monkeypatch), Validator(as_of=date(2026, 11, 21)), xml_of(generated(200))
    with Crew(validator, 2) as crew:
        report = validator.new_report("message")
        found = [one.index for one in validator.results(source, report, name="message", spread=Spread(crew))]
        assert 1 == len(crew.pids)
    assert len(found) - (found[-1] is None) == report.counts.items
    assert 0 < len(helped) < 200
    assert validator.validate(source, name="message").as_dict() | {"findings": []} == report.as_dict()


def test_a_parent_to_which_something_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """What raises while the parent is a worker is seen again in its turn, and changes nothing."""
    validator, source = Validator(as_of=date(2026, 11, 21)), xml_of(generated(100))
    expected = validator.validate(source, name="message").to_json()
    helped = counted(monkeypatch, lambda: 1 // 0)
    assert expected == validator.validate(source, name="message", jobs=2).to_json()
    assert helped


def test_the_parent_leaves_code_from_elsewhere_to_workers(validator_with: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule, or a judge, of somebody else's, no piece is checked in this process: it may end the one that it runs in."""

    class Judge(type(BUILTIN_JUDGE)):  # type: ignore[misc]
        """Another judge."""

    helped = counted(monkeypatch)
    # A judge that is made on the spot comes with the fork only.
    monkeypatch.setattr("ead.engines.crew.start_method", lambda: "fork")
    for validator in (validator_with("TEST-MOD-001"), Validator(as_of=date(2026, 11, 21), judge=Judge())):
        with Crew(validator, 2) as crew:
            assert sum(1 for _ in validator.results(plain_message(200), validator.new_report(), spread=Spread(crew))) >= 200
            assert 2 == len(crew.pids)
    assert [] == helped


def test_pieces_of_which_a_worker_died_are_not_for_the_parent() -> None:
    """A piece is shared until a worker has ended at it; so are its halves."""
    stream = codec("itmatt-xml").read(open_source(plain_message(20)), DEFAULT_LIMITS)
    cutter = cutter_of(stream)
    assert cutter is not None
    helper = spreading_module._Helper(Validator(), "itmatt-xml", cutter.seed, "2026-11-21", None)
    task = spreading_module._PieceTask(next(cutter.pieces(4096)), 0, (), b"", helper=helper)
    assert task.shared
    assert isinstance(task.done(), tuple)
    task.deaths = 1
    assert not task.shared
    assert [False, False] == [half.shared for half in task.halves()]
