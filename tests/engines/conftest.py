"""Messages in small pieces, and rules that bring the process down which runs them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from ead.engines import spread
from ead.intake import xml_stream
from ead.testing.generator import iter_items
from ead.validator import Validator

ITEM = (
    "<Item><ItemId>{item_id}</ItemId><MailClassCd>U</MailClassCd><OrigPostOrgCd>TWA</OrigPostOrgCd><DestPostOrgCd>BEA</DestPostOrgCd>"
    "<NatureTypeCd>11</NatureTypeCd><GrossWeight>{weight}</GrossWeight><Sender><Name>{name}</Name><CountryCd>TW</CountryCd></Sender>"
    "<Recipient><Name>{name}</Name><CountryCd>BE</CountryCd></Recipient>"
    "<ContentPiece><Description>Knitted cotton T-shirt</Description><NetWeight>0.200</NetWeight></ContentPiece></Item>\n"
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Itmatt xmlns="urn:ead:itmatt:1">\n<Header><MessageId>M-1</MessageId></Header>\n'

# Under a name of its own, in a folder on the path: a worker that is not forked imports it.
RULES = '''
import os
import signal
import time
from pathlib import Path

from ead.rules import ERROR, RuleSet, Scope, rule

def in_worker():
    return os.environ["EAD_TEST_PARENT"] != str(os.getpid())

@rule("TEST-DIE-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="item {value}", source="test")
def lets_live(item_id):
    """Ends the process at some items, as often as it may."""
    deaths = Path(os.environ["EAD_TEST_DEATHS"])
    if item_id in os.environ["EAD_TEST_VICTIMS"].split() and in_worker():
        before = deaths.read_text() if deaths.exists() else ""
        if before.split().count(item_id) < int(os.environ["EAD_TEST_MOST"]):
            deaths.write_text(before + item_id + " ")
            os.kill(os.getpid(), signal.SIGKILL)
    return None

@rule("TEST-MEM-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="item {value}", source="test")
def has_memory(item_id):
    """Runs out of memory in a worker."""
    if item_id in os.environ["EAD_TEST_VICTIMS"].split() and in_worker():
        os._exit(70)
    return None

@rule("TEST-SLOW-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="item {value}", source="test")
def answers(item_id):
    """Takes too long at every item."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        pass

@rule("TEST-MOD-001", on=Scope.MODEL, reads=[], at="item_id", severity=ERROR, text="item {value}", source="test")
def is_liked(item):
    """Has something to say about every item."""
    return {"value": item.item_id}

SETS = {found.code: RuleSet(name=found.code.lower(), title="test", version="1", rules=(found,)) for found in (lets_live, has_memory, answers, is_liked)}
'''


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut after some kilobytes, and send what is longer than one of them."""
    monkeypatch.setattr(xml_stream, "_READ", 4096)
    monkeypatch.setattr(spread, "_PIECE", 4096)
    monkeypatch.setattr(spread, "SMALL", 4096)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of rules; no item is a victim yet."""
    import os

    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "rules_of_engine_tests.py").write_text(RULES)
    monkeypatch.syspath_prepend(str(folder))
    for name, value in (("PARENT", str(os.getpid())), ("DEATHS", str(tmp_path / "deaths")), ("VICTIMS", ""), ("MOST", "0")):
        monkeypatch.setenv(f"EAD_TEST_{name}", value)
    yield importlib.import_module("rules_of_engine_tests")
    del sys.modules["rules_of_engine_tests"]


@pytest.fixture
def validator_with(rules: ModuleType) -> Callable[..., Validator]:
    """A validator with one of the rules, by its code."""

    def make(code: str, **settings: object) -> Validator:
        chosen = {"profiles": ["structure"], "rule_sets": [rules.SETS[code]], "as_of": date(2026, 11, 21), **settings}
        return Validator(**chosen)  # type: ignore[arg-type]

    return make


def plain_item(number: int, **values: str) -> str:
    """An item of sound structure."""
    return ITEM.format_map({"item_id": f"LX{number:09d}TW", "weight": "0.250", "name": "Ann Example", **values})


def plain_message(count: int, *more: str) -> bytes:
    """A message of items that differ in their number."""
    return (HEAD + "".join(plain_item(number) for number in range(count)) + "".join(more) + "</Itmatt>\n").encode()


def generated(count: int) -> list[dict[str, object]]:
    """Items to many destinations, one in four with a defect, some of them twice."""
    found = list(iter_items(count, seed=7, defect="s10-lower-case", defect_rate=0.25))
    return [*found, *found[3:9], found[0]]
