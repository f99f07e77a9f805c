"""``make bench``: one run, one table. Microseconds of CPU time an item, and the ratio to the floor of the same run.

The floor is lxml's parse plus libxml2's XSD validation of the same file: no extraction, no rules.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import destinations
import peers
from corpus import OUT, message
from measure import Row, machine, measure, pin_to_one_core

from ead import Validator


def full(validator: Validator, data: bytes) -> object:
    return validator.validate(data)


def stream(validator: Validator, path: Path, *, models: bool = False) -> None:
    for _ in validator.iter_validate(path, models=models):
        pass


def rows_for(items: int, validator: Validator, *, slow: bool) -> list[Row]:
    """The rows of one size."""
    xml = message(items)
    data = xml.read_bytes()
    rows = [
        Row("lxml parse", peers.parse(data), items),
        Row("lxml parse + XSD (the floor)", peers.parse_and_validate(data), items),
        Row("`ead.validate`, all rule sets", lambda: full(validator, data), items),
        Row("`ead.iter_validate`", lambda: stream(validator, xml), items),
        Row("`ead.validate`, structure only", lambda: full(STRUCTURE, data), items),
    ]
    # Rows that say the same for any number of items are measured on the smaller files.
    if items <= 10_000:
        whole, ndjson = message(items, "itmatt-json").read_bytes(), message(items, "itmatt-ndjson")
        rows += [
            Row("`ead.iter_validate`, a model per item", lambda: stream(validator, xml, models=True), items),
            Row("JSON, all rule sets", lambda: full(validator, whole), items),
            Row("NDJSON, all rule sets", lambda: stream(validator, ndjson), items),
            Row("`json.loads` per NDJSON line", lambda: [json.loads(line) for line in ndjson.open("rb")], items),
        ]
    for share in (0.05, 1.0):
        spoilt = message(items, defective=share).read_bytes()
        rows.append(Row(f"`ead.validate`, {share:.0%} defective", lambda spoilt=spoilt: full(validator, spoilt), items))
    if slow:
        rows.append(Row("xmlschema validation", peers.xmlschema_validate(xml), items, rounds=1))
        rows.append(Row("pydantic-xml, main fields", peers.pydantic_xml_parse(data), items, rounds=2))
    return rows


STRUCTURE = Validator(profiles=["structure"])
FLOOR = "lxml parse + XSD (the floor)"


def table(sizes: dict[int, list[Row]]) -> str:
    """The Markdown table."""
    names = list(dict.fromkeys(row.name for rows in sizes.values() for row in rows))
    head = ["what", *(f"{size:,} items: µs/item | x floor".replace(",", " ") for size in sizes)]
    lines = ["| " + " | ".join(head) + " |", "|---" * (1 + 2 * len(sizes)) + "|"]
    for name in names:
        cells = [name]
        for rows in sizes.values():
            by_name = {row.name: row for row in rows}
            floor = by_name[FLOOR].per_item
            cells += [f"{by_name[name].per_item:.1f}", f"{by_name[name].per_item / floor:.2f}"] if name in by_name else ["", ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def peak_memory(items: int) -> str:
    """Peak memory of a process of its own that streams the file; getrusage would count what this process held when it was forked."""
    path = message(items)
    code = f"""
import ead, re
for _ in ead.iter_validate({str(path)!r}): pass
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return f"{path.stat().st_size / 1e6:.0f} MB file with {items:,} items: {int(done.stdout) // 1024} MB peak".replace(",", " ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--destination-items", type=int, default=20_000)
    options = parser.parse_args()
    pinned = pin_to_one_core()
    validator = Validator()
    sizes: dict[int, list[Row]] = {}
    for size in options.sizes:
        rows = rows_for(size, validator, slow=size == 1_000)
        measure(rows, options.rounds if size > 1_000 else options.rounds * (200 if size == 1 else 2))
        sizes[size] = rows
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("lxml", "pydantic", "xmlschema"))
    text = "\n".join(
        [
            f"{date.today()}, {machine()}, {pinned}, {versions}. CPU time, best of the runs, rows in alternating order.",
            "",
            table(sizes),
            "",
            destinations.summary(options.destination_items),
            "",
            *(peak_memory(size) for size in options.sizes if size > 1),
        ]
    )
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "table.md").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
