"""What the tasks of a Spark job do, without Spark: files cut into rows, rows checked, results like those of the library."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ead
from ead.limits import DEFAULT_LIMITS
from ead.testing.builders import item
from ead.validator import Validator

Library = Callable[[Path, Validator], Any]
StepsFor = Callable[[Validator], Any]
TODAY = date(2026, 11, 21)


def _commented(text: str) -> str:
    return (
        text.replace("</Item>", "</Item><!-- </Item><Item> -->", 3)
        .replace("<ItemId>", "<ItemId><![CDATA[", 1)
        .replace("</ItemId>", "]]></ItemId>", 1)
    )


def _prefixed(text: str) -> str:
    return re.sub("<(?![?!/])", "<e:", text).replace("</", "</e:").replace("xmlns=", "xmlns:e=")


def _littered(text: str) -> str:
    return text.replace("</Item>", "</Item>stray<Foo/>", 3).replace("<Name>", "<Name", 4).replace("</Itmatt>", "<Bar/></Itmatt>junk")


def _swollen(text: str) -> str:
    at = text.index("<Description>", len(text) // 2) + len("<Description>")
    return f"{text[:at]}{'A' * 300_000}{text[at:]}"


SPOILT: dict[str, Callable[[str], str]] = {
    "as-it-is": lambda text: text,
    "byte-order-mark": lambda text: f"\ufeff{text}",
    "comments-and-cdata": _commented,
    "prefix": _prefixed,
    "windows-lines": lambda text: text.replace("\n", "\r\n"),
    "truncated": lambda text: text[: len(text) // 2],
    "litter": _littered,
    "item-too-large": _swollen,
    "header-broken": lambda text: text.replace("<MessageId>", "<MessageI>"),
    "no-items": lambda text: text[: text.index("<Item>")] + "</Itmatt>",
    "doctype": lambda text: "<!DOCTYPE a>" + text[text.index("<Itmatt") :],
}


@pytest.mark.parametrize("split", [None, 20_000], ids=["whole", "ranges"])
@pytest.mark.parametrize("name", SPOILT)
def test_xml(name: str, split: int | None, small: Path, tmp_path: Path, library: Library, steps_for: StepsFor) -> None:
    """XML in any state gives the library's findings, at its places, whether it is cut in ranges or not."""
    validator = Validator(as_of=TODAY, limits=replace(DEFAULT_LIMITS, item_bytes=200_000))
    path = tmp_path / "spoilt.xml"
    path.write_bytes(SPOILT[name]((small / "items.xml").read_text("utf-8")).encode())
    assert library(path, validator) == steps_for(validator).said(path, split)


@pytest.mark.parametrize("split", [None, 20_000], ids=["whole", "ranges"])
def test_ndjson(split: int | None, small: Path, tmp_path: Path, library: Library, steps_for: StepsFor, validator: Validator) -> None:
    """NDJSON with broken, blank and unfinished lines gives the library's findings, at its places."""
    lines = (small / "items.ndjson").read_text("utf-8").splitlines()
    lines[5] = lines[5][:50]
    path = tmp_path / "spoilt.ndjson"
    path.write_text("\ufeff" + "\n".join(["", *lines[:9], "", "7", *lines[9:]])[:-99], "utf-8")
    assert library(path, validator) == steps_for(validator).said(path, split)


@pytest.mark.parametrize("indent", [None, 2])
def test_json(indent: int | None, small: Path, tmp_path: Path, library: Library, steps_for: StepsFor, validator: Validator) -> None:
    """A JSON message is cut into its items, and its findings are the library's, also when it breaks off."""
    head, *items = map(json.loads, (small / "items.ndjson").read_text("utf-8").splitlines())
    text = json.dumps({**head, "items": [*items[:60], 7, *items[:3]]}, indent=indent)
    for number, content in enumerate((text, text[:-400], '{"items": []}')):
        path = tmp_path / f"{number}.json"
        path.write_text(content, "utf-8")
        assert library(path, validator) == steps_for(validator).said(path)


def test_not_cut(tmp_path: Path, small: Path, library: Library, steps_for: StepsFor, validator: Validator) -> None:
    """Messages in other formats, in other encodings, and what is no message are read whole, with the library's findings."""
    text = (small / "items.xml").read_text("utf-8")
    contents = {
        "latin.xml": text.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1", "xmlcharrefreplace"),
        "wide.ndjson": (small / "items.ndjson").read_text("utf-8").encode("utf-16"),
        "empty.xml": b"",
        "noise.bin": bytes(range(256)),
        "answer.xml": b'<Cusrsp xmlns="urn:ead:cusrsp:1"><Item/></Cusrsp>',
    }
    ead.convert(small / "items.xml", tmp_path / "items.soap")
    ead.convert(small / "items.xml", tmp_path / "items.csv")
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for path in sorted(tmp_path.iterdir()):
        assert library(path, validator) == steps_for(validator).said(path, 20_000), path.name


