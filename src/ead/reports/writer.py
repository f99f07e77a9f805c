"""What every report writer offers, and which there are."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Protocol, TextIO

from ead.named import NamedTuple
from ead.report import Report
from ead.rules.api import Rule
from ead.run import ItemResult

__all__ = ["FORMATS", "ReportWriter", "Setting", "new_writer"]

FORMATS = ("text", "json", "ndjson", "sarif", "junit", "csv")
_NO_RULES: Mapping[str, Rule] = {}
_MODULES = {"text": "text", "json": "json_report", "ndjson": "ndjson", "sarif": "sarif", "junit": "junit", "csv": "csv_report"}


class Setting(NamedTuple):
    """How reports are to look. ``many``: several messages were asked for, so the report is a list. ``rules``: by code, for titles and help.

    ``width`` counts terminal columns; ``color`` and ``quiet`` concern the text report only.
    """

    rules: Mapping[str, Rule] = _NO_RULES
    many: bool = False
    color: bool = False
    width: int = 100
    quiet: bool = False


class ReportWriter(Protocol):
    """Writes the results of one or several messages while they come in.

    The order of calls is: for each message ``start``, ``item`` for each result, ``end``, or ``unreadable``; ``close`` at the very end.
    ``keeps_findings``: the writer wants all findings in the report at the end, so somebody has to store them.
    """

    keeps_findings: bool

    def start(self, report: Report, shown_name: str) -> None:
        """A message begins; ``shown_name`` is its name as the user wrote it."""
        ...

    def item(self, result: ItemResult, report: Report) -> None:
        """One result: an item, or (``index`` is ``None``) the message as a whole."""
        ...

    def end(self, report: Report) -> None:
        """The message is through, the report complete."""
        ...

    def unreadable(self, shown_name: str, reason: str) -> None:
        """A source could not be read at all."""
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...


def new_writer(format: str, out: TextIO, setting: Setting) -> ReportWriter:
    """A writer of that format; raises :class:`KeyError` for an unknown one."""
    make: Callable[[TextIO, Setting], ReportWriter] = importlib.import_module(f"ead.reports.{_MODULES[format]}").Writer
    return make(out, setting)
