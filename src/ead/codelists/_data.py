"""Reading the data files beside this module; imports only what the interpreter has loaded anyway."""

from __future__ import annotations

import os.path

__all__ = ["Table", "read"]

_FOLDER = os.path.join(os.path.dirname(__file__), "data")


class Table:
    """A data file: ``head`` has its ``# key: value`` lines, ``rows`` the tab-separated cells of the others."""

    __slots__ = ("head", "rows")

    def __init__(self, head: dict[str, str], rows: list[list[str]]) -> None:
        self.head = head
        self.rows = rows


def read(name: str) -> Table:
    """Return the data file with the name (without folder and ending)."""
    head: dict[str, str] = {}
    rows: list[list[str]] = []
    with open(os.path.join(_FOLDER, f"{name}.txt"), encoding="utf-8", newline="\n") as file:
        for line in file.read().split("\n"):
            if line.startswith("# "):
                key, _, value = line[2:].partition(": ")
                head[key] = value
            elif line:
                rows.append(line.split("\t"))
    return Table(head, rows)
