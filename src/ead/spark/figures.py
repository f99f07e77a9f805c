"""Figures over the items: quality by partner and week, and identifiers that come back in other messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as f

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["duplicates", "kpis"]


def kpis(items: DataFrame, *, partner: str = "origin_operator", day: str = "posted") -> DataFrame:
    """Quality by partner and week: a row for each partner (``partner`` may be any column, also a carried one) and ISO week of ``day``.

    ``week`` is the Monday, ``accepted_share`` and ``with_findings_share`` are 0 to 1, ``errors_per_item`` counts findings. Items whose
    partner or day could not be read are in rows of their own, with ``NULL``.
    """
    found = f.col("errors") + f.col("warnings") + f.col("infos")
    grouped = items.groupBy(f.col(partner).alias("partner"), f.to_date(f.date_trunc("week", f.col(day))).alias("week"))
    counted = grouped.agg(
        f.count(f.lit(1)).alias("items"),
        *(f.count_if(f.col("outcome") == name).alias(name) for name in ("accepted", "rejected", "incomplete")),
        *(f.coalesce(f.sum(name), f.lit(0)).alias(name) for name in ("errors", "warnings", "infos")),
        f.count_if(found > 0).alias("with_findings"),
    )
    shares = {
        "accepted_share": f.col("accepted") / f.col("items"),
        "with_findings_share": f.col("with_findings") / f.col("items"),
        "errors_per_item": f.col("errors") / f.col("items"),
    }
    return counted.withColumns(shares).orderBy("partner", "week")


def duplicates(items: DataFrame, *, months: int = 12) -> DataFrame:
    """Items whose identifier stood in an earlier message, less than ``months`` before: S10 identifiers may come back after twelve months.

    The rows of the later items, with ``previous_input`` and ``previous_posted``. Identifiers that stand twice in one message are findings.
    """
    by_id = Window.partitionBy("item_id").orderBy("posted", "input", "item_index")
    seen = items.where(f.col("item_id").isNotNull()).withColumns(
        {"previous_input": f.lag("input").over(by_id), "previous_posted": f.lag("posted").over(by_id)}
    )
    near = f.coalesce(f.months_between("posted", "previous_posted") < months, f.lit(True))
    return seen.where(f.col("previous_input").isNotNull() & (f.col("previous_input") != f.col("input")) & near)
