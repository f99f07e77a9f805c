"""What the commands of ``ead ledger`` share: opening the ledger, forms of the answer, lines of text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ead.cli.lazy import debug_option

__all__ = ["DEFAULT", "FORMAT", "print_json", "say", "shown", "with_ledger"]

DEFAULT = "ead-ledger.sqlite"  # ead.ledger.store.DEFAULT_LEDGER, written here so that --help loads no database; a test compares the two
FORMAT = click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the answer.  [default: text]")


def with_ledger(function: Callable[..., Any]) -> Any:
    """Add ``--ledger`` and ``--debug``, and open the ledger for the function."""

    @click.option("--ledger", "place", envvar="EAD_LEDGER", default=DEFAULT, metavar="URL", help=f"File or URL.  [default: {DEFAULT}]")
    @debug_option
    @wraps(function)
    def opened(place: str, **options: Any) -> Any:
        from ead.ledger import Ledger

        ledger = Ledger(place)
        try:
            return function(ledger, **options)
        finally:
            ledger.close()

    return opened


def shown(moment: str) -> str:
    """A time of the ledger for people."""
    return moment[:16].replace("T", " ") if moment else "an unknown time"


def say(text: str) -> None:
    """Print a line; what came from outside cannot steer the terminal."""
    from ead.reports.escape import terminal

    click.echo(terminal(text))


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    from ead.reports.escape import json_text

    click.echo(json_text(value))
