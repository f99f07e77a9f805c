"""A message of a gigabyte: peak memory of the process that checks it, and whether its items cost what they cost in messages of 10 000.

The short messages are cut from the long one, so both hold the same items in the same order. Run as a script, this measures the files made
before, and prints JSON.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from corpus import OUT, message
from measure import peak, pin_to_one_core
from rows import stream

from ead.identifiers import s10

_SERIAL_STEP = 39_916_801  # as in the generator: has no factor in common with 10**8
_ITEM_ID = re.compile(rb"(<ItemId>[A-Z]{2})([0-9]{8})[0-9]")
_SPACING = 5


def copies(batch: bytes, items: int) -> Iterator[bytes]:
    """The batch again and again, its identifiers going on where those of the copy before ended."""
    moved = 0

    def renumbered(found: re.Match[bytes]) -> bytes:
        serial = f"{(int(found[2]) + moved) % 10**8:08}"
        return found[1] + (serial + s10.calc_check_digit(serial)).encode()

    while True:
        yield _ITEM_ID.sub(renumbered, batch)
        moved += items * _SERIAL_STEP


def make(size: int, batch: int, short: int) -> None:
    """Write the long message of at least ``size`` bytes, made of batches of that many items, and short ones cut from it."""
    head, start, rest = message(batch).read_bytes().partition(b"  <Item>\n")
    body, _, foot = rest.rpartition(b"</Itmatt>")
    written = items = 0
    with long_file().open("wb") as file:
        file.write(head)
        for number, copy in enumerate(copies(start + body, batch)):
            pieces = copy.split(b"  <Item>\n")[1:]
            where = number * short % batch
            cut = b"".join(b"  <Item>\n" + piece for piece in pieces[where : where + short])
            short_file(number).write_bytes(head + cut + b"</Itmatt>" + foot)
            written, items = written + file.write(copy), items + batch
            if written >= size:
                break
        file.write(b"</Itmatt>" + foot)
    (OUT / "gigabyte.json").write_text(json.dumps({"items": items, "short": short, "slices": number + 1}))


def long_file() -> Path:
    return OUT / "gigabyte.xml"


def short_file(number: int) -> Path:
    return OUT / f"gigabyte-cut-{number}.xml"


def remove() -> None:
    """The files are large: nothing of them stays."""
    for path in OUT.glob("gigabyte*"):
        path.unlink()


def cost(path: Path, items: int) -> float:
    """Microseconds of CPU time an item."""
    run = stream(path)
    started = time.process_time()
    if run() != items:
        raise ValueError(f"{path.name} does not have {items} items")
    return (time.process_time() - started) / items * 1e6


def main() -> None:
    pin_to_one_core()
    made = json.loads((OUT / "gigabyte.json").read_text())
    cuts = [short_file(number) for number in range(made["slices"])][:_SPACING]
    stream(cuts[0])()
    before = [cost(path, made["short"]) for path in cuts]
    memory_before = peak()
    whole = cost(long_file(), made["items"])
    memory = peak()
    after = [cost(path, made["short"]) for path in cuts]
    short = sum(before + after) / len(before + after)
    size = long_file().stat().st_size
    print(json.dumps({**made, "bytes": size, "short_cost": short, "cost": whole, "short_peak": memory_before, "peak": memory}))


if __name__ == "__main__":
    main()
