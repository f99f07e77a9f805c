"""Checks on Apache Spark: tables of items, and files too large or too many for one machine. Needs the extra ``spark``, and Java 17.

Like the library's own results, item by item and message by message; see ``docs/spark.md``.
"""

from __future__ import annotations

from importlib.util import find_spec

from ead.errors import ConfigurationError

if find_spec("pyspark") is None or find_spec("pyarrow") is None:
    raise ConfigurationError("ead.spark needs pyspark and pyarrow, which are not installed: pip install 'ead[spark]'")

from ead.spark.checking import Validation, validate
from ead.spark.figures import duplicates, kpis
from ead.spark.reading import read_messages

__all__ = ["Validation", "duplicates", "kpis", "read_messages", "validate"]