def test_cells(steps_for: StepsFor, validator: Validator) -> None:
    """A table may hold items, messages, nothing, and noise: each row counts, and each item says what came of it."""
    sound = json.dumps(item()).encode()
    message = json.dumps({"message": "ITMATT", "items": [item(), item(item_id="LX000000014TW")]}).encode()
    xml = b"<Item><ItemId>LX806576725TW</ItemId></Item>"
    steps = steps_for(validator)
    cells = [
        sound,
        message,
        xml,
        b'<?xml version="1.0"?>\n' + xml,
        xml[:20],
        None,
        b"\x00\xff\xfe",
        sound[:40],
        b" ",
        b"{}",
        b"x" * 5_000_000,
        sound * 9000,
    ]
    rows = steps.checked(steps.cells(*cells), watching=False)
    found = [(row["outcome"], [told["code"] for told in row["findings"] or ()][:1]) for row in rows if row["part"] == "item"]
    accepted, needs = ("accepted", []), ("rejected", ["CORE-STR-001"])
    broken, empty = ("rejected", ["CORE-INT-006"]), ("rejected", ["CORE-INT-001"])
    noise, unknown, large = ("rejected", ["CORE-INT-004"]), ("rejected", ["CORE-INT-002"]), ("incomplete", ["CORE-INT-008"])
    assert [accepted, accepted, accepted, needs, needs, broken, empty, noise, broken, empty, needs, unknown, large] == found
    assert [1, 2] == [row["findings"][0]["line"] for row in rows if row["item_id"] == "LX806576725TW" and row["findings"]]


def test_personal_values_stay(steps_for: StepsFor, validator: Validator) -> None:
    """No table shows a personal value."""
    steps = steps_for(validator)
    sender = {**item()["sender"], "name": "Canary Example", "telephone": "0000000000", "email": "canary.example"}
    rows = steps.checked(steps.cells(json.dumps(item(sender=sender)).encode()), watching=False)
    assert [1] == [len(row["findings"]) > 0 for row in rows]
    assert "canary" not in repr([row["findings"] for row in rows]).lower()


def test_file_that_goes(steps_for: StepsFor, validator: Validator, small: Path, tmp_path: Path) -> None:
    """A file that is gone, or shorter, when it is to be read makes its message incomplete, with the reason, and no more than that."""
    path = tmp_path / "items.xml"
    path.write_bytes((small / "items.xml").read_bytes())
    steps = steps_for(validator)
    ranges = list(steps.ranges(path, 50_000))
    path.write_bytes((small / "items.xml").read_bytes()[:120_000])
    rows = steps.checked(steps.cut(ranges))
    assert "incomplete" == max(
        (row["outcome"] for row in rows if row["part"] == "message"), key=("accepted", "rejected", "incomplete").index
    )
    assert {"item", "message"} == {row["part"] for row in rows}
    path.unlink()
    reasons = [told["text"] for row in steps.checked(steps.read(path)) for told in row["findings"]]
    assert [True] == ["No such file" in reason for reason in reasons]


MEMORY = """
import json, resource, sys
import pyarrow as pa
from ead.engines.luggage import pack
from ead.spark.columns import ROWS, arrow_schema
from ead.spark.luggage import Luggage
from ead.spark.tasks import Check
from ead.validator import Validator

validator = Validator(["structure"])
data = pack(validator)
check = Check(Luggage(lambda: data, "0", "2026-11-21", None), [], watching=False)
sound = sys.argv[1].encode()
cells = [sound, sound[:-1] + b',"more":[' + b"[]," * 1_200_000 + b"0]}", sound]
batch = pa.RecordBatch.from_pylist([{"item": cell, "part": "item"} for cell in cells], schema=arrow_schema(ROWS))
list(check([batch.slice(0, 1)]))
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 48 * 2**20, -1))
rows = [row for found in check([batch]) for row in found.to_pylist()]
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
print(json.dumps([(row["outcome"], [told["code"] for told in row["findings"] or ()]) for row in rows]))
"""


def test_memory() -> None:
    """An item for which there is not enough memory is incomplete; those around it are checked."""
    done = subprocess.run([sys.executable, "-c", MEMORY, json.dumps(item())], capture_output=True, text=True, check=True)
    assert [["accepted", []], ["incomplete", ["CORE-INT-017"]], ["accepted", []]] == json.loads(done.stdout)
