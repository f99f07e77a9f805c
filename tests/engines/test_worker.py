"""What travels between the processes, and what a worker does with it - here in one process, where it can be looked at."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ead.engines import worker
from ead.engines.luggage import pack, unpack
from ead.engines.pieces import cutter_of
from ead.engines.trays import Trays, receive, send
from ead.engines.wire import dumps, finding_from, loads, told
from ead.findings import Severity
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import Limits
from ead.rules.message import digest
from ead.validator import Validator

from .conftest import plain_item, plain_message

Made = Callable[..., Validator]


def test_findings_travel_whole() -> None:
    """A finding is the same when it comes out as when it went in, with fix, span, path and details."""
    validator = Validator(as_of=date(2026, 11, 21), show_values=True)
    source = plain_message(3, plain_item(1, weight="0,250"), plain_item(0, item_id="lx 806576725 tw"), plain_item(7, name="Zoë \x85"))
    found = validator.validate(source).findings
    findings = [*found, found[0]._replace(details={"answer": "12"}, also=("TEST-001",), severity=Severity.INFO)]
    assert any(finding.fix and finding.fix.span for finding in findings)
    rules = validator.rules_by_code
    assert findings == [finding_from(loads(dumps(told(finding, rules))), rules) for finding in findings]


@pytest.mark.parametrize("value", [(1, "Ä\ud800", None, [b"x"]), Decimal("1.50"), (date(2026, 11, 21),)])
def test_values_travel(value: object) -> None:
    """Plain values take the fast form, others the slow one."""
    assert value == loads(dumps(value))


def test_validators_travel(validator_with: Made) -> None:
    """A validator comes out with its settings and with rules that were declared in a module."""
    settings = {"ignore": ["CORE-STR-006"], "fail_on": Severity.WARNING, "limits": Limits(item_bytes=9_999)}
    before = validator_with("TEST-DIE-001", **settings)
    after = unpack(pack(before))
    assert list(before.rules_by_code) == list(after.rules_by_code)
    assert (before.limits, before.fail_on, before.as_of, before.profile.ignore) == (
        after.limits,
        after.fail_on,
        after.as_of,
        after.profile.ignore,
    )
    source = plain_message(2)
    assert before.validate(source).to_json() == after.validate(source).to_json()


def test_rules_made_on_the_spot_do_not_travel() -> None:
    """A judge whose class is known here only is refused by name."""

    class Judge:
        def examine(self, description: str, /) -> None:
            return None

        def goods(self, description: str, /) -> None:
            return None

    with pytest.raises((pickle.PicklingError, AttributeError)):
        pack(Validator(judge=Judge()))


def test_digests_are_the_same_everywhere() -> None:
    """Texts have one digest in every process, whatever the seed of its hashes, and lone surrogates have one too."""
    assert "c6db1b2a36c9e1b4" != digest("a", None).hex() != digest("a", "None").hex()
    assert digest("Zoë", None) == digest("Zoë", None)
    assert 8 == len(digest("\ud800"))


def tasks_of(source: bytes) -> list[tuple[bytes, bytes]]:
    cutter = cutter_of(codec("itmatt-xml").read(open_source(source), Limits()))
    assert cutter is not None
    message = dumps(("message", "itmatt-xml", cutter.seed, "2026-11-21", None))
    return [(message, b""), *((dumps(("piece", 0, (), one.wire())), one.data or b"") for one in cutter.pieces(4096))]


def test_a_worker_answers_until_the_parent_hangs_up() -> None:
    """Every task gets its answer; the end of the pipe is the end of the work."""
    ours, theirs = multiprocessing.Pipe()
    spare, other = multiprocessing.Pipe()
    validator = Validator(profiles=["structure"])
    thread = threading.Thread(target=worker.main, args=(theirs, [other], pack(validator)))
    thread.start()
    assert worker.READY == ours.recv_bytes()
    for task in tasks_of(plain_message(30)):
        send(ours, None, *task)
    answers = [loads(ours.recv_bytes()) for _ in tasks_of(plain_message(30))[1:]]
    send(ours, None, dumps(("piece", "nonsense", (), ())))
    assert worker.FAILED == ours.recv_bytes()
    ours.close()
    thread.join(10)
    spare.close()
    assert not thread.is_alive()
    assert [f"LX{number:09d}TW" for number in range(30)] == [item_id for answer in answers for item_id in answer[1]]


def test_files(tmp_path: Path) -> None:
    """A worker checks whole files; one that it cannot read is left to the parent."""
    path = tmp_path / "itmatt.xml"
    path.write_bytes(plain_message(2))
    bench = worker.Bench(Validator(profiles=["structure"], as_of=date(2026, 11, 21)))
    found = loads(bench.do(dumps(("files", None, [(str(path), "a"), (str(tmp_path / "none"), "b")]))) or b"")
    assert ([0, 1], None) == ([result[0] for result in found[0][1]], found[1])


def test_no_memory_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker without memory ends, so that what it was at is taken apart."""
    bench = worker.Bench(Validator(profiles=["structure"]))

    def fail(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "PieceRun", fail)
    message, first, *_ = tasks_of(plain_message(10))
    assert bench.do(*message) is None
    with pytest.raises(MemoryError):
        bench.do(*first)


@pytest.mark.parametrize("shared", [True, False])
def test_tasks_travel_with_their_data(shared: bool) -> None:
    """Data comes through memory of both ends, tray after tray, or through the pipe where there is none or it is too small."""
    ours, theirs = multiprocessing.Pipe()
    trays = Trays(2) if shared else None
    tasks = [(b"one", b"first"), (b"two", b""), (b"three", b"second" * 9), (b"four", b"x" * 1024 * 1024), (b"", b"y" * 1024 * 1025)]
    for body, data in tasks:
        sender = threading.Thread(target=send, args=(ours, trays, body, data))
        sender.start()
        assert (body, data) == receive(theirs).opened(trays)
        sender.join()


def test_two_tasks_wait_in_two_trays() -> None:
    """What a worker has not begun with keeps its data while the next is sent."""
    ours, theirs = multiprocessing.Pipe()
    trays = Trays(2)
    for number in range(2):
        send(ours, trays, b"", b"%d" % number)
    assert [b"0", b"1"] == [receive(theirs).opened(trays)[1] for _ in range(2)]
