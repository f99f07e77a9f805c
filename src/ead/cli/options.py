"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from ead.config import FAIL_ON

__all__ = ["ALL_FORMATS", "DATE", "FORMATS", "MESSAGES", "TARGET", "choice_of_rules", "show_values_option"]

# The names of `ead.formats.registry.FORMATS`, written here so that --help loads no codec; a test compares the two.
FORMATS = ("itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap", "cds-data")
MESSAGES = ("itmatt", "cusitm", "cusrsp", "itmref", "refrsp", "predes", "emsevt")
ALL_FORMATS = (*FORMATS, *(f"{name}-{syntax}" for name in MESSAGES[1:] for syntax in ("xml", "json", "ndjson")))


class _Date(click.ParamType["date"]):
    """A calendar date."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date; refuse anything else."""
        if isinstance(value, date):
            return value
        try:
            # The long form only: `fromisoformat` also reads 20261121 and week dates.
            return date.fromisoformat(value if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else "")
        except ValueError:
            self.fail(f'"{value}" is no date, expected one such as 2026-11-21', param, ctx)


class _Target(click.Path):
    """A file to write, in a folder that exists; a hyphen is standard output where the command says so."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what cannot be written before the work begins."""
        folder = Path(value).parent
        if not folder.is_dir():
            self.fail(f'there is no folder "{folder}" to write "{Path(value).name}" to', param, ctx)
        return super().convert(value, param, ctx)


DATE = _Date()
TARGET = _Target(dir_okay=False)

_FILE = click.Path(dir_okay=False)
_CHOICE: tuple[Callable[[Any], Any], ...] = (
    click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Profile, rule set or plug-in; repeatable.  [default: auto]"),
    click.option("--as-of", type=DATE, help="Date that chooses editions and dated rules.  [default: each item's posting date]"),
    click.option("--fail-on", type=click.Choice(FAIL_ON), help="Severity from which an item is rejected.  [default: error]"),
    click.option("--select", multiple=True, metavar="CODE", help="Report only these rules; codes or their beginnings; repeatable."),
    click.option("--ignore", multiple=True, metavar="CODE", help="Do not report these rules; codes or their beginnings; repeatable."),
    click.option("--rules", "rule_files", multiple=True, type=_FILE, metavar="FILE", help="Rule file (TOML) to add; repeatable."),
    click.option("--rates", type=_FILE, metavar="FILE", help="Exchange rates (CSV or TOML) for limits of value."),
    click.option("--events", type=_FILE, metavar="FILE", help="Times of events (CSV or TOML) for rules on time."),
    click.option("--config", "config_file", type=_FILE, metavar="FILE", help="Configuration.  [default: ead.toml, else pyproject.toml]"),
    click.option("--baseline", type=_FILE, metavar="FILE", help="JSON report whose findings are known and not reported again."),
    click.option("--language", metavar="CODE", help="Language of the findings.  [default: en]"),
)


def choice_of_rules(command: Any) -> Any:
    """Add the options that choose rules; the values come as keyword arguments for `ead.cli.settings.Choice`."""
    for option in reversed(_CHOICE):
        command = option(command)
    return command


def show_values_option(command: Any) -> Any:
    """Add ``--show-values``."""
    return click.option("--show-values", is_flag=True, help="Show personal values instead of ***.")(command)
