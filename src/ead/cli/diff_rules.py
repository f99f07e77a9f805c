"""``ead diff-rules``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from ead.cli.lazy import debug_option
from ead.cli.options import DATE
from ead.cli.selection import Asked, asked, place_options, route_in_words
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, terminal_width, wants_color, wrapped
from ead.rules.api import Rule
from ead.rules.catalogue import as_dict
from ead.rules.names import closure_of

__all__ = ["RuleChanges", "command", "compare"]


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What is different on the later of two days.

    ``changes`` are pairs of which one ends on the day the other begins, about the same place; ``between`` holds rules that both begin
    and end between the days; ``by_date`` rules in force on both days that look at the date themselves, and so may judge otherwise.
    """

    starts: tuple[Rule, ...]
    stops: tuple[Rule, ...]
    changes: tuple[tuple[Rule, Rule], ...]
    between: tuple[Rule, ...]
    by_date: tuple[Rule, ...]
    same: int


@click.command("diff-rules")
@click.argument("old", type=DATE, metavar="OLD")
@click.argument("new", type=DATE, metavar="NEW")
@place_options
@click.option("--rules", "rule_files", multiple=True, type=click.Path(dir_okay=False), metavar="FILE", help="Rule file to add; repeatable.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the answer.")
@debug_option
def command(old: date, new: date, format_: str, rule_files: tuple[str, ...], **places: Any) -> None:
    """Compare the rules of two days: what starts or stops failing.

    OLD and NEW are dates such as 2026-06-01. The exit code is 0, whatever the answer.
    """
    if new < old:
        raise click.UsageError(f"{new} comes before {old}, expected the earlier day first")
    choice = asked(places.pop("profiles"), on=old, rule_files=rule_files, **places)
    changes = compare(choice, new)
    if format_ == "json":
        click.echo(json_text(_as_dict(choice, new, changes), indent=2))
    else:
        _print(choice, new, changes)


def compare(choice: Asked, new: date) -> RuleChanges:
    """The differences between the day of the choice and a later one."""
    old = choice.selection.on
    before, after = ({rule.code: rule for rule in rules} for rules in (choice.rules, choice.on(new)))
    starts = sorted((rule for code, rule in after.items() if code not in before), key=lambda rule: (str(rule.since), rule.code))
    stops = sorted((rule for code, rule in before.items() if code not in after), key=lambda rule: (str(rule.until), rule.code))
    pairs = _pairs(stops, starts)
    paired = {rule.code for pair in pairs for rule in pair}
    both = [rule for code, rule in after.items() if code in before]
    passing = [rule for rule in choice.engine.rules if rule.since and rule.until and old < rule.since and rule.until <= new]
    return RuleChanges(
        starts=tuple(rule for rule in starts if rule.code not in paired),
        stops=tuple(rule for rule in stops if rule.code not in paired),
        changes=tuple(pairs),
        between=tuple(rule for rule in passing if rule in choice.on(rule.since or old)),
        by_date=tuple(rule for rule in both if _looks_at_the_date(rule, choice)),
        same=len(both),
    )


def _pairs(stops: Sequence[Rule], starts: Sequence[Rule]) -> list[tuple[Rule, Rule]]:
    """Rules that take the place of another: the same set and place, and the one begins when the other ends."""
    found: list[tuple[Rule, Rule]] = []
    free = list(starts)
    for old in stops:
        new = next(
            (one for one in free if (one.since, one.at, one.scope, one.rule_set) == (old.until, old.at, old.scope, old.rule_set)), None
        )
        if new is not None:
            free.remove(new)
            found.append((old, new))
    return found


def _looks_at_the_date(rule: Rule, choice: Asked) -> bool:
    return not {"on", "item.on"}.isdisjoint(closure_of(rule.reads, rule.scope, choice.engine.facts))


def _as_dict(choice: Asked, new: date, changes: RuleChanges) -> dict[str, Any]:
    selection = choice.selection
    return {
        "diff_rules": "1",
        "old": selection.on.isoformat(),
        "new": new.isoformat(),
        "destination": selection.territory or selection.destination,
        "origin": selection.origin,
        "mail_class": selection.mail_class,
        "profiles": list(choice.profile.names),
        "starts": _listed(changes.starts),
        "stops": _listed(changes.stops),
        "changes": [{"old": as_dict(one), "new": as_dict(other)} for one, other in changes.changes],
        "between": _listed(changes.between),
        "by_date": [rule.code for rule in changes.by_date],
        "same": changes.same,
    }


def _listed(rules: Iterable[Rule]) -> list[Mapping[str, Any]]:
    return [as_dict(rule) for rule in rules]


def _print(choice: Asked, new: date, changes: RuleChanges) -> None:
    style, width = Style(wants_color(sys.stdout)), terminal_width(sys.stdout)
    profiles = terminal(", ".join(choice.profile.names))
    click.echo(f"items {route_in_words(choice.selection)}, {choice.selection.on} against {new}, profile {profiles}")
    for rule in changes.starts:
        click.echo(_entry(style.paint(f"{'starts':<8}", "red"), f"{rule.since or new}", rule, width))
    for rule in changes.stops:
        click.echo(_entry(style.paint(f"{'stops':<8}", "green"), f"{rule.until or new}", rule, width))
    for one, other in changes.changes:
        click.echo(_entry(style.paint(f"{'changes':<8}", "yellow"), f"{other.since}", other, width, instead_of=one))
    for rule in changes.between:
        click.echo(_entry(style.paint(f"{'between':<8}", "yellow"), f"{rule.since} to {rule.until}", rule, width))
    counts = {"starting": changes.starts, "stopping": changes.stops, "changing": changes.changes, "in force between": changes.between}
    click.echo(", ".join([*(f"{len(found)} {word}" for word, found in counts.items() if found), f"{changes.same} the same"]))
    if changes.by_date:
        codes = ", ".join(rule.code for rule in changes.by_date)
        click.echo(wrapped(f"of the same, these look at the date themselves: {codes}", width, first="", rest="  "))


def _entry(label: str, day: str, rule: Rule, width: int, *, instead_of: Rule | None = None) -> str:
    severity = rule.severity.value
    if instead_of is not None:
        severity = f"{instead_of.severity.value} -> {severity}, in place of {instead_of.code}"
    head = f"{label} {day}  {terminal(rule.code):<14} {severity}  {terminal(rule.at)}"
    return head + "\n" + wrapped(terminal(rule.documentation.fault or rule.name), width, first=" " * 9, rest=" " * 9)
