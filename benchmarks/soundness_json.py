"""Look for JSON that the compiled reader reads wrongly: mutants of valid items that the reference path refuses, or reads otherwise.

    python benchmarks/soundness_json.py --mutants 1000000 --seed 20261122

Prints what was done as one line, and each unsound mutant; exit code 1 if there is any.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import sys

from mutants import mutated
from mutants_json import OF_OBJECTS

from ead.fields.layout import Record
from ead.fields.messages import ITMATT
from ead.formats.itmatt_ndjson import NdjsonItemStream
from ead.formats.json_reader import json_reader
from ead.formats.json_write import item_text
from ead.intake.json_text import Bounds
from ead.intake.lines import Line
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import iter_items

__all__ = ["unsound_objects", "valid_objects"]

_SEED = 20261121
_BOUNDS = Bounds(DEFAULT_LIMITS.number_length, DEFAULT_LIMITS.depth, DEFAULT_LIMITS.findings)


def objects_of(records: list[Record]) -> list[str]:
    """Records as the library and as other writers of JSON write them."""
    written = [item_text(record).decode() for record in records]
    spaced = [json.dumps(dict(reversed(json.loads(text).items()))) for text in written[::3]]
    return written + spaced + [json.dumps(json.loads(text), ensure_ascii=False, indent=1) for text in written[1::3]]


@functools.cache
def _stream() -> NdjsonItemStream:
    return NdjsonItemStream(open_source(b""), DEFAULT_LIMITS)


def reference_record(data: bytes) -> Record | None:
    """The record by the reference path, if it has no problem with it."""
    decoded = _stream().decode_with_care(Line(1, 0, data, True), 0)
    return decoded.record if decoded is not None and not decoded.problems else None


def read_record(data: bytes) -> Record | None:
    """The record by the compiled reader, if it was built and reads all of the bytes."""
    reader = json_reader(ITMATT.item, _BOUNDS)
    found = reader.read(data, 0) if reader is not None else None
    return found[0] if found is not None and not data[found[1] :].strip(b" \t\r\n") else None


def unsound_objects(objects: list[str], seed: str, count: int) -> tuple[int, list[str]]:
    """Try that many mutants: how many the compiled reader read, and those of which the reference path has another record or none."""
    rng, read, unsound = random.Random(seed), 0, []
    for _ in range(count):
        mutant = mutated(rng.choice(objects), OF_OBJECTS, rng)
        data = mutant.encode(errors="surrogatepass")
        record = read_record(data)
        read += record is not None
        if record is not None and record != reference_record(data):
            unsound.append(mutant)
    return read, unsound


def valid_objects() -> list[str]:
    """Generated items, some with fields that the generator leaves out."""
    records = [item_to_record(Item.model_validate(item)) for item in iter_items(300, seed=_SEED)]
    for record in records[::7]:
        record[ITMATT.item.position("transport_date")] = "2026-11-03T00:00:00.25+01:00"
        record[ITMATT.item.position("extra_fields")] = [["colour", 'blue\n"green" \U0001f600']]
    return objects_of(records)


def main() -> int:
    """Try mutants as the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=1_000_000)
    parser.add_argument("--seed", default="20261122")
    options = parser.parse_args()
    read, unsound = unsound_objects(valid_objects(), options.seed, options.mutants)
    for mutant in unsound[:20]:
        print(repr(mutant))
    print(f"seed {options.seed}: {options.mutants} mutants of items in JSON, {read} read by machine code; {len(unsound)} unsound")
    return 1 if unsound else 0


if __name__ == "__main__":
    sys.exit(main())
