"""Findings in words: templates, masking, paths. Parameters in, sentences out; nothing personal unless asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from string import Formatter
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout
from ead.findings import Path
from ead.native import twin
from ead.patterns import lazy
from ead.rules.api import Rule

__all__ = [
    "MASK",
    "Phrase",
    "domain_path",
    "fill_in_python",
    "known_language",
    "languages",
    "mask_element",
    "path_in_words",
    "sentence",
    "shown",
    "template_of",
]

MASK = "***"
_LONGEST = 80
_UNSHOWABLE = lazy("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_ATTRIBUTE_VALUE = lazy(r"=\s*(\"[^\"]*\"|'[^']*')")
_TEXT = lazy(">[^<]+")


def shown(value: Any) -> str:
    """A value fit for one line of a report: control and direction characters escaped, long text cut."""
    if type(value) is str and len(value) <= _LONGEST and value.isprintable() and value.isascii():
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(shown(part) for part in value)
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = _UNSHOWABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


class _Parameters(dict[str, str]):
    """What a template that asks for more than plain values takes them from."""

    def __init__(self, values: Mapping[str, Any], public: frozenset[str] | None) -> None:
        super().__init__({name: _said(name, values, public) for name in values})

    def __missing__(self, key: str) -> str:
        return "?"


def _tells(value: Any) -> bool:
    """Whether a parameter could carry personal text; numbers and dates computed by a rule do not."""
    return isinstance(value, str) or (isinstance(value, list | tuple) and any(isinstance(part, str) for part in value))


class Phrase:
    """A template, taken apart once. ``public`` is ``None`` when everything may be shown, else the names of the parameters that may.

    ``fixed`` says that it takes no parameters.
    """

    __slots__ = ("_names", "_pattern", "_public", "_template", "fixed")

    def __init__(self, template: str, public: frozenset[str] | None = None) -> None:
        self._template, self._public = template, public
        self._names: tuple[str, ...] | None
        self._pattern, self._names = _apart(template) or (template, None)
        self.fixed = self._names == ()

    def fill(self, values: Mapping[str, Any]) -> str:
        """The template with values, each fit for one line; "?" for those that are not there."""
        if self.fixed:
            return self._pattern
        if self._names is None:
            return self._template.format_map(_Parameters(values, self._public))
        return _fill(self._pattern, self._names, values, self._public)


def _said(name: str, values: Mapping[str, Any], public: frozenset[str] | None) -> str:
    if name not in values:
        return "?"
    value = values[name]
    return MASK if public is not None and name not in public and _tells(value) else shown(value)


def fill_in_python(pattern: str, names: tuple[str, ...], values: Mapping[str, Any], public: frozenset[str] | None) -> str:
    """A pattern of ``%`` with these values; ``public`` are the names of those that may be shown, ``None``: all."""
    return pattern % tuple([_said(name, values, public) for name in names])


_fill = twin("phrases", lambda native: native.Filler(_LONGEST, _said).fill, lambda: fill_in_python)


def _apart(template: str) -> tuple[str, tuple[str, ...]] | None:
    """A template as a pattern of ``%`` and the names of what it takes; ``None`` where it asks for more than plain values."""
    pattern, names = "", []
    try:
        for literal, name, form, conversion in Formatter().parse(template):
            pattern += literal.replace("%", "%%")
            if name is None:
                continue
            if form or conversion or not name.isidentifier():
                return None
            pattern += "%s"
            names.append(name)
    except ValueError:
        # A faulty template raises where it is filled in.
        return None
    return pattern if names else pattern.replace("%%", "%"), tuple(names)


@lru_cache(maxsize=1024)
def _phrase(template: str, public: frozenset[str] | None) -> Phrase:
    return Phrase(template, public)


def sentence(template: str, values: Mapping[str, Any], *, public: frozenset[str] | None = None) -> str:
    """Fill a template. ``public`` is ``None`` when everything may be shown, else the names of the parameters that may."""
    return _phrase(template, public).fill(values)


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
    return " / ".join([*([item] if item else []), *path_in_words(path, layout)]) or "message"


def path_in_words(path: Path, layout: Layout = ITEM_LAYOUT) -> list[str]:
    """The steps of a path for people: ``content piece 2``, ``hs_code``."""
    words = []
    for position, step in enumerate(path):
        if isinstance(step, int):
            continue
        entry = layout.subgroups.get(step)
        if entry is None:
            words.append(step)
            continue
        layout = entry[1]
        following = path[position + 1] if position + 1 < len(path) else None
        words.append(f"{layout.group.label} {following + 1}" if isinstance(following, int) else step)
    return words


def mask_element(excerpt: str) -> str:
    """A source element with its text and the values of its attributes masked: ``<Name>***</Name>``."""
    if not excerpt.startswith("<"):
        return MASK
    text = _ATTRIBUTE_VALUE.sub(f'="{MASK}"', excerpt) if "=" in excerpt else excerpt
    # The start tag of a group has no text behind it.
    return _TEXT.sub(f">{MASK}", text) if text.find(">") < len(text) - 1 else text
