"""Rule files: rules as rows of TOML, by people who do not write Python. Mistakes are told with file, line and key.

A file holds ``[[rule]]`` tables (:mod:`ead.rules.tables`), ``[[override]]`` tables (:mod:`ead.rules.overrides`), or both.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ead.codelists import countries
from ead.errors import ConfigurationError
from ead.rules.api import AppliesTo, Rule, RuleSet
from ead.rules.linear import LINEAR_KINDS
from ead.rules.overrides import Override, read_overrides
from ead.rules.regions import GROUPS, expanded
from ead.rules.table_row import RowError, one_text, texts
from ead.rules.tables import rule_from_row

__all__ = ["load_rule_file", "read_rule_file"]

_PLACES = ("destinations", "origins", "countries")
_SET_KEYS = ("name", "title", "version", "summary", *_PLACES, "mail_classes")
_TABLES = ("rule_set", "rule", "override")


def load_rule_file(path: str | os.PathLike[str]) -> RuleSet:
    """The rule set that a TOML file describes; empty when the file only overrides.

    Raises :class:`ConfigurationError` with file, line, key and what was expected.
    """
    return read_rule_file(path)[0]


def read_rule_file(path: str | os.PathLike[str]) -> tuple[RuleSet, tuple[Override, ...]]:
    """The rule set of a TOML file, and its overrides of rules that are there already; raises :class:`ConfigurationError`."""
    name = os.fspath(path)
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read: {(error.strerror or '').lower()}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{name}: is not UTF-8 text") from error
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: is not valid TOML: {error}") from error
    except RecursionError:
        raise ConfigurationError(f"{name}: is not valid TOML: nested too deeply") from None
    file = _RuleFile(name, text)
    return file.rule_set(content), read_overrides(content.get("override", []), name, file.lines)


class _RuleFile:
    """A rule file, with its text at hand to find the line of a key."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()

    def rule_set(self, content: Mapping[str, Any]) -> RuleSet:
        """The rule set; every rule is checked before any is used."""
        for key in content:
            if key not in _TABLES:
                raise self._error(1, key, "is not known here, expected [rule_set], [[rule]] and [[override]] tables")
        rows = content.get("rule", [])
        if not isinstance(rows, list) or not (rows or "override" in content):
            raise self._error(1, "rule", "expected one [[rule]] table or more")
        about = content.get("rule_set", {})
        return self._described(about, tuple(self._rule(number, row) for number, row in enumerate(rows)))

    def _described(self, about: Any, rules: tuple[Rule, ...]) -> RuleSet:
        if not isinstance(about, Mapping):
            raise self._error(1, "rule_set", "expected a [rule_set] table")
        for key in about:
            if key not in _SET_KEYS:
                raise self._error(self._line("[rule_set]", 0, key), key, f"is not known, expected one of {', '.join(_SET_KEYS)}")
        try:
            applies = {key: _countries(about, key) for key in _PLACES if key in about}
            if "mail_classes" in about:
                applies["mail_classes"] = frozenset(texts(about, "mail_classes"))
            name = one_text(about, "name") if "name" in about else Path(self.name).stem
        except RowError as error:
            raise self._error(self._line("[rule_set]", 0, error.key), error.key, _without_key(error)) from None
        codes = [rule.code for rule in rules]
        for number, code in enumerate(codes):
            if code in codes[:number]:
                raise self._error(self._line("[[rule]]", number, "code"), "code", f'"{code}" stands twice')
        title, version, summary = (str(about.get(key, default)) for key, default in (("title", name), ("version", "1"), ("summary", "")))
        return RuleSet(name=name, title=title, version=version, rules=rules, summary=summary, applies_to=AppliesTo(**applies))

    def _rule(self, number: int, row: Any) -> Rule:
        try:
            return rule_from_row(row, LINEAR_KINDS)
        except RowError as error:
            raise self._error(self._line("[[rule]]", number, error.key), error.key, _without_key(error)) from None

    def _line(self, header: str, number: int, key: str) -> int:
        """The line of a key in the n-th table of that header; the header's own line when the key is missing."""
        start = [index for index, line in enumerate(self.lines) if line.strip().startswith(header)][number : number + 1]
        if not start:
            return 1
        for index in range(start[0] + 1, len(self.lines)):
            line = self.lines[index].strip()
            if line.startswith("["):
                break
            if re.match(rf'"?{re.escape(key)}"?\s*[.=]', line):
                return index + 1
        return start[0] + 1

    def _error(self, line: int, key: str, text: str) -> ConfigurationError:
        return ConfigurationError(f"{self.name}, line {line}: {key}: {text}")


def _without_key(error: RowError) -> str:
    return str(error).removeprefix(f"{error.key}: ")


def _countries(about: Mapping[str, Any], key: str) -> frozenset[str]:
    codes = texts(about, key)
    for code in codes:
        if code not in GROUPS and code != "XI" and not countries.is_country(code):
            raise RowError(key, f'"{code}" is no country, expected a code of ISO 3166-1 such as BR, or {", ".join(GROUPS)} or XI')
    return expanded(codes)
