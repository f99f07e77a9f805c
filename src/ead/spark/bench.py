"""What a Python worker of Spark does with cells: check them, and say in plain rows what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ead.engines.notes import Watched
from ead.engines.wire import dumps
from ead.errors import UnreadableSource
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Finding, Location, Outcome, Problem, Severity
from ead.formats.base import Decoded
from ead.report import Report
from ead.reports.parquet import finding_row, utf8_text
from ead.rules.facts import destination_of, origin_of
from ead.run import ItemResult, Run
from ead.spark.cells import Cell, Decoder, given_up, kind_of_cell, oversized
from ead.spark.columns import FINDING
from ead.spark.files import opened

if TYPE_CHECKING:
    from ead.spark.luggage import Luggage

__all__ = ["Bench", "CheckedRow", "facts_row", "findings_of", "item_row", "message_row"]

CheckedRow = tuple[Any, ...]
"""The number of the row that it came from, then the values of the columns of ``CHECKED``."""

_OPERATORS = tuple(map(ITEM_LAYOUT.position, ("destination_operator", "origin_operator")))
_MAIL_CLASS, _POSTED_AT = map(ITEM_LAYOUT.position, ("mail_class", "posted_at"))
_NO_FACTS = (None,) * 6
_OF_ITEM = 4


class Bench:
    """A validator at work on cells. ``watching``: whether what compares items with each other is to be told of them."""

    def __init__(self, luggage: Luggage, *, watching: bool) -> None:
        self.validator = luggage.validator()
        self._today = luggage.today
        self._format = luggage.format
        self._watching = watching
        self._decoder = Decoder(self.validator.limits)
        self.watched = Watched(self.validator.engine.message_rules, self.validator.engine.facts)
        self.watched.values = []
        self._run: Run | None = None
        self._of: str | None = None
        self._problems: list[Problem] = []
        self._complete = True
        self._first: tuple[int, int] = (0, 0)

    def check(self, cells: Iterable[Cell]) -> Iterator[CheckedRow]:
        """What comes of the cells. Facts on their messages come behind the last cell of each."""
        for cell in cells:
            if self._run is not None and cell.input != self._of:
                yield from self.facts()
            try:
                yield from self._check(cell)
            except MemoryError:
                yield from self.refused(cell)
        yield from self.facts()

    def refused(self, cell: Cell) -> Iterator[CheckedRow]:
        """What comes of a cell at which memory or processes ended."""
        if cell.part == "whole":
            yield self._whole_given_up(cell)
        else:
            yield self._checked(cell, given_up(cell))
            self._complete = False

    def _check(self, cell: Cell) -> Iterator[CheckedRow]:
        if cell.part == "item":
            known = self._known(cell)
            yield from self._message_in_cell(cell) if known is None else self._items(known)
        elif cell.part == "oversized":
            yield self._checked(cell, oversized(cell, self.validator.limits))
            self._complete = False
        elif cell.part == "frame":
            yield facts_row(cell.number, cell.input, (-1, cell.frame))
        elif cell.part == "whole":
            yield from self._whole(cell)
        else:
            yield _unreadable(cell, self.report(cell.input), cell.frame.decode("utf-8", "replace"))

    def _known(self, cell: Cell) -> Cell | None:
        """The cell with the format of its item; ``None`` when it holds no single item."""
        if cell.frame:
            return cell
        form = kind_of_cell(cell.item, cell.format or self._format) if cell.item else None
        return None if form is None else cell._replace(format=form)

    def decoded(self, cell: Cell) -> Iterable[Decoded]:
        """The items in a cell; none when it holds a message of its own."""
        known = self._known(cell)
        return () if known is None else self._decoder.decode(known)[0]

    def _items(self, cell: Cell) -> Iterator[CheckedRow]:
        decoded, stream = self._decoder.decode(cell)
        for one in decoded:
            yield self._checked(cell, one)
        if stream.problems:
            self._problems += stream.problems
        self._complete = self._complete and stream.complete

    def _checked(self, cell: Cell, decoded: Decoded) -> CheckedRow:
        run = self.run_for(cell)
        values = self.watched.values
        values.clear()
        result = run.check_item(decoded)
        gists = dumps(values[0] if values else None) if self._watching else None
        return item_row(cell.number, cell.input, result, gists)

    def run_for(self, cell: Cell) -> Run:
        """The check of the part of a message that a cell belongs to."""
        if self._run is None:
            self._run = Run(self.validator, self.report(cell.input), None, self.watched)
            self._of, self._problems, self._complete = cell.input, [], True
            self._first = (cell.position, cell.number)
        return self._run

    def facts(self) -> Iterator[CheckedRow]:
        """What the items so far say about their message as a whole."""
        run, self._run = self._run, None
        if run is None or not self._watching:
            return
        known = (
            self._problems,
            self._complete,
            sorted(run.crashed),
            sorted(run.unserved),
            sorted(run.aids.rates.missing),
        )
        if self._problems or not self._complete or any(known[2:]):
            yield facts_row(self._first[1], self._of, (self._first[0], known))

    def report(self, name: str | None) -> Report:
        """An empty report on the message of that name, as of the day that all tasks call today."""
        report = self.validator.new_report(name or "")
        report.as_of = self._today
        return report

    def _message_in_cell(self, cell: Cell) -> Iterator[CheckedRow]:
        """A cell that holds a message of its own, with any number of items; it counts as one where it has none."""
        report, items, outside = self.report(cell.input), 0, list[Finding]()
        gists = dumps(None) if self._watching else None
        form = None if cell.item is None else cell.format or self._format
        try:
            for result in self.validator.results(cell.item or b"", report, format=form):
                if result.index is None:
                    outside = result.findings
                else:
                    items += 1
                    yield item_row(cell.number, cell.input, result, gists)
        except UnreadableSource as error:
            report.outcome = Outcome.INCOMPLETE
            outside = [Finding("", Severity.ERROR, "", str(error), Location(""))]
        if not items:
            outcome = Outcome.REJECTED if report.outcome is Outcome.REJECTED else Outcome.INCOMPLETE
            yield item_row(cell.number, cell.input, ItemResult(cell.position, None, outside, outcome, None), gists)
        elif outside or report.outcome is Outcome.INCOMPLETE:
            yield message_row(cell.number, report, outside, part="note")

    def _whole(self, cell: Cell) -> Iterator[CheckedRow]:
        """A message that is read here, for it is not cut."""
        report, outside = self.report(cell.input), list[Finding]()
        try:
            with opened(cell.input or "") as file:
                for result in self.validator.results(file, report, format=cell.format, name=cell.input):
                    if result.index is None:
                        outside = result.findings
                    else:
                        yield item_row(cell.number, cell.input, result, None)
        except (OSError, UnreadableSource) as error:
            yield _unreadable(cell, report, str(error))
            return
        yield message_row(cell.number, report, outside)

    def _whole_given_up(self, cell: Cell) -> CheckedRow:
        run = self.run_for(cell)
        findings = run.kept(run.message_findings([Problem("CORE-INT-017", place=(1, 1))]))
        run.report.outcome = Outcome.INCOMPLETE
        return message_row(cell.number, run.report, findings)


def facts_row(number: int, name: str | None, facts: tuple[int, Any]) -> CheckedRow:
    """The row of something that is known of a message: its frame, or what a run of its items says about it."""
    return (number, "facts", name, *(None,) * 15, dumps(facts), None, None, None)


def item_row(number: int, name: str | None, result: ItemResult, gists: bytes | None) -> CheckedRow:
    """The row of an item."""
    findings, record = result.findings, result.record
    level = result.sufficiency.value if result.sufficiency is not None else None
    facts = _facts_of(record) if record is not None and result.kind.declares else _NO_FACTS
    head = (number, "item", name, result.index, utf8_text(result.item_id), result.outcome.value)
    if not findings:
        return (*head, 0, 0, 0, level, *facts, None, gists, None, None, None, None)
    counts = Counter(finding.severity.value for finding in findings)
    told = findings_of(findings)
    return (*head, counts["error"], counts["warning"], counts["info"], level, *facts, told, gists, None, None, None, None)


def message_row(number: int, report: Report, findings: Sequence[Finding], *, part: str = "message") -> CheckedRow:
    """The row of a message that is through, with the findings on it as a whole."""
    source = report.input
    head = (number, part, source.name or None, None, None, report.outcome.value, None, None, None, None)
    return (*head, *_NO_FACTS, findings_of(findings), None, None, source.format, utf8_text(source.message_id), list(report.notes))


def findings_of(findings: Iterable[Finding]) -> list[tuple[Any, ...]]:
    """Findings as structs with the columns of ``FINDING``."""
    return [finding_row("", None, "", finding)[_OF_ITEM:] if finding.code else _without_code(finding) for finding in findings]


def _without_code(finding: Finding) -> tuple[Any, ...]:
    """What stopped the reading of a source is no finding of a rule."""
    return (None, "error", None, finding.text, *(None,) * (len(FINDING) - 4))


def _unreadable(cell: Cell, report: Report, reason: str) -> CheckedRow:
    report.outcome = Outcome.INCOMPLETE
    return message_row(cell.number, report, [Finding("", Severity.ERROR, "", reason, Location(""))])


def _facts_of(record: Record) -> tuple[Any, ...]:
    posted = record[_POSTED_AT]
    day = date(int(posted[:4]), int(posted[5:7]), int(posted[8:10])) if posted else None
    operators = (record[_OPERATORS[0]], record[_OPERATORS[1]])
    return (destination_of(record), origin_of(record), *operators, record[_MAIL_CLASS], day)
