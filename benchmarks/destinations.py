"""Whether an item costs the same in a message to twenty destinations as in messages to one: CPU time an item, and the ratio.

The goal is a ratio within 15 % of 1. What single destinations cost differs, so the message to twenty is compared with the mean of messages
to each of the same twenty, of the same generator, item for item.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from corpus import OUT, SEED, header_of
from measure import Row, measure, pin_to_one_core

from ead import Validator
from ead.formats.registry import codec
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import iter_items

TWENTY = ("AU", "BE", "BR", "CA", "CH", "CN", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "KR", "MX", "NL", "NO", "SG", "TR", "US")


def messages(items: int) -> tuple[list[Path], Path]:
    """A file for each destination, and one with the items of all of them in random order."""
    OUT.mkdir(exist_ok=True)
    share = items // len(TWENTY)
    singles = [OUT / f"{share}-to-{code}.xml" for code in TWENTY]
    mixed = OUT / f"{share * len(TWENTY)}-to-{len(TWENTY)}.xml"
    if not all(path.exists() for path in (*singles, mixed)):
        everything = []
        for number, (code, path) in enumerate(zip(TWENTY, singles, strict=True)):
            # A seed each, or items of different files would share their identifiers.
            records = [item_to_record(Item.model_validate(item)) for item in iter_items(share, seed=SEED + number, destination=code)]
            _write(path, records)
            everything += records
        random.Random(SEED).shuffle(everything)
        _write(mixed, everything)
    return singles, mixed


def _write(path: Path, records: list[list[object]]) -> None:
    with path.open("wb") as file:
        codec("itmatt-xml").write(header_of(f"BENCH-{path.stem}"), iter(records), file)


def rows(items: int, validator: Validator) -> list[Row]:
    """The two rows; every file is read once before: no rule is compiled, no value seen for the first time while the clock runs."""
    singles, mixed = messages(items)
    for path in (*singles, mixed):
        _run(validator, path)

    def each() -> None:
        for path in singles:
            _run(validator, path)

    count = items // len(TWENTY) * len(TWENTY)
    return [
        Row("`ead.iter_validate`, one destination a message", each, count),
        Row("`ead.iter_validate`, twenty destinations a message", lambda: _run(validator, mixed), count),
    ]


def _run(validator: Validator, path: Path) -> None:
    for _ in validator.iter_validate(path):
        pass


def summary(items: int = 20_000, rounds: int = 4) -> str:
    """The rows as a Markdown table, with their ratio below."""
    one, twenty = found = rows(items, Validator())
    measure(found, rounds)
    lines = [f"| {row.name} | {row.per_item:.1f} |" for row in found]
    ratio = twenty.per_item / one.per_item
    number = f"{one.items:,}".replace(",", " ")
    return "\n".join(
        [
            f"| what, {number} items | µs/item |",
            "|---|--:|",
            *lines,
            "",
            f"Twenty destinations against one: x {ratio:.2f} (goal: 0.85 to 1.15).",
        ]
    )


if __name__ == "__main__":
    pin_to_one_core()
    print(summary(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
