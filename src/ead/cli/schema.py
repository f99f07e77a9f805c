"""``ead schema``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import resources
from pathlib import Path

import click

from ead.cli.lazy import debug_option

__all__ = ["command", "schemas"]

_KINDS = {".xsd": "xsd", ".schema.json": "json-schema"}
_SHORT = {"report-json-schema": "report"}


@click.command("schema")
@click.argument("name", required=False)
@debug_option
def command(name: str | None) -> None:
    """Print a bundled XSD or JSON Schema; without a NAME, list them."""
    found = schemas()
    if name is None:
        for known, text in found.items():
            click.echo(f"  {known:<22} {_title(text)}")
        return
    if name not in found:
        near = get_close_matches(name, found, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(found)}"
        raise click.UsageError(f'there is no schema "{name}"; {hint}')
    click.echo(found[name], nl=False)


def schemas() -> Mapping[str, str]:
    """The bundled schemas by name: their texts. In a wheel they lie inside the package, in a source tree beside ``src``."""
    packaged = resources.files("ead") / "schemas"
    folder = packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "schemas"
    found: dict[str, str] = {}
    for entry in folder.iterdir():
        for ending, kind in _KINDS.items():
            if entry.name.endswith(ending):
                name = f"{re.sub('-[0-9]+$', '', entry.name.removesuffix(ending))}-{kind}"
                found[_SHORT.get(name, name)] = entry.read_text("utf-8")
    return dict(sorted(found.items()))


def _title(text: str) -> str:
    """What a schema says it is."""
    if text.startswith("{"):
        return str(json.loads(text).get("title", ""))
    found = re.search(r"<xs:documentation[^>]*>([^<]*)<", text)
    return re.sub(r"\s+", " ", found[1]).strip() if found else ""
