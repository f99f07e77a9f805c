"""Messages in files as a table of items."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ead.errors import ConfigurationError
from ead.formats.registry import ALL_FORMATS
from ead.limits import DEFAULT_LIMITS, Limits
from ead.spark.columns import ROWS, ddl
from ead.spark.files import Found, found_at
from ead.spark.tasks import RANGES, Cut, Plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["read_messages"]

SPLIT = 32 * 1024 * 1024


def read_messages(
    spark: SparkSession,
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    format: str | None = None,
    *,
    split_bytes: int = SPLIT,
    limits: Limits = DEFAULT_LIMITS,
) -> DataFrame:
    """The messages in files as a table with a row for each item, for :func:`~ead.spark.validate`.

    ``path`` is a file, a folder, a URI that pyarrow knows, or several of them; every worker must be able to read it. ``format`` is that of
    all files (default: each file's own, by its content). XML and NDJSON above ``split_bytes`` are cut at the ends of items and read by
    several tasks; a JSON message is read by one, up to ``limits.message_bytes``; a message in another format stays whole: it has one row
    without bytes, and is read by the task that checks it. The columns are described in ``docs/spark.md``.

    Raises :class:`~ead.errors.UnreadableSource` when there is nothing at a path, :class:`~ead.errors.ConfigurationError` for a format that
    there is not. A file that cannot be read later gives a row that says so.
    """
    if format is not None and format not in ALL_FORMATS:
        raise ConfigurationError(f'there is no format "{format}"; known are {", ".join(ALL_FORMATS)}')
    paths = [path] if isinstance(path, str | os.PathLike) else path
    files = found_at([os.fspath(one) for one in paths])
    large = [file for file in files if file.size > split_bytes]
    small = [file for file in files if file.size <= split_bytes]
    ranges = spark.createDataFrame([_whole(file, format) for file in small], ddl(RANGES))
    if large:
        named = spark.createDataFrame([(file.name, format) for file in large], "input string, format string")
        planned = named.repartition(min(len(large), _tasks(large, split_bytes))).mapInArrow(Plan(split_bytes, limits), ddl(RANGES))
        ranges = ranges.unionByName(planned)
    spread = ranges.repartition(_tasks(files, split_bytes))
    return spread.mapInArrow(Cut(limits), ddl(ROWS))


def _whole(file: Found, format: str | None) -> tuple[object, ...]:
    return ("file", file.name, format, 0, file.size, b"", 0, 1, 1, 0, "")


def _tasks(files: Sequence[Found], split_bytes: int) -> int:
    """How many tasks there should be: one for each ``split_bytes``, and one more for each large file, whose cuts never fit exactly."""
    return max(1, sum(file.size for file in files) // split_bytes + sum(file.size > split_bytes for file in files) + 1)
