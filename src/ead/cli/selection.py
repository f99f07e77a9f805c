"""What commands that show rules choose them by: destination, origin, mail class, date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from ead.codelists import countries, mail_classes
from ead.profiles.load import Policy, Profile, refuse_unknown_profiles, resolve
from ead.rules.api import AppliesTo, Rule, Selection
from ead.rules.engine import Engine
from ead.rules.regions import contracted
from ead.rules.registry import shared_facts

__all__ = ["COUNTRY", "Asked", "asked", "place_options", "places_of", "route_in_words"]

_NORTHERN_IRELAND = "XI"


class _Country(click.ParamType["str"]):
    """A country, or Northern Ireland."""

    name = "CODE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the code; refuse anything else."""
        code = str(value).upper()
        if code != _NORTHERN_IRELAND and not countries.is_country(code):
            self.fail(f'"{value}" is no country, expected a code of ISO 3166-1 such as BR, or XI for Northern Ireland', param, ctx)
        return code


COUNTRY = _Country()
_PLACES = (
    click.option("--destination", type=COUNTRY, help="Country of destination, alpha-2; XI is Northern Ireland."),
    click.option("--origin", type=COUNTRY, help="Country of origin of the item.  [default: none, sets for an origin are left out]"),
    click.option("--class", "mail_class", type=click.Choice(sorted(mail_classes.code_list().codes)), help="Mail class.  [default: all]"),
    click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Profile, rule set or plug-in; repeatable.  [default: auto]"),
)


def place_options(command: Any) -> Any:
    """Add the options for places and the profile."""
    for option in reversed(_PLACES):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules that a choice comes to, what they were chosen from, and for which destinations there is no set."""

    profile: Profile
    engine: Engine
    selection: Selection
    rules: tuple[Rule, ...]
    unserved: bool

    def on(self, day: date) -> tuple[Rule, ...]:
        """The rules of the same choice on another day."""
        return _chosen(self.engine, self.selection._replace(on=day))


def asked(
    profiles: Sequence[str],
    *,
    on: date,
    destination: str | None = None,
    origin: str | None = None,
    mail_class: str | None = None,
    rule_files: Sequence[str] = (),
) -> Asked:
    """The rules that an item is checked by; of every mail class when none is given.

    Raises :class:`~ead.errors.ConfigurationError` for an unknown profile and a wrong rule file.
    """
    refuse_unknown_profiles(profiles)
    profile = resolve(Policy(profiles=tuple(profiles) or ("auto",), rule_files=tuple(rule_files)))
    engine = Engine(profile.rule_sets, shared_facts(), profile.rules)
    territory = destination if destination == _NORTHERN_IRELAND else None
    selection = Selection(_country(destination), _country(origin), mail_class, on, territory)
    own = [one.applies_to for one in profile.rule_sets if one.applies_to.destinations or one.applies_to.countries]
    unserved = bool(own) and not any(one.serves(selection.destination, selection.territory) for one in own)
    return Asked(profile, engine, selection, _chosen(engine, selection), unserved)


def _country(code: str | None) -> str | None:
    return "GB" if code == _NORTHERN_IRELAND else code


def _chosen(engine: Engine, selection: Selection) -> tuple[Rule, ...]:
    classes: Iterable[str] = (selection.mail_class,) if selection.mail_class else mail_classes.code_list().codes
    found = {rule.code: rule for one in classes for rule in engine.rules_for(selection._replace(mail_class=one))}
    return tuple(rule for rule in engine.rules if rule.code in found)


def route_in_words(selection: Selection) -> str:
    """From where to where, in which class."""
    destination = selection.territory or selection.destination
    parts = [
        f"to {destination}" if destination else "",
        f"from {selection.origin}" if selection.origin else "",
        f"mail class {selection.mail_class}" if selection.mail_class else "",
    ]
    return ", ".join(part for part in parts if part) or "anywhere"


def places_of(area: AppliesTo) -> str:
    """Where a rule or rule set applies, in words."""
    parts = (("to", area.destinations), ("from", area.origins), ("to or from", area.countries))
    words = [f"{word} {', '.join(contracted(codes))}" for word, codes in parts if codes]
    if area.mail_classes:
        words.append(f"mail class {', '.join(sorted(area.mail_classes))}")
    return "; ".join(words) or "everywhere"
