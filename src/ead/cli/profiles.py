"""``ead profiles``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ead.cli.lazy import debug_option
from ead.profiles.load import Policy, Profile, profile_names, resolve
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, counted, terminal_width, wants_color, wrapped
from ead.rules.api import RuleSet
from ead.rules.registry import builtin_names, builtin_rule_set, plugin_names

__all__ = ["command"]


@click.command("profiles")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the list.")
@debug_option
def command(format_: str) -> None:
    """List profiles, rule sets and plug-ins: the names that --profile takes.

    Plug-ins are named, not imported.
    """
    profiles = {name: resolve(Policy(profiles=(name,))) for name in profile_names() if name not in builtin_names()}
    sets = [builtin_rule_set(name) for name in builtin_names()]
    if format_ == "json":
        members = [{"name": name, **_profile_facts(profile)} for name, profile in profiles.items()]
        facts = {"profiles": members, "rule_sets": [_set_facts(one) for one in sets], "plug_ins": list(plugin_names())}
        click.echo(json_text(facts, indent=2))
    else:
        _print(profiles, sets)


def _profile_facts(profile: Profile) -> dict[str, Any]:
    return {"rule_sets": [one.name for one in profile.rule_sets], "rules": len(profile.rules)}


def _set_facts(one: RuleSet) -> dict[str, Any]:
    return {"name": one.name, "title": one.title, "summary": one.summary, "edition": one.version, "rules": len(one.rules)}


def _print(profiles: Mapping[str, Profile], sets: Sequence[RuleSet]) -> None:
    style, width = Style(wants_color(sys.stdout)), terminal_width(sys.stdout)
    click.echo(style.paint("profiles", "bold"))
    for name, profile in profiles.items():
        members = ", ".join(one.name for one in profile.rule_sets)
        click.echo(f"  {name:<12} {counted(len(profile.rules), 'rule')}: {members}")
    click.echo("\n" + style.paint("rule sets", "bold"))
    for one in sets:
        text = f"{one.title}, edition {one.version}, {counted(len(one.rules), 'rule')}. {one.summary}"
        click.echo(wrapped(terminal(text), width, first=f"  {one.name:<12} ", rest=" " * 15))
    click.echo("\n" + style.paint("plug-ins", "bold"))
    click.echo("\n".join(f"  {terminal(name)}" for name in plugin_names()) or "  none installed")
