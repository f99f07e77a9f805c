"""One row in a process of its own: ``python worker.py ROW SIZE...`` prints what it took, as JSON.

Sizes are measured from the smallest up. Each is run once before the clock runs, the largest by a message of 20 000 items: rules are
compiled then, as in any process that checks more than one message. A message of 1 000 items between forty places is too short for that.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable

from measure import peak, pin_to_one_core
from rows import ROWS, TWENTY_THOUSAND, Row

_MOST_RUNS = 200


def timed(run: Callable[[], object]) -> tuple[float, object]:
    """Seconds of CPU time, and what was returned."""
    gc.collect()
    started = time.process_time()
    result = run()
    return time.process_time() - started, result


def sample(row: Row, size: int, seconds: float) -> dict[str, float]:
    """Best CPU time of the runs that fit in some seconds, at least one, and peak memory so far."""
    run = row.build(size)
    row.build(min(size, TWENTY_THOUSAND))()
    best, spent, runs = float("inf"), 0.0, 0
    while not runs or (spent < seconds and runs < _MOST_RUNS):
        took, items = timed(run)
        if isinstance(items, int) and items != size:
            raise ValueError(f"row {row.key} did {items} items, expected {size}")
        best, spent, runs = min(best, took), spent + took, runs + 1
    return {"seconds": best, "runs": runs, "peak": peak()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("row", choices=ROWS)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--exactly", type=int, help="so many runs of the first size, nothing printed: for a counter of instructions")
    options = parser.parse_args()
    row = ROWS[options.row]
    if options.exactly is not None:
        run = row.build(options.sizes[0])
        for _ in range(1 + options.exactly):
            run()
        return
    pin_to_one_core()
    print(json.dumps({size: sample(row, size, options.seconds) for size in sorted(options.sizes)}))


if __name__ == "__main__":
    main()
