"""``ead explain``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import get_close_matches

import click

from ead.cli.catalogue import all_rules
from ead.cli.lazy import debug_option
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, terminal_width, wants_color, wrapped
from ead.rules.api import Rule
from ead.rules.catalogue import as_dict, plain

__all__ = ["command"]

_LABEL = 12


@click.command("explain")
@click.argument("code")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the page.")
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Look in these rule sets or plug-ins; repeatable.")
@click.option(
    "--rules", "rule_files", multiple=True, type=click.Path(dir_okay=False), metavar="FILE", help="Rule file to look in; repeatable."
)
@debug_option
def command(code: str, format_: str, sets: tuple[str, ...], rule_files: tuple[str, ...]) -> None:
    """Explain one rule: what, why, good, bad, source."""
    known = {rule.code: rule for rule in all_rules(sets, rule_files)}
    rule = known.get(code.upper(), known.get(code))
    if rule is None:
        near = get_close_matches(code.upper(), known, n=3, cutoff=0.5)
        hint = f"; near to it are {', '.join(near)}" if near else ""
        raise click.UsageError(f'there is no rule "{code}"{hint}; "ead rules" lists them all')
    if format_ == "json":
        click.echo(json_text(as_dict(rule), indent=2))
        return
    for line in _page(rule, Style(wants_color(sys.stdout)), terminal_width(sys.stdout)):
        click.echo(line)


def _page(rule: Rule, style: Style, width: int) -> Iterator[str]:
    page = rule.documentation
    yield f"{style.paint(rule.code, 'bold')}  {style.severity(rule.severity, rule.severity.value)}, rule set {rule.rule_set}"
    yield wrapped(terminal(page.fault or rule.name), width)
    for label, text in (("why", page.why), ("mend", page.fix), ("notes", page.notes)):
        yield from _entry(label, text, style, width)
    for label, text in (("good", page.good), ("bad", page.bad)):
        yield from _entry(label, text, style, width)
    yield from _entry("says", rule.text, style, width)
    yield ""
    for label, text in _facts(rule):
        yield from _entry(label, text, style, width, apart=False)


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "reads", ", ".join(rule.reads) or "the source itself: decided while the message is read"
    yield "reported at", rule.at
    for name, value in sorted(rule.parameters.items()):
        shown = plain(value)
        text = ", ".join(str(one) for one in shown) if isinstance(shown, list) else str(shown)
        yield "parameter", f"{name} = {text if len(text) <= 300 else text[:297] + '...'}"
    yield "in force", _period(rule)
    yield "where", _area(rule)
    yield "source", rule.source
    yield "confidence", rule.confidence.value
    yield "safe fix", "yes, ead fix applies it" if rule.safe_fix else "no"
    yield "status", f"{rule.status}, since ead {rule.added}"


def _period(rule: Rule) -> str:
    if rule.since is None and rule.until is None:
        return "always"
    since = f"from {rule.since.isoformat()}" if rule.since else ""
    until = f"until the day before {rule.until.isoformat()}" if rule.until else ""
    return " ".join(part for part in (since, until) if part)


def _area(rule: Rule) -> str:
    area = rule.applies_to
    parts = (("to", area.destinations), ("from", area.origins), ("mail class", area.mail_classes))
    return "; ".join(f"{word} {', '.join(sorted(codes))}" for word, codes in parts if codes) or "everywhere"


def _entry(label: str, text: str, style: Style, width: int, *, apart: bool = True) -> Iterator[str]:
    if not text:
        return
    if apart:
        yield ""
    margin = " " * (_LABEL + 2)
    lines = wrapped(terminal(text), width, first=margin, rest=margin)
    yield f"  {style.paint(f'{label:<{_LABEL}}', 'dim')}{lines[len(margin) :]}"
