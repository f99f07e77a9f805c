"""``ead profiles``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ead.cli.lazy import debug_option
from ead.cli.selection import places_of
from ead.profiles.load import Policy, Profile, profile_names, profile_settings, profile_title, resolve
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, counted, terminal_width, wants_color, wrapped
from ead.rules.api import AppliesTo, RuleSet
from ead.rules.catalogue import plain
from ead.rules.registry import builtin_names, builtin_rule_set, plugin_names

__all__ = ["command"]

_LABEL = 19


@click.command("profiles")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the list.")
@debug_option
def command(format_: str) -> None:
    """List profiles, rule sets and plug-ins: the names that --profile takes.

    Rule sets for destinations and origins pick themselves, item by item; "partner:..." is everything that applies with the limits of that
    partner's interface. Plug-ins are named, not imported.
    """
    profiles = {name: resolve(Policy(profiles=(name,))) for name in profile_names() if name not in builtin_names()}
    sets = [builtin_rule_set(name) for name in builtin_names()]
    if format_ == "json":
        members = [{"name": name, **_profile_facts(name, profile)} for name, profile in profiles.items()]
        facts = {"profiles": members, "rule_sets": [_set_facts(one) for one in sets], "plug_ins": list(plugin_names())}
        click.echo(json_text(facts, indent=2))
    else:
        _print(profiles, sets)


def _profile_facts(name: str, profile: Profile) -> dict[str, Any]:
    return {
        "title": profile_title(name),
        "rule_sets": [one.name for one in profile.rule_sets],
        "rules": len(profile.rules),
        "parameters": {code: plain(values) for code, values in profile_settings(name).items()},
    }


def _set_facts(one: RuleSet) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "summary": one.summary,
        "edition": one.version,
        "rules": len(one.rules),
        "applies_to": {name: sorted(values) for name in AppliesTo._fields if (values := getattr(one.applies_to, name))},
    }


def _print(profiles: Mapping[str, Profile], sets: Sequence[RuleSet]) -> None:
    style, width = Style(wants_color(sys.stdout)), terminal_width(sys.stdout)
    margin = " " * (_LABEL + 3)
    click.echo(style.paint("profiles", "bold"))
    for name, profile in profiles.items():
        text = f"{profile_title(name)}: {_members(profile)}{_limits(name)}"
        click.echo(wrapped(terminal(text), width, first=f"  {name:<{_LABEL}} ", rest=margin))
    click.echo("\n" + style.paint("rule sets", "bold"))
    for one in sets:
        text = f"{one.title}, {places_of(one.applies_to)}; edition {one.version}, {counted(len(one.rules), 'rule')}. {one.summary}"
        click.echo(wrapped(terminal(text), width, first=f"  {one.name:<{_LABEL}} ", rest=margin))
    click.echo("\n" + style.paint("plug-ins", "bold"))
    click.echo("\n".join(f"  {terminal(name)}" for name in plugin_names()) or "  none installed")


def _members(profile: Profile) -> str:
    names = [one.name for one in profile.rule_sets]
    what = f"all {len(names)} rule sets" if set(builtin_names()) <= set(names) else ", ".join(names)
    return f"{counted(len(profile.rules), 'rule')} of {what}"


def _limits(name: str) -> str:
    codes = ", ".join(profile_settings(name))
    return f"; limits in {codes}" if codes else ""
