"""Whether an item costs the same in a long message as in a short one: 1 000 and 100 000 items in turn, in one process, and peak memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from corpus import message
from measure import peak, pin_to_one_core

from ead import Validator


def cost(validator: Validator, path: Path, items: int) -> float:
    """Microseconds of CPU time an item."""
    started = time.process_time()
    for _ in validator.iter_validate(path):
        pass
    return (time.process_time() - started) / items * 1e6


def main() -> None:
    pin_to_one_core()
    validator = Validator()
    short, long = 1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for share in (0.0, 1.0):
        paths = {items: message(items, defective=share) for items in (short, long)}
        cost(validator, paths[short], short)
        before = [cost(validator, paths[short], short) for _ in range(10)]
        whole = cost(validator, paths[long], long)
        after = [cost(validator, paths[short], short) for _ in range(10)]
        mean = sum(before + after) / 20
        print(
            f"{share:.0%} defective: {mean:.0f} µs at {short} items, {whole:.0f} µs at {long}: x{whole / mean:.2f}; "
            f"peak so far {peak():.0f} MB"
        )


if __name__ == "__main__":
    main()
