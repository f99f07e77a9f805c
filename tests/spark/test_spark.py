"""Jobs on a real session: results like those of the library, figures, and what survives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ead.spark
from ead.errors import ConfigurationError, UnreadableSource
from ead.testing.builders import item
from ead.validator import Validator

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

VICTIM = "LX000000028TW"
RULES = f'''
import os
import signal

from ead.rules import ERROR, RuleSet, Scope, rule

@rule("TEST-DIE-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="item {{value}}", source="test")
def lets_live(item_id):
    """Ends the process at one item."""
    if item_id == "{VICTIM}":
        os.kill(os.getpid(), signal.SIGKILL)

SET = RuleSet(name="deadly", title="test", version="1", rules=(lets_live,))
'''


def test_equals_the_library(
    spark: SparkSession, corpus: Path, validator: Validator, library: Callable[..., Any], plain: Callable[..., Any]
) -> None:
    """100 000 items in files of several formats: findings, items, messages and totals are those of the library; figures add up."""
    rows = ead.spark.read_messages(spark, corpus, split_bytes=16 * 1024 * 1024)
    told = {path: library(path, validator) for path in sorted(corpus.iterdir())}
    assert 100_000 <= sum(len(items) for _, items, _ in told.values())
    with ead.spark.validate(rows, validator=validator) as checked:
        found = _tuples(checked.findings)
        assert sorted((one for findings, _, _ in told.values() for one in findings), key=repr) == plain(found)
        items = _tuples(checked.items.select("input", "item_index", "item_id", "outcome", "sufficiency"))
        assert sorted((str(path), *one) for path, (_, items, _) in told.items() for one in items) == sorted(items)
        assert {str(path): outcome for path, (_, _, outcome) in told.items()} == dict(_tuples(checked.messages.select("input", "outcome")))
        totals = checked.outcome.collect()[0].asDict()
        outcomes = Counter(one[3] for one in items)
        assert {"accepted", "rejected"} <= set(outcomes)
        expected = {
            "outcome": "rejected",
            "messages": 4,
            "items": len(items),
            **{name: outcomes[name] for name in ("accepted", "rejected", "incomplete")},
        }
        severities = Counter(one[5] for one in found)
        assert {**expected, "errors": severities["error"], "warnings": severities["warning"], "infos": severities["info"]} == totals
        kept = checked.items.persist()
        figures = ead.spark.kpis(kept).collect()
        assert len(items) == sum(row["items"] for row in figures)
        assert {0} == {row["week"].weekday() for row in figures if row["week"]}
        again = _tuples(ead.spark.duplicates(kept).select("item_id", "input", "previous_input"))
        assert {"large.xml", "small.soap"} == {Path(later).name for _, later, _ in again}
        assert 40_000 < len(again)
        kept.unpersist()


def test_bad_input(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that ends its worker each time, a null, noise and 20 MB in a row cost themselves; the job and all other rows come through."""
    module = tmp_path / "rules_of_spark_tests.py"
    module.write_text(RULES)
    monkeypatch.syspath_prepend(str(tmp_path))
    import rules_of_spark_tests  # type: ignore[import-not-found]

    spark.sparkContext.addPyFile(str(module))
    ids = ["LX000000005TW", "LX000000014TW", VICTIM, "LX000000031TW"]
    cells = [json.dumps(item(item_id=one)).encode() for one in ids]
    rows = [
        ("good", cells[0]),
        ("good", cells[1]),
        ("deadly", cells[2]),
        ("good", cells[3]),
        ("null", None),
        ("noise", b"\x00\xff"),
        ("large", b"{" * 20_000_000),
    ]
    table = spark.createDataFrame(rows, "kind string, payload binary").repartition(2)
    with ead.spark.validate(table, column="payload", as_of=date(2026, 11, 21), rule_sets=[rules_of_spark_tests.SET]) as checked:
        found = sorted(_tuples(checked.items.select("kind", "item_id", "outcome")), key=repr)
        codes = dict(_tuples(checked.findings.where("severity = 'error'").select("kind", "code")))
        assert 7 == checked.outcome.collect()[0]["items"]
    good = [("good", one, "accepted") for one in (ids[0], ids[1], ids[3])]
    assert (
        sorted(
            [*good, ("deadly", None, "incomplete"), ("null", None, "rejected"), ("noise", None, "rejected"), ("large", None, "incomplete")],
            key=repr,
        )
        == found
    )
    assert {"deadly": "CORE-INT-017", "null": "CORE-INT-001", "noise": "CORE-INT-004", "large": "CORE-INT-008"} == codes


def test_table_of_a_message(spark: SparkSession) -> None:
    """Items of a table that says which message they belong to are compared with each other; other columns come along."""
    rows = [("P1", "M1", place, json.dumps(item())) for place in range(2)] + [("P2", "M2", 0, json.dumps(item()))]
    table = spark.createDataFrame(rows, "partner string, message string, place int, text string")
    with ead.spark.validate(table, column="text", message="message", position="place", as_of=date(2026, 11, 21)) as checked:
        found = _tuples(checked.findings.where("severity = 'error'").select("partner", "input", "item_index", "code"))
        assert [("P1", "M1", 1, "ICS2-DOC-001")] == found
        assert [("P1", 2), ("P2", 1)] == [
            (row["partner"], row["items"]) for row in ead.spark.kpis(checked.items, partner="partner").collect()
        ]
        assert {"M1": "rejected", "M2": "accepted"} == dict(_tuples(checked.messages.select("input", "outcome")))
    for wrong in ({"column": "nothing"}, {"message": "message"}, {"format": "paper"}):
        with pytest.raises(ConfigurationError):
            ead.spark.validate(table, **{"column": "text", **wrong})
    for taken in ("outcome", "item", "code"):
        with pytest.raises(ConfigurationError):
            ead.spark.validate(table.withColumnRenamed("partner", taken), column="text")
    with pytest.raises(UnreadableSource):
        ead.spark.read_messages(spark, "/nowhere/at/all")


def _tuples(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in table.collect()]
