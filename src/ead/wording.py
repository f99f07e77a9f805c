"""Findings in words: templates, masking, paths. Parameters in, sentences out; nothing personal unless asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout
from ead.findings import Path
from ead.patterns import lazy
from ead.rules.api import Rule

__all__ = ["MASK", "domain_path", "known_language", "languages", "mask_element", "sentence", "shown", "template_of"]

MASK = "***"
_LONGEST = 80
_UNSHOWABLE = lazy("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def shown(value: Any) -> str:
    """A value fit for one line of a report: control and direction characters escaped, long text cut."""
    if type(value) is str and len(value) <= _LONGEST and value.isprintable() and value.isascii():
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(shown(part) for part in value)
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = _UNSHOWABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


class _Parameters(dict[str, Any]):
    """Parameters of a template: strings masked when the rule reads personal fields."""

    def __init__(self, values: Mapping[str, Any], public: frozenset[str] | None) -> None:
        hide = public is not None
        super().__init__(
            {key: MASK if hide and key not in (public or ()) and _tells(value) else shown(value) for key, value in values.items()}
        )

    def __missing__(self, key: str) -> str:
        return "?"


def _tells(value: Any) -> bool:
    """Whether a parameter could carry personal text; numbers and dates computed by a rule do not."""
    return isinstance(value, str) or (isinstance(value, list | tuple) and any(isinstance(part, str) for part in value))


def sentence(template: str, values: Mapping[str, Any], *, public: frozenset[str] | None = None) -> str:
    """Fill a template. ``public`` is ``None`` when everything may be shown, else the names of the parameters that may."""
    return template.format_map(_Parameters(values, public))


@cache
def _translations(language: str) -> Mapping[str, Mapping[str, str]]:
    if language == "en":
        return {}
    import tomllib
    from importlib import resources

    file = resources.files("ead") / "locales" / f"{language}.toml"
    if not re.fullmatch("[a-z]{2}", language) or not file.is_file():
        raise ConfigurationError(f'there is no language "{language}"; known are {", ".join(languages())}')
    return tomllib.loads(file.read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """The languages that findings can be written in."""
    from importlib import resources

    folder = resources.files("ead") / "locales"
    found = [entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")] if folder.is_dir() else []
    return ("en", *sorted(found))


def known_language(language: str) -> str:
    """The language, if there are texts in it; raises :class:`ConfigurationError`."""
    _translations(language)
    return language


def template_of(rule: Rule, part: str, language: str) -> str:
    """The text or fix template of a rule in a language; English where the language lacks it."""
    translated = _translations(language).get(rule.code, {}).get(part)
    return translated if translated is not None else getattr(rule, part)


def domain_path(path: Path, item: str | None, layout: Layout = ITEM_LAYOUT) -> str:
    """A path for people: ``item LX123456785JP / content piece 2 / hs_code``. ``layout`` is that of the message's items."""
    parts = [item] if item else []
    for position, step in enumerate(path):
        if isinstance(step, int):
            continue
        entry = layout.subgroups.get(step)
        if entry is None:
            parts.append(step)
            continue
        layout = entry[1]
        following = path[position + 1] if position + 1 < len(path) else None
        parts.append(f"{layout.group.label} {following + 1}" if isinstance(following, int) else step)
    return " / ".join(parts) or "message"


def mask_element(excerpt: str) -> str:
    """A source element with its text and the values of its attributes masked: ``<Name>***</Name>``."""
    if not excerpt.startswith("<"):
        return MASK
    text = re.sub(r"(?s)=\s*(\"[^\"]*\"|'[^']*')", f'="{MASK}"', excerpt)
    return re.sub(r"(?s)>[^<]+", f">{MASK}", text)
