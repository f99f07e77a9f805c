"""What the figures should be, and whether they are. A figure that was not measured is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from processes import Results
from rows import FLOOR, HUNDRED_THOUSAND, THOUSAND, TWENTY_THOUSAND
from tables import markdown

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Goal:
    """``of`` takes the figure from all figures, or raises KeyError. It should lie between ``least`` and ``most``."""

    text: str
    of: Callable[[Figures], float]
    most: float = float("inf")
    least: float = 0
    form: str = ".2f"

    @property
    def limits(self) -> str:
        """The limits for people."""
        low, high = (format(value, self.form) for value in (self.least, self.most))
        return f"at least {low}" if self.most == float("inf") else f"at most {high}" if not self.least else f"{low} to {high}"


def _against(key: str, size: int, base: str = FLOOR, base_size: int | None = None) -> Callable[[Figures], float]:
    return lambda figures: figures[f"{key}/{size}"] / figures[f"{base}/{base_size or size}"]


def _figure(name: str) -> Callable[[Figures], float]:
    return lambda figures: figures[name]


GOALS = (
    Goal("everything, x floor", _against("iter-validate", HUNDRED_THOUSAND), 0.6),
    Goal("a validated model per item, x floor", _against("models", HUNDRED_THOUSAND), 1.0),
    Goal("reference path alone, x floor", _against("reference", HUNDRED_THOUSAND), 1.5),
    Goal("5 % of the items with a comment, x floor", _against("odd-5", HUNDRED_THOUSAND), 0.75),
    Goal("every item defective, x floor of clean items", _against("defective-100", TWENTY_THOUSAND), 2.0),
    Goal(
        "every item defective, 20 000 items against 1 000",
        _against("defective-100", TWENTY_THOUSAND, "defective-100", THOUSAND),
        1.1,
    ),
    Goal("NDJSON, x `orjson.loads`", _against("ndjson", HUNDRED_THOUSAND, "orjson"), 4.0),
    Goal("writing XML, x lxml's incremental writer", _against("write", THOUSAND, "lxml-write"), 0.2),
    Goal("twenty destinations against one", _against("twenty-destinations", TWENTY_THOUSAND, "one-destination"), 1.15, 0.85),
    Goal("two jobs against one, in new processes", _figure("jobs"), least=1.7),
    Goal("two jobs against one, with all loaded and compiled", _figure("jobs again"), least=1.7),
    Goal("the gigabyte: items against those of short messages", _figure("gigabyte"), 1.05, 0.95),
    Goal("the gigabyte: peak memory, MB", _figure("gigabyte peak"), 200, form=".0f"),
    Goal("`ead --version`, CPU ms", _figure("`ead --version`"), 60, form=".0f"),
    Goal("`ead validate one-item.xml`, CPU ms", _figure("`ead validate one-item.xml`"), 200, form=".0f"),
    Goal("one item in process, p50, µs", _figure("one item p50"), 60, form=".0f"),
    Goal("one item in process, p99, µs", _figure("one item p99"), 250, form=".0f"),
)


def figures_of(results: Results, scale: Callable[[int], int], sizes: Sequence[int]) -> dict[str, float]:
    """Microseconds an item by ``row/size``, where the size is that of the full run."""
    found: dict[str, float] = {}
    for size in sizes:
        found |= {f"{key}/{size}": measured.per_item for (key, real), measured in results.items() if real == scale(size)}
    return found


def table(figures: Figures) -> str:
    """The goals of which the figures are known."""
    lines = []
    for goal in GOALS:
        try:
            value = goal.of(figures)
        except KeyError:
            continue
        lines.append([goal.text, format(value, goal.form), goal.limits, "yes" if goal.least <= value <= goal.most else "no"])
    return markdown(["goal", "measured", "wanted", "reached"], lines)
