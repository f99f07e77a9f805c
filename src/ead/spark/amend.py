"""Items once more, about which the watchers of their message have something to say."""

from __future__ import annotations

from collections.abc import Iterator

from ead.engines.hits import with_hits
from ead.engines.wire import loads
from ead.engines.worker import PieceRun
from ead.run import Run
from ead.spark.bench import Bench, CheckedRow, item_row
from ead.spark.cells import Cell

__all__ = ["amended"]


def amended(bench: Bench, cell: Cell, told: bytes) -> Iterator[CheckedRow]:
    """The row of an item with what is told of it: codes of rules, and what they say."""
    validator, watched = bench.validator, bench.watched
    rules = validator.rules_by_code
    for decoded in bench.decoded(cell):
        report = bench.report(cell.input)
        result = PieceRun(validator, report, None, watched).check_item(decoded)
        watched.values.clear()
        if result.record is not None:
            hits = [(rules[code], said, ()) for code, said in loads(told)]
            result = with_hits(Run(validator, report, None, watched), decoded, hits, result.findings, result.sufficiency)
        yield item_row(cell.number, cell.input, result, None)
