"""A Spark session for all tests of this folder, the corpus, and the steps of a job without Spark around them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from ead.convert import convert
from ead.engines.luggage import pack
from ead.fields.layout import HEADER_LAYOUT, Record
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.reports.parquet import finding_row
from ead.spark.columns import CHECKED, FINDING, ROWS, arrow_schema, batches_of
from ead.spark.luggage import Luggage
from ead.spark.tasks import RANGES, Amend, Check, Compare, Cut, Plan
from ead.testing.generator import header, iter_items
from ead.validator import Validator

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TODAY = date(2026, 11, 21)
DEFECTS = ("s10-lower-case", "net-over-gross", "vague-description", "gross-decimal-comma", "duplicate-item", "value-zero")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def validator() -> Validator:
    """Everything built in."""
    return Validator(as_of=TODAY)


@pytest.fixture(scope="session")
def java_home() -> str:
    """Where Java is; without it these tests cannot tell anything."""
    given, found = os.environ.get("JAVA_HOME"), shutil.which("java")
    if given and (Path(given) / "bin" / "java").exists():
        return given
    if found is None:
        pytest.fail("Spark needs Java 17 or newer: put java on the PATH, or set JAVA_HOME")
    return str(Path(found).resolve().parents[1])


@pytest.fixture(scope="session")
def spark(java_home: str) -> Iterator[SparkSession]:
    """A session of two cores, in which a task may fail twice."""
    from pyspark.sql import SparkSession

    given = {"JAVA_HOME": java_home, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    settings = {
        # A short life: what makes a long one fast costs more here than it saves.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.master("local[2,3]").appName("ead").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def items_of(count: int) -> Iterator[dict[str, Any]]:
    """Items to all destinations, one in twenty with a defect, some of them twice, and some from a template."""
    part = count // len(DEFECTS)
    for seed, defect in enumerate(DEFECTS):
        found = list(iter_items(part, seed=seed, defect=defect, defect_rate=0.05))
        yield from found
        yield from found[3:9]
        yield from ({**found[11], "addressee": {**found[11]["addressee"], "name": f"Ann Example {number}"}} for number in range(30))


def write_ndjson(path: Path, items: Iterator[dict[str, Any]]) -> Path:
    """A message as NDJSON."""
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"message": "ITMATT", "version": "1", "header": header()}) + "\n")
        file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    return path


def write_xml(path: Path, ndjson: Path) -> Path:
    """The same message as XML, without the items that fail their structure."""
    with open_source(ndjson) as reader, path.open("wb") as file:
        stream = codec("itmatt-ndjson").read(reader, DEFAULT_LIMITS)
        records: Iterator[Record] = (one.record for one in stream.items() if one.record is not None and not one.problems)
        first = next(records)
        codec("itmatt-xml").write(stream.header or HEADER_LAYOUT.empty(), chain([first], records), file)
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one message of some hundred items, as NDJSON and as XML."""
    folder = tmp_path_factory.mktemp("small")
    write_xml(folder / "items.xml", write_ndjson(folder / "items.ndjson", items_of(300)))
    return folder


Told = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], str]
"""Findings as rows of the Parquet report, items (index, id, outcome, sufficiency), and the outcome."""


def by_library(path: Path, validator: Validator) -> Told:
    """What the library says."""
    report = validator.new_report()
    findings, items = [], []
    for result in validator.results(path, report):
        findings += [_plain(finding_row(str(path), result.index, result.outcome.value, one), result.index) for one in result.findings]
        if result.index is not None:
            items.append((result.index, result.item_id, result.outcome.value, result.sufficiency.value if result.sufficiency else None))
    return sorted(findings, key=repr), sorted(items), report.outcome.value


def _plain(row: Sequence[Any], index: int | None) -> tuple[Any, ...]:
    """A row of findings with its map in order. The outcome beside a finding on the message is that of all its items here, elsewhere its own."""
    name, at, item_id, outcome, *rest = row
    details = rest[-1]
    pairs = sorted(details.items() if isinstance(details, dict) else details or ())
    return (name, at, item_id, outcome if index is not None else None, *rest[:-1], pairs)


