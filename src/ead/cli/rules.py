"""``ead rules``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ead.cli.catalogue import all_rules
from ead.cli.lazy import debug_option
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
@click.option("--rules", "rule_files", multiple=True, type=click.Path(dir_okay=False), metavar="FILE", help="Rule file to add; repeatable.")
@debug_option
def command(format_: str, sets: tuple[str, ...], severities: tuple[str, ...], rule_files: tuple[str, ...]) -> None:
    """List the rules."""
    rules = [rule for rule in all_rules(sets, rule_files) if not severities or rule.severity.value in severities]
    if format_ == "json":
        click.echo(json_text([as_dict(rule) for rule in rules], indent=2))
    else:
        _print_table(rules)


def _print_table(rules: Sequence[Rule]) -> None:
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
