"""``ead fix``."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from ead.atomic import drafting
from ead.cli.exits import ACCEPTED, REJECTED
from ead.cli.inputs import STANDARD_INPUT, Source, open_binary
from ead.cli.lazy import debug_option
from ead.cli.options import ALL_FORMATS, TARGET, choice_of_rules, show_values_option
from ead.cli.settings import Choice, settings_for
from ead.fixing import Edit, Fixed, fix_source
from ead.reports.escape import terminal
from ead.reports.style import Style, counted, wants_color
from ead.validator import Validator

__all__ = ["command"]


@click.command("fix")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="[DST]", required=False, type=TARGET)
@click.option("--dry-run", is_flag=True, help="Show the corrections as a difference; write nothing.")
@click.option("--format", "format_", metavar="FORMAT", type=click.Choice(ALL_FORMATS), help="Format of SRC.  [default: by its content]")
@choice_of_rules
@show_values_option
@click.option("-q", "--quiet", is_flag=True, help="Do not list the corrections.")
@debug_option
def command(source: str, target: str | None, dry_run: bool, format_: str | None, show_values: bool, quiet: bool, **choice: Any) -> int:
    """Apply the safe corrections that findings offer, and leave everything else in the text as it is.

    SRC and DST may be - for standard input and output, and DST may be SRC. The exit code is 0 when the corrected message would be
    accepted, and 1 when findings are left that need a person.
    """

    if target is None and not dry_run:
        raise click.UsageError("name the file to write (DST), or ask for --dry-run")
    settings = settings_for(Choice(**choice), show_values=show_values)
    data: Any = open_binary(Source(STANDARD_INPUT, STANDARD_INPUT, None)).read() if source == "-" else source
    fixed = fix_source(data, settings.validator, format=format_)
    shown = STANDARD_INPUT if source == "-" else source
    if dry_run:
        for line in _difference(fixed, shown, Style(wants_color(sys.stdout)), show_values=show_values):
            click.echo(line)
    else:
        _write(fixed, str(target))
    left = _left(fixed, settings.validator)
    _say(fixed, left, quiet=quiet or dry_run, dry_run=dry_run)
    return REJECTED if left else ACCEPTED


def _write(fixed: Fixed, target: str) -> None:
    sys.stdout.flush()
    with drafting(sys.stdout.buffer if target == "-" else target) as draft:
        draft.file.write(fixed.text)
        draft.keep = True


def _left(fixed: Fixed, validator: Validator) -> int:
    """How many findings would still reject the message."""
    threshold = validator.fail_on
    return 0 if threshold is None else sum(finding.severity.rank <= threshold.rank for finding in fixed.unfixed)


def _say(fixed: Fixed, left: int, *, quiet: bool, dry_run: bool) -> None:

    if not quiet:
        for edit in fixed.edits:
            line = f"line {edit.line}" if edit.line else "-"
            click.echo(terminal(f"  {line:<10} {edit.code:<14} {edit.path}: {edit.before} -> {edit.after}"), err=True)
    rest = f"{counted(left, 'finding')} left that would reject the message" if left else "nothing left that would reject the message"
    click.echo(f"{counted(len(fixed.edits), 'correction')}{' possible' if dry_run else ''}, {rest}", err=True)


def _difference(fixed: Fixed, name: str, style: Style, *, show_values: bool) -> Iterator[str]:
    """A unified difference. Lines of a message hold personal values, so without ``--show-values`` only the corrected values are shown."""
    if not fixed.edits:
        return

    lines = _whole_lines(fixed, name) if show_values else _values_only(fixed.edits, name)
    looks = {"+": "green", "-": "red", "@": "blue"}
    for line in lines:
        look = looks.get(line[:1]) if not line.startswith(("+++", "---")) else "bold"
        yield style.paint(terminal(line), look) if look else terminal(line)


def _whole_lines(fixed: Fixed, name: str) -> Iterator[str]:
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (fixed.original, fixed.text))
    return difflib.unified_diff(old, new, name, f"{name} (corrected)", lineterm="")


def _values_only(edits: Sequence[Edit], name: str) -> Iterator[str]:
    yield f"--- {name}"
    yield f"+++ {name} (corrected)"
    for edit in edits:
        line = edit.line or 0
        yield f"@@ -{line} +{line} @@ {edit.code} {edit.path}"
        yield f"-{edit.before}"
        yield f"+{edit.after}"
