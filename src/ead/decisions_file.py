"""Meanings of decision codes from a file: ``code``, ``group`` and, where they are known, ``label``, ``reason`` and ``organisation``.

They are added to the built-in ones, or take their place::

    code,reason,organisation,group,label
    1,,BEC,release,released
    4,12,BEC,present,to be presented with its papers

or, as TOML, ``[[decision]]`` tables with the same keys. Groups are those of :class:`ead.codelists.decisions.DecisionGroup`.
"""

from __future__ import annotations

import os
import re

from ead.codelists.decisions import CODE, Decision, DecisionGroup, Decisions, builtin
from ead.errors import ConfigurationError
from ead.table_file import Row, read_rows

__all__ = ["read_decisions"]

_GROUPS = {group.value: group for group in DecisionGroup}


def read_decisions(path: str | os.PathLike[str]) -> Decisions:
    """The built-in meanings of decision codes with those of a CSV or TOML file.

    Raises :class:`~ead.errors.ConfigurationError` with file, line, key and what was expected: for an unknown key or group, a code that is
    none, and a second meaning for the same code, reason and organisation.
    """
    found: dict[tuple[str, str, str], Decision] = {}
    first: dict[tuple[str, str, str], int] = {}
    for row in read_rows(path, "decision", ("code", "group"), ("label", "reason", "organisation")):
        decision = _decision(row)
        key = (decision.code, decision.reason, decision.organisation)
        if key in found:
            raise row.wrong(
                "code", f'there is a meaning of "{decision.code}" with this reason and organisation already, on line {first[key]}'
            )
        found[key], first[key] = decision, row.line
    if not found:
        raise ConfigurationError(f"{os.fspath(path)}, line 1: decision: has no decisions, expected one row or more")
    return builtin().extended(found.values())


def _decision(row: Row) -> Decision:
    code, group = row.text("code"), row.text("group")
    if not re.fullmatch(CODE, code):
        raise row.wrong("code", f'"{code}" is no code of a decision, expected 1 to 8 capital letters or digits')
    if group not in _GROUPS:
        raise row.wrong("group", f'"{group}" is no group, expected one of {", ".join(_GROUPS)}')
    optional = {key: row.text(key) for key in ("label", "reason", "organisation") if key in row.values}
    return Decision(code=code, group=_GROUPS[group], **optional)