def plain_findings(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of findings in the order and form of :func:`by_library`."""
    return sorted((_plain(row, row[1]) for row in rows), key=repr)


class Steps:
    """The steps of a job, one after the other in this process."""

    def __init__(self, validator: Validator) -> None:
        data = pack(validator)
        self.validator = validator
        self.luggage = Luggage(lambda: data, str(hash(data)), TODAY.isoformat(), None)

    def read(self, path: Path, split: int | None = None) -> list[Any]:
        """The rows of a file, cut in ranges of that size."""
        return self.cut(self.ranges(path, split))

    def ranges(self, path: Path, split: int | None = None) -> Any:
        """Where to cut a file."""
        if split is None:
            return batches_of(iter([("file", str(path), None, 0, 0, b"", 0, 1, 1, 0, "")]), RANGES, 10)
        names = {"input": pa.array([str(path)]), "format": pa.array([None], pa.string())}
        return Plan(split, self.validator.limits)([pa.RecordBatch.from_pydict(names)])

    def cut(self, ranges: Any) -> list[Any]:
        """The rows of ranges."""
        return list(Cut(self.validator.limits)(ranges))

    def cells(self, *cells: bytes | None) -> list[Any]:
        """A table with an item in each row."""
        return [pa.RecordBatch.from_pylist([{"item": cell, "part": "item"} for cell in cells], schema=arrow_schema(ROWS))]

    def checked(self, batches: list[Any], *, watching: bool = True) -> Rows:
        """What comes out, as :mod:`ead.spark.checking` puts it together."""
        checked = _rows(Check(self.luggage, [], watching=watching)(batches))
        told = [row for row in checked if row["part"] == "facts" or row["gists"] is not None]
        if not told:
            return [row for row in checked if row["part"] != "facts"]
        told.sort(key=lambda row: (row["input"] or "", row["item_index"] is None, row["item_index"] or 0))
        watched = _rows(Compare(self.luggage)([pa.RecordBatch.from_pylist(told, schema=arrow_schema(CHECKED))]))
        hits = {(row["input"], row["item_index"]): row["hits"] for row in watched if row["part"] == "hits"}
        schema = pa.schema([*arrow_schema(ROWS), pa.field("hits", pa.binary())])
        touched = [{**row, "hits": hits[_place(row)]} for row in _rows(batches) if row["part"] == "item" and _place(row) in hits]
        again = _rows(Amend(self.luggage, [])([pa.RecordBatch.from_pylist(touched, schema=schema)]))
        untouched = [row for row in checked if row["part"] != "facts" and _place(row) not in hits]
        return [*untouched, *again, *(row for row in watched if row["part"] == "message")]

    def said(self, path: Path, split: int | None = None) -> Told:
        """What comes of a file, in the form of :func:`by_library`."""
        rows = self.checked(self.read(path, split))
        findings = [
            (row["input"], row.get("item_index"), row.get("item_id"), row["outcome"], *(told[name] for name in FINDING))
            for row in rows
            for told in row["findings"] or ()
        ]
        items = [(row["item_index"], row["item_id"], row["outcome"], row["sufficiency"]) for row in rows if row["part"] == "item"]
        return plain_findings(findings), sorted(items), worst(row["outcome"] for row in rows)


def worst(outcomes: Iterator[str]) -> str:
    """The gravest of outcomes by their names."""
    return max(outcomes, key=("accepted", "rejected", "incomplete").index)


def _place(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["input"], row["item_index"]


def _rows(batches: Any) -> Rows:
    return [row for batch in batches for row in batch.to_pylist()]


@pytest.fixture(scope="session")
def steps_for() -> type[Steps]:
    """The steps of a job with a validator."""
    return Steps


@pytest.fixture(scope="session")
def library() -> Callable[[Path, Validator], Told]:
    """What the library says of a file."""
    return by_library


@pytest.fixture(scope="session")
def plain() -> Callable[[Sequence[Any]], list[tuple[Any, ...]]]:
    """Rows of findings in an order and form in which they can be compared."""
    return plain_findings


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of messages with more than 100 000 items: a large one as XML and as NDJSON, and small ones in other formats."""
    folder = tmp_path_factory.mktemp("corpus")
    ndjson = write_ndjson(folder / "large.ndjson", items_of(51_000))
    write_xml(folder / "large.xml", ndjson)
    small = {"message": "ITMATT", "header": header(7), "items": list(iter_items(40, seed=9))}
    (folder / "small.json").write_text(json.dumps(small), "utf-8")
    convert(folder / "small.json", folder / "small.soap")
    return folder
