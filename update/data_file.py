"""Writing a data file of the code lists: a head of ``# key: value`` lines, then tab-separated rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

__all__ = ["package", "write"]

_FOLDER = Path(__file__).resolve().parent.parent / "src" / "ead" / "codelists" / "data"


def package(name: str) -> str:
    """Return the name and version of an installed package."""
    return f"{name} {version(name)}"


def write(name: str, head: Mapping[str, str], rows: Iterable[Iterable[str]]) -> None:
    """Write the rows, sorted, to the data file with the name."""
    lines = [f"# {key}: {value}" for key, value in head.items()]
    lines += sorted("\t".join(row) for row in rows)
    path = _FOLDER / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(lines) - len(head)} rows")
