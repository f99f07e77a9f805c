"""Check a folder of messages on a Spark cluster, and write what came out as Parquet.

    spark-submit --archives ead-environment.tar#deps --conf spark.executorEnv.PYTHONPATH=./deps check_month.py IN OUT

IN is a folder or URI that every worker can read, OUT where the tables go. See docs/spark.md for the archive (pack_environment.py makes it).
"""

from __future__ import annotations

import argparse
import json
from datetime import date

from pyspark.sql import SparkSession

import ead.spark
from ead import Validator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None)
    options = parser.parse_args()

    spark = SparkSession.builder.appName("ead").getOrCreate()
    messages = ead.spark.read_messages(spark, options.source)
    with ead.spark.validate(messages, validator=Validator(as_of=options.as_of)) as checked:
        items = checked.items
        items.write.mode("overwrite").parquet(f"{options.target}/items")
        checked.findings.write.mode("overwrite").parquet(f"{options.target}/findings")
        checked.messages.write.mode("overwrite").parquet(f"{options.target}/messages")
        ead.spark.kpis(items).write.mode("overwrite").parquet(f"{options.target}/kpis")
        print(json.dumps(checked.outcome.first().asDict()))
    spark.stop()


if __name__ == "__main__":
    main()
