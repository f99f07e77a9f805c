"""Where what comes from CDS goes: files whose names are made of their contents, a ledger, or both."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ead.cds import Views
    from ead.ledger import Ingestor

__all__ = ["Target", "with_targets"]

_FILE = click.Path(dir_okay=False)
_SYNTAXES = ("json", "ndjson", "xml")
_TARGETS: tuple[Callable[[Any], Any], ...] = (
    click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Write what came to files in this folder."),
    click.option("--format", "syntax", type=click.Choice(_SYNTAXES), default="json", help="Syntax of the files.  [default: json]"),
    click.option("--ledger", metavar="URL", help="Record what came in this ledger."),
    click.option("--decisions", type=_FILE, metavar="FILE", help="What decision codes mean, for the ledger (CSV or TOML)."),
)


def with_targets(function: Any) -> Any:
    """Add the options that say where to put what comes."""
    for option in reversed(_TARGETS):
        function = option(function)
    return function


class Target:
    """Where what came goes; raises :class:`click.UsageError` when nothing says so."""

    def __init__(self, out: str | None, syntax: str, ledger: str | None, decisions: str | None) -> None:
        if out is None and ledger is None:
            raise click.UsageError("say where to put what comes: --out for files, --ledger for a ledger")
        if decisions is not None and ledger is None:
            raise click.UsageError("--decisions is for --ledger")
        self._folder = Path(out) if out is not None else None
        self._syntax = syntax
        self._ledger: Any = None
        self._ingestor: Ingestor | None = None
        if ledger is not None:
            from ead.decisions_file import read_decisions
            from ead.ledger import Ingestor, Ledger

            self._ledger = Ledger(ledger)
            with self._ledger.reading():
                pass  # a ledger that is not there is told before anything is fetched
            self._ingestor = Ingestor(self._ledger, decisions=read_decisions(decisions) if decisions else None)

    def __enter__(self) -> Target:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._ledger is not None:
            self._ledger.close()

    def take(self, views: Views) -> str:
        """Put the records of both messages where they belong; returns what there was, in words."""
        told = []
        for message, name in (("ITMATT", "declaration(s)"), ("CUSRSP", "response(s)")):
            written = io.BytesIO()
            count = len(views.records(message))
            told.append(f"{count} {name}")
            if count:
                views.write(message, written, f"{message.lower()}-{self._syntax}")
                self._put(message, written.getvalue())
        return ", ".join(told)

    def _put(self, message: str, data: bytes) -> None:
        from ead.atomic import drafting

        name = f"{message.lower()}-{hashlib.sha256(data).hexdigest()[:16]}.{self._syntax}"
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with drafting(self._folder / name) as draft:
                draft.file.write(data)
                draft.keep = True
        if self._ingestor is not None:
            self._ingestor.record(data, name)
