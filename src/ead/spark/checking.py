"""Checking a table of items, and what came out, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pyspark import StorageLevel
from pyspark.sql import functions as f

from ead.errors import ConfigurationError
from ead.formats.registry import ALL_FORMATS
from ead.spark.columns import CHECKED, FINDING, ROWS, SHOWN_FINDING, SHOWN_ITEM, WATCHED, ddl
from ead.spark.luggage import Luggage, packed
from ead.spark.tasks import Amend, Check, Compare
from ead.validator import Validator

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["Validation", "validate"]

_PLACE = ["input", "item_index"]
_OUTCOMES = ("accepted", "rejected", "incomplete")
_TOTALS = ("items", *_OUTCOMES, "errors", "warnings", "infos")


class Validation:
    """What came out. Nothing is computed before a table is asked for; what all tables rest on is computed once, and kept until the end.

    ``items`` has a row for each item, ``findings`` one for each finding with the columns of the Parquet report, ``messages`` one for each
    message, ``outcome`` one for everything. The first two carry the other columns of the table that was checked. A context manager: its
    end, or :meth:`close`, frees what is kept.
    """

    def __init__(self, kept: Sequence[DataFrame], final: DataFrame, keys: Sequence[str]) -> None:
        self._kept = tuple(kept)
        self._final = final
        self._keys = tuple(keys)

    @property
    def items(self) -> DataFrame:
        """The items: the carried columns, then those of the items of the Parquet report, then facts that figures are grouped by."""
        return self._final.where(f.col("part") == "item").select(*self._keys, *SHOWN_ITEM)

    @property
    def findings(self) -> DataFrame:
        """The findings: the carried columns, then those of the findings of the Parquet report. Personal values are masked."""
        told = self._final.select(*self._keys, "input", "item_index", "item_id", "outcome", f.explode("findings").alias("told"))
        return told.select(*self._keys, *(f.col(f"told.{name}").alias(name) if name in FINDING else f.col(name) for name in SHOWN_FINDING))

    @property
    def messages(self) -> DataFrame:
        """The messages: outcome, totals, and what is known of them; empty when items were checked without a ``message``."""
        known = [f.max(name).alias(name) for name in ("format", "message_id")]
        notes = f.flatten(f.collect_list("notes")).alias("notes")
        grouped = self._final.where(f.col("input").isNotNull()).groupBy("input")
        return grouped.agg(_worst(), *_totals(), *known, notes)

    @property
    def outcome(self) -> DataFrame:
        """One row: the outcome and the totals of everything; findings on messages as a whole are counted, too."""
        return self._final.agg(_worst(), f.count_distinct("input").alias("messages"), *_totals())

    def close(self) -> None:
        """Free what is kept."""
        for table in self._kept:
            table.unpersist()

    def __enter__(self) -> Validation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def validate(
    df: DataFrame,
    *,
    column: str = "item",
    message: str | None = None,
    position: str | None = None,
    format: str | None = None,
    validator: Validator | None = None,
    profiles: Sequence[str] = ("auto",),
    as_of: date | None = None,
    storage: StorageLevel = StorageLevel.MEMORY_AND_DISK,
    **settings: Any,
) -> Validation:
    """Check a table of items: what :func:`~ead.spark.read_messages` gives, or any table that has items in a column.

    ``column`` holds an item in each row, as text or bytes: XML, JSON, or a view of CDS; a row may also hold a message of its own.
    ``message`` names the column that tells messages apart, and ``position`` the integer column with the place of an item in its message:
    with them, items of a message, each at a place of its own, are compared with each other; without, each is checked alone. ``format`` is
    that of all rows (default: each row's own). ``validator``, or ``profiles``, ``as_of`` and ``settings``, are as in
    :class:`~ead.validator.Validator`; rule files must be readable on the workers. All other columns are carried through. ``storage`` is
    where Spark keeps what all tables rest on.

    Raises :class:`~ead.errors.ConfigurationError` for columns that there are not or that results have themselves, and for settings that
    are wrong or cannot travel. Bad data never raises.
    """
    if format is not None and format not in ALL_FORMATS:
        raise ConfigurationError(f'there is no format "{format}"; known are {", ".join(ALL_FORMATS)}')
    rows, keys = _rows_of(df, column, message, position)
    checker = validator or Validator(profiles, as_of=as_of, **settings)
    luggage = packed(df.sparkSession, checker, format)
    watching = message is not None or _is_read(df)
    types = ", ".join([*(f"`{key}` {df.schema[key].dataType.simpleString()}" for key in keys), ddl(CHECKED)])
    checked = rows.mapInArrow(Check(luggage, keys, watching=watching), types).persist(storage)
    if not watching:
        return Validation([checked], checked.where(f.col("part") != "facts"), keys)
    watched = _watched(checked, luggage).persist(storage)
    touched = _touched(rows, watched).mapInArrow(Amend(luggage, keys), types).persist(storage)
    return Validation([checked, watched, touched], _joined(checked, watched, touched), keys)


def _is_read(df: DataFrame) -> bool:
    """Whether a table has all that :func:`read_messages` gives."""
    return set(ROWS) <= set(df.columns)


def _rows_of(df: DataFrame, column: str, message: str | None, position: str | None) -> tuple[DataFrame, list[str]]:
    """The table with the columns of ``ROWS`` behind those that are carried through, and the names of the latter."""
    if _is_read(df):
        keys = [name for name in df.columns if name not in ROWS]
        _refuse_clashes(keys)
        return df.select(*keys, *ROWS), keys
    if (message is None) != (position is None):
        raise ConfigurationError("message and position belong together: items of a message are compared in their order")
    for name in filter(None, (column, message, position)):
        if name not in df.columns:
            raise ConfigurationError(f'there is no column "{name}"; there are {", ".join(df.columns)}')
    keys = [name for name in df.columns if name not in (column, message, position)]
    _refuse_clashes(keys)
    given: dict[str, Column] = {"item": f.col(column).cast("binary"), "part": f.lit("item")}
    if message is not None and position is not None:
        given |= {"input": _or(message, "string", ""), "item_index": _or(position, "bigint", 0)}
    types = dict(part.replace("`", "").split(" ") for part in ddl(ROWS).split(", "))
    columns = [given.get(name, f.lit(None).cast(types[name])).alias(name) for name in ROWS]
    return df.select(*keys, *columns), keys


def _or(name: str, kind: str, otherwise: str | int) -> Column:
    return f.coalesce(f.col(name).cast(kind), f.lit(otherwise))


def _refuse_clashes(keys: Sequence[str]) -> None:
    taken = sorted({*CHECKED, *FINDING, *ROWS, "hits"} & set(keys))
    if taken:
        raise ConfigurationError(f"columns that the results have themselves must be renamed: {', '.join(taken)}")


def _watched(checked: DataFrame, luggage: Luggage) -> DataFrame:
    """What comparing the items of each message gives: the little that is compared is brought together by message, and put in order."""
    told = checked.where((f.col("part") == "facts") | f.col("gists").isNotNull()).select("part", "input", "item_index", "gists", "facts")
    ordered = told.repartition("input").sortWithinPartitions("input", f.asc_nulls_last("item_index"))
    return ordered.mapInArrow(Compare(luggage), ddl(WATCHED))


def _touched(rows: DataFrame, watched: DataFrame) -> DataFrame:
    """The items about which there is something to say that only a comparison shows, with what that is."""
    hits = watched.where(f.col("part") == "hits").select(*_PLACE, "hits")
    return rows.where(f.col("part") == "item").join(hits, _PLACE)


def _joined(checked: DataFrame, watched: DataFrame, touched: DataFrame) -> DataFrame:
    """Items about which nothing more is to be said, those about which there is, and messages."""
    hits = watched.where(f.col("part") == "hits").select(*_PLACE)
    untouched = checked.where(f.col("part") != "facts").join(hits, _PLACE, "left_anti")
    messages = watched.where(f.col("part") == "message").drop("hits")
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), (untouched, touched, messages))


def _worst() -> Column:
    worst = f.max(f.expr("CASE outcome WHEN 'incomplete' THEN 2 WHEN 'rejected' THEN 1 ELSE 0 END"))
    return f.element_at(f.array(*map(f.lit, _OUTCOMES)), f.coalesce(worst, f.lit(0)) + 1).alias("outcome")


def _totals() -> list[Column]:
    """Items by outcome, and findings by severity, of items and of messages alike."""
    item = f.col("part") == "item"
    counts = [f.count_if(item).alias("items")]
    counts += [f.count_if(item & (f.col("outcome") == name)).alias(name) for name in _OUTCOMES]
    for name in ("error", "warning", "info"):
        own = f.expr(f"size(filter(coalesce(findings, array()), told -> told.severity = '{name}'))")
        counts.append(f.coalesce(f.sum(own), f.lit(0)).alias(f"{name}s"))
    return counts
