"""The Parquet report: a table of findings and a table of items, for tools that work on columns. Needs pyarrow, the extra ``parquet``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ead._version import __version__
from ead.atomic import drafting
from ead.errors import ConfigurationError
from ead.findings import Finding, Outcome
from ead.report import Report
from ead.run import ItemResult

if TYPE_CHECKING:
    import pyarrow

__all__ = ["FINDINGS", "ITEMS", "SCHEMA", "Writer", "finding_row", "items_path", "parquet_writer", "utf8_text"]

SCHEMA = "1"
"""The version of the two tables, in the metadata of the files. Within a version columns may be added behind the others, none is changed."""

FINDINGS: Mapping[str, str] = {
    "input": "string", "item_index": "int64", "item_id": "string", "outcome": "string", "code": "string", "severity": "string",
    "rule_set": "string", "text": "string", "path": "string", "xpath": "string", "json_pointer": "string", "line": "int64",
    "column": "int64", "fix": "string", "fix_is_safe": "bool", "reference": "string", "also": "list<string>", "details": "map<string>",
}  # fmt: skip
"""The columns of the findings and their Arrow types."""

ITEMS: Mapping[str, str] = {
    "input": "string", "item_index": "int64", "item_id": "string", "outcome": "string",
    "errors": "int64", "warnings": "int64", "infos": "int64", "sufficiency": "string",
}  # fmt: skip
"""The columns of the items and their Arrow types."""

_ROWS = 20_000


def items_path(path: str) -> Path:
    """Where the items go when the findings go to ``path``: ``report.parquet`` has its items in ``report.items.parquet``."""
    findings = Path(path)
    return findings.with_name(f"{findings.stem}.items{findings.suffix or '.parquet'}")


@contextmanager
def parquet_writer(path: str) -> Iterator[Writer]:
    """A writer to ``path`` and, beside it, :func:`items_path`; both files appear only when the report is complete.

    Raises :class:`~ead.errors.ConfigurationError` when pyarrow is not installed.
    """
    # Only looked for by now: pyarrow starts threads, and with those in it a process cannot be forked.
    if find_spec("pyarrow") is None:
        raise ConfigurationError("--report parquet needs pyarrow, which is not installed: pip install 'ead[parquet]'")
    with drafting(path) as findings, drafting(items_path(path)) as items:
        writer = Writer(findings.file, items.file)
        try:
            yield writer
            writer.finish()
            findings.keep = items.keep = True
        finally:
            writer.finish()


class Writer:
    """Writes both tables in groups of rows, so memory does not grow with the report."""

    keeps_findings = False

    def __init__(self, findings: BinaryIO, items: BinaryIO) -> None:
        self._findings = _Table(findings, FINDINGS)
        self._items = _Table(items, ITEMS)

    def start(self, report: Report, shown_name: str) -> None:
        """Nothing stands before the findings."""

    def item(self, result: ItemResult, report: Report) -> None:
        """Write a row for an item, and one for each finding."""
        name, outcome = report.input.name, result.outcome.value
        for finding in result.findings:
            self._findings.add(finding_row(name, result.index, outcome, finding))
        if result.index is not None:
            counts = Counter(finding.severity.value for finding in result.findings)
            level = result.sufficiency.value if result.sufficiency else None
            numbers = (counts["error"], counts["warning"], counts["info"])
            self._items.add((name, result.index, utf8_text(result.item_id), outcome, *numbers, level))

    def end(self, report: Report) -> None:
        """What is known of the whole message follows from its rows."""

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Write a finding without a code."""
        row = {**dict.fromkeys(FINDINGS), "input": shown_name, "outcome": Outcome.INCOMPLETE.value, "severity": "error", "text": reason}
        self._findings.add(tuple(row.values()))

    def close(self) -> None:
        """The files end with the context that opened them."""

    def finish(self) -> None:
        """Write what is left and the ends of both files; a second time does nothing."""
        self._findings.finish()
        self._items.finish()


def finding_row(name: str, index: int | None, outcome: str, finding: Finding) -> tuple[Any, ...]:
    """A finding as a row of the findings."""
    place, fix = finding.location, finding.fix
    return (
        name, index, utf8_text(finding.item_id), outcome, finding.code, finding.severity.value, finding.rule_set, utf8_text(finding.text),
        utf8_text(place.path), place.xpath, utf8_text(place.json_pointer), place.line, place.column, utf8_text(fix.text) if fix else None,
        fix.safe if fix else None, finding.reference, list(finding.also), list(finding.details.items()),
    )  # fmt: skip


def utf8_text(text: str | None) -> str | None:
    """The text without lone surrogates, which JSON can smuggle in and no UTF-8 column can hold."""
    return text if text is None or text.isascii() else text.encode("utf-8", "backslashreplace").decode()


class _Table:
    """One file, to which rows are added."""

    def __init__(self, file: BinaryIO, columns: Mapping[str, str]) -> None:
        self._file = file
        self._columns = columns
        self._writer: Any = None
        self._done = False
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Add a row, with the values in the order of the columns."""
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._flush()

    def finish(self) -> None:
        """Write the rows that are held, and the end of the file."""
        if not self._done:
            self._done = True
            self._flush()
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow.parquet

        schema = _schema(self._columns)
        if self._writer is None:
            self._writer = pyarrow.parquet.ParquetWriter(self._file, schema, compression="zstd")
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            self._writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            self._rows = []


def _schema(columns: Mapping[str, str]) -> pyarrow.Schema:
    import pyarrow

    text = pyarrow.string()
    types = {"string": text, "int64": pyarrow.int64(), "bool": pyarrow.bool_()}
    types |= {"list<string>": pyarrow.list_(text), "map<string>": pyarrow.map_(text, text)}
    fields = [pyarrow.field(name, types[kind]) for name, kind in columns.items()]
    return pyarrow.schema(fields, {"ead.schema": SCHEMA, "ead.version": __version__})
