"""A single item, checked again and again in one process: how long it takes in the middle and at the far end, as JSON."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable

from corpus import message, without_parties
from lxml import etree
from measure import pin_to_one_core
from peers import SCHEMA

import ead
from ead.testing.generator import REFERENCE_DATE

_WARM = 100


def percentiles(run: Callable[[], object], clock: Callable[[], int], runs: int) -> tuple[float, float]:
    """Half of the runs and 99 of 100 take no longer, in microseconds. The collector runs as it does in a service."""
    for _ in range(_WARM):
        run()
    gc.collect()
    took = []
    for _ in range(runs):
        started = clock()
        run()
        took.append(clock() - started)
    took.sort()
    return took[runs // 2] / 1000, took[runs * 99 // 100] / 1000


def rows() -> dict[str, Callable[[], object]]:
    """What is done to the item, which is in memory."""
    xml, line, lacking = message(1).read_bytes(), message(1, "itmatt-json").read_bytes(), without_parties()
    schema, validator = etree.XMLSchema(etree.parse(SCHEMA)), ead.Validator(as_of=REFERENCE_DATE)
    return {
        "lxml parse": lambda: etree.fromstring(xml),
        "lxml parse + XSD": lambda: schema.validate(etree.fromstring(xml)),
        "`Validator.validate`, XML": lambda: validator.validate(xml),
        "`Validator.validate`, XML, two findings on its header": lambda: validator.validate(lacking),
        "`Validator.validate`, JSON": lambda: validator.validate(line),
        "`ead.validate`, XML": lambda: ead.validate(xml, as_of=REFERENCE_DATE),
        "`Validator.validate`, XML, report as JSON": lambda: validator.validate(xml).to_json(),
    }


def main() -> None:
    pin_to_one_core()
    runs = int(sys.argv[1])
    print(
        json.dumps(
            {
                name: {"cpu": percentiles(run, time.process_time_ns, runs), "wall": percentiles(run, time.perf_counter_ns, runs)}
                for name, run in rows().items()
            }
        )
    )


if __name__ == "__main__":
    main()
