"""The results as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processes import Results
from rows import FLOOR, Row


def number(value: int) -> str:
    """Thousands apart, as people read them."""
    return f"{value:,}".replace(",", " ")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table, its first column to the left, all others to the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def against_floor(rows: Sequence[Row], sizes: Sequence[int], results: Results, notes: Mapping[str, str]) -> str:
    """Microseconds an item and the ratio to the floor for each size, and the peak memory of the largest."""
    head = ["what", *(cell for size in sizes for cell in (f"{number(size)}: µs/item", "x floor")), "own base", "peak MB"]
    return markdown(head, [[row.label, *_cells(row, sizes, results, notes)] for row in rows])


def _cells(row: Row, sizes: Sequence[int], results: Results, notes: Mapping[str, str]) -> list[str]:
    if row.key in notes:
        return [notes[row.key], *[""] * (2 * len(sizes) + 1)]
    cells, largest, own = [], None, ""
    for size in sizes:
        found, floor, base = (results.get((key, size)) for key in (row.key, FLOOR, row.base))
        cells.append(f"{found.per_item:.1f}" if found else "")
        cells.append(f"{found.seconds / floor.seconds:.2f}" if found and floor else "")
        if found:
            largest = found
            own = f"{found.seconds / base.seconds:.2f}" if base and row.base != FLOOR else ""
    return [*cells, own, f"{largest.peak:.0f}" if largest else ""]


def latency(found: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """A single item in microseconds, by CPU time and by the clock on the wall."""
    lines = [[name, *(f"{value:.0f}" for clock in ("cpu", "wall") for value in took[clock])] for name, took in found.items()]
    return markdown(["one item in one process, µs", "CPU p50", "CPU p99", "wall p50", "wall p99"], lines)


def cold_start(found: Mapping[str, float]) -> str:
    """Whole processes in milliseconds, and as multiples of the interpreter alone."""
    bare = next(iter(found.values()))
    return markdown(["process", "CPU, ms", "x bare"], [[name, f"{took:.0f}", f"{took / bare:.1f}"] for name, took in found.items()])


def gigabyte(found: Mapping[str, float]) -> str:
    """The long message beside the short ones."""
    long, short = f"{found['bytes'] / 1e6:.0f} MB, {number(found['items'])} items", f"{number(found['short'])} items, cut from it"
    ratio = found["cost"] / found["short_cost"]
    lines = [
        [short, f"{found['short_cost']:.1f}", "1.00", f"{found['short_peak']:.0f}"],
        [long, f"{found['cost']:.1f}", f"{ratio:.2f}", f"{found['peak']:.0f}"],
    ]
    return markdown(["message", "µs/item", "ratio", "peak MB"], lines)


def instructions(found: Mapping[str, float]) -> str:
    """Thousands of instructions an item, and the ratio to the floor."""
    lines = [[name, f"{count:.0f}", f"{count / found[FLOOR]:.2f}" if FLOOR in found else ""] for name, count in found.items()]
    return markdown(["row", "thousands of instructions/item", "x floor"], lines)
