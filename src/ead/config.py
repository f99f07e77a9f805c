"""Configuration files: ``ead.toml``, or the table ``[tool.ead]`` of ``pyproject.toml``.

A wrong key, type or date raises :class:`~ead.errors.ConfigurationError` that says file, line, key and what was expected.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.named import NamedTuple
from ead.suppressions import Suppression

__all__ = ["FAIL_ON", "Configuration", "find_configuration", "load_configuration"]

FAIL_ON = ("error", "warning", "info", "never")
"""From which severity an item is rejected."""

_NOTHING: Mapping[str, Any] = {}


class Configuration(NamedTuple):
    """What a configuration file asks for. Empty values mean: not said there. Paths are relative to the file's folder."""

    file: str | None = None
    profiles: tuple[str, ...] = ()
    as_of: datetime.date | None = None
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    rates: str | None = None
    events: str | None = None
    language: str | None = None
    severities: Mapping[str, Severity] = _NOTHING
    parameters: Mapping[str, Mapping[str, Any]] = _NOTHING
    suppressions: tuple[Suppression, ...] = ()


def find_configuration(folder: str | Path = ".") -> Configuration:
    """The configuration of a folder: its ``ead.toml``, else ``[tool.ead]`` of its ``pyproject.toml``, else an empty one."""
    own, project = Path(folder) / "ead.toml", Path(folder) / "pyproject.toml"
    if own.is_file():
        return load_configuration(own)
    if project.is_file() and re.search(r"(?m)^[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*ead[ \t]*[\].]", _text_of(project)):
        return load_configuration(project)
    return Configuration()


def load_configuration(file: str | Path) -> Configuration:
    """Read one configuration file; a ``pyproject.toml`` is read at its table ``[tool.ead]``."""
    import tomllib

    path = Path(file)
    text = _text_of(path)
    try:
        # Decimal: a tolerance of 0.1 must not become the nearest binary number.
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line ([0-9]+), column ([0-9]+)\)", str(error))
        line = f":{place[1]}" if place else ""
        reason = str(error).removesuffix(place[0]) if place else str(error)
        raise ConfigurationError(f"{path}{line}: not valid TOML: {reason[:1].lower()}{reason[1:]}") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: not valid TOML: nested too deeply") from None
    if path.name == "pyproject.toml":
        return _Reading(path, text, ("tool", "ead")).configuration(tables.get("tool", {}).get("ead", {}))
    return _Reading(path, text, ()).configuration(tables)


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f'cannot read the configuration "{path}": {(error.strerror or str(error)).lower()}') from error
    except ValueError:
        raise ConfigurationError(f'cannot read the configuration "{path}": it is not UTF-8 text') from None


class _Reading:
    """One file on its way to a `Configuration`; knows where keys stand, which `tomllib` does not tell."""

    def __init__(self, path: Path, text: str, root: tuple[str, ...]) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.root = root
        self._readers: dict[str, Callable[[str, Any], Any]] = {
            "profiles": self._texts,
            "as_of": self._date,
            "fail_on": self._fail_on,
            "select": self._texts,
            "ignore": self._texts,
            "rules": self._files,
            "rates": self._file,
            "events": self._file,
            "language": self._text,
            "severities": self._severities,
            "parameters": self._parameters,
            "suppressions": self._suppressions,
        }

    def configuration(self, tables: Any) -> Configuration:
        if not isinstance(tables, dict):
            self._refuse((), tables, "a table")
        self._known(tables, self._readers, ())
        return Configuration(file=str(self.path), **{key: self._readers[key](key, value) for key, value in tables.items()})

    def _known(self, table: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any], within: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches

                near = get_close_matches(key, known, n=1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                self._fail((*within, key), f'there is no key "{key}", expected one of {", ".join(known)}{hint}')

    def _text(self, key: str, value: Any, *within: str | int) -> str:
        if not isinstance(value, str) or not value.strip():
            self._refuse((*within, key), value, "a text that is not empty")
        return value

    def _texts(self, key: str, value: Any) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
            self._refuse((key,), value, "a list of texts")
        return tuple(values)

    def _files(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(str(self.path.parent / name) for name in self._texts(key, value))

    def _file(self, key: str, value: Any) -> str:
        return str(self.path.parent / self._text(key, value))

    def _date(self, key: str, value: Any, *within: str | int) -> datetime.date:
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            self._refuse((*within, key), value, "a date such as 2026-11-21")
        return value

    def _fail_on(self, key: str, value: Any) -> str:
        if value not in FAIL_ON:
            self._refuse((key,), value, f"one of {', '.join(FAIL_ON)}")
        return str(value)

    def _severities(self, key: str, value: Any) -> dict[str, Severity]:
        known = {severity.value: severity for severity in Severity}
        for code, name in self._table(key, value).items():
            if not isinstance(name, str) or name not in known:
                self._refuse((key, code), name, f"one of {', '.join(known)}")
        return {code: known[name] for code, name in value.items()}

    def _parameters(self, key: str, value: Any) -> dict[str, dict[str, Any]]:
        return {code: self._table(code, values, key) for code, values in self._table(key, value).items()}

    def _table(self, key: str, value: Any, *within: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse((*within, key), value, "a table")
        return dict(value)

    def _suppressions(self, key: str, value: Any) -> tuple[Suppression, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._refuse((key,), value, f"tables that each begin with [[{'.'.join((*self.root, key))}]]")
        return tuple(self._suppression(key, number, one) for number, one in enumerate(value))

    def _suppression(self, key: str, number: int, table: dict[str, Any]) -> Suppression:
        place = (key, number)
        self._known(table, ("code", "item_id", "path", "reason", "owner", "expires"), place)
        for name in ("code", "reason", "owner", "expires"):
            if name not in table:
                self._fail(place, f'suppression {number + 1} lacks "{name}": each needs code, reason, owner, expires, and item_id or path')
        if "item_id" not in table and "path" not in table:
            self._fail(place, f'suppression {number + 1} has neither "item_id" nor "path"; to switch a whole rule off use ignore')
        texts = {name: self._text(name, value, *place) for name, value in table.items() if name != "expires"}
        return Suppression(expires=self._date("expires", table["expires"], *place), **texts)

    def _refuse(self, keys: tuple[str | int, ...], value: Any, expected: str) -> NoReturn:
        name = ".".join(str(key) for key in keys if isinstance(key, str))
        self._fail(keys, f'key "{name}" is {_shown(value)}, expected {expected}')

    def _fail(self, keys: tuple[str | int, ...], reason: str) -> NoReturn:
        raise ConfigurationError(f"{self.path}:{self._line_of(keys)}: {reason}")

    def _line_of(self, keys: tuple[str | int, ...]) -> int:
        """The line of a key, from 1: each step is looked for behind the one before it; the last one found counts."""
        line = 0
        for position, key in enumerate((*self.root, *keys)):
            if isinstance(key, int):
                for _ in range(key):
                    line = self._next(line + 1, str((*self.root, *keys)[position - 1]))
            else:
                line = self._next(line, key)
        return line + 1

    def _next(self, start: int, key: str) -> int:
        """The next line, from ``start`` on, that has the key before an equals sign, a dot or a closing bracket."""
        pattern = re.compile(rf"^[^#]*?(?<![\w\-]){re.escape(key)}[\"']?[ \t]*[=.\]]")
        return next((number for number in range(start, len(self.lines)) if pattern.match(self.lines[number])), start)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value[:60]}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)[:60]
