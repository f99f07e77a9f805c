"""``ead rules``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import click

from ead.cli.catalogue import all_rules
from ead.cli.lazy import debug_option
from ead.cli.options import DATE
from ead.cli.selection import Asked, asked, place_options, route_in_words
from ead.findings import Severity
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, counted, cut, terminal_width, wants_color
from ead.rules.api import Rule
from ead.rules.catalogue import as_dict

__all__ = ["command"]

_SEVERITIES = click.Choice([severity.value for severity in Severity])


@click.command("rules")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True, help="Form of the list.")
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Only these rule sets or plug-ins; repeatable.")
@click.option("--severity", "severities", multiple=True, type=_SEVERITIES, help="Only these severities; repeatable.")
@place_options
@click.option("--as-of", type=DATE, help="Only rules in force on that day.  [default with a place: today]")
@click.option("--rules", "rule_files", multiple=True, type=click.Path(dir_okay=False), metavar="FILE", help="Rule file to add; repeatable.")
@click.option(
    "--show-compiled", is_flag=True, help="The functions that such an item is checked by, as Python; --set and --severity say nothing here."
)
@debug_option
def command(
    format_: str,
    sets: tuple[str, ...],
    severities: tuple[str, ...],
    destination: str | None,
    origin: str | None,
    mail_class: str | None,
    profiles: tuple[str, ...],
    as_of: date | None,
    rule_files: tuple[str, ...],
    show_compiled: bool,
) -> None:
    """List the rules; with a destination, an origin or a mail class those that such an item is checked by."""
    choice = None
    if destination or origin or mail_class or profiles or show_compiled:
        today = date.today()  # noqa: DTZ011 - the local day, as when an item without a date is checked
        choice = asked(profiles, on=as_of or today, destination=destination, origin=origin, mail_class=mail_class, rule_files=rule_files)
        if show_compiled:
            _print_compiled(choice)
            return
        rules: Sequence[Rule] = [rule for rule in choice.rules if not sets or rule.rule_set in sets]
    else:
        rules = [rule for rule in all_rules(sets, rule_files) if as_of is None or rule.in_force(as_of)]
    rules = [rule for rule in rules if not severities or rule.severity.value in severities]
    if format_ == "json":
        click.echo(json_text([as_dict(rule) for rule in rules], indent=2))
    else:
        _print_table(rules, choice)


def _print_compiled(choice: Asked) -> None:
    """The functions of a selection, one after the other: for all items, for the destination, for the origin."""
    click.echo(f"# items {route_in_words(choice.selection)}, on {choice.selection.on}, profile {', '.join(choice.profile.names)}")
    plan = choice.engine.plan_of(choice.selection)
    for number, part in enumerate(plan.parts, 1):
        rules = len(part.compiled.rules) + len(part.odd.rules)
        click.echo(f"\n\n# part {number} of {len(plan.parts)}: {counted(rules, 'rule')}\n{part.source}", nl=False)


def _print_table(rules: Sequence[Rule], choice: Asked | None) -> None:
    style, width = Style(wants_color(sys.stdout)), terminal_width(sys.stdout)
    current = ""
    for rule in rules:
        if rule.rule_set != current:
            click.echo(("\n" if current else "") + style.paint(rule.rule_set, "bold"))
            current = rule.rule_set
        severity = style.severity(rule.severity, f"{rule.severity.value:<8}")
        safe = "*" if rule.safe_fix else " "
        click.echo(f"  {rule.code:<14} {severity} {safe} {cut(terminal(rule.documentation.fault or rule.name), width - 28)}")
    click.echo(f"\n{counted(len(rules), 'rule')}; * marks those that ead fix can mend; ead explain CODE says more")
    if choice is not None:
        names = ", ".join(choice.profile.names)
        click.echo(f"asked of items {route_in_words(choice.selection)}, on {choice.selection.on}, profile {terminal(names)}")
        if choice.unserved and choice.selection.destination:
            click.echo("this destination has no rule set of its own: the world-wide sets check it")
