"""``ead generate``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from ead.atomic import drafting
from ead.cli.lazy import debug_option
from ead.cli.options import ALL_FORMATS, MESSAGES, TARGET
from ead.fields.layout import HEADER_LAYOUT, Layout, Leaf, Record
from ead.fields.messages import message_type
from ead.formats.base import Codec
from ead.formats.registry import codec, format_for, format_for_path
from ead.testing import dialogue, generator
from ead.testing.defects import DEFECTS

__all__ = ["command"]


@click.command("generate")
@click.option("--items", type=click.IntRange(1), default=3, show_default=True, help="Number of items.")
@click.option("--defect", metavar="NAME", help="Give each item this defect: its name, or the code of the rule that reports it.")
@click.option("--message", type=click.Choice(MESSAGES), default="itmatt", show_default=True, help="Which message; one seed, one exchange.")
@click.option(
    "--format", "format_", metavar="FORMAT", type=click.Choice(ALL_FORMATS), help="Format.  [default: by the name of --output, else XML]"
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same message.")
@click.option("--origin", metavar="CC", help="Country of origin, two letters.  [default: they differ]")
@click.option("--destination", metavar="CC", help="Country of destination, two letters.  [default: they differ]")
@click.option("--output", type=TARGET, metavar="FILE", help="Write to a file instead of standard output.")
@click.option("--list-defects", is_flag=True, help="List the defects and stop.")
@debug_option
def command(
    items: int,
    defect: str | None,
    message: str,
    format_: str | None,
    seed: int,
    origin: str | None,
    destination: str | None,
    output: str | None,
    list_defects: bool,
) -> None:
    """Write a sample message: invented people, sensible goods, valid identifiers, clean or with a chosen defect."""
    if list_defects:
        _print_defects()
        return

    kind = message.upper()
    form = _codec(kind, format_, output)
    if defect and kind != "ITMATT":
        raise click.UsageError("--defect is for itmatt only")
    start, end = _upper(origin), _upper(destination)
    try:
        if kind == "ITMATT":
            found = generator.iter_items(items, seed=seed, defect=defect, origin=start, destination=end)
        else:
            found = dialogue.iter_entries(kind, items, seed=seed, origin=start, destination=end)
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from None
    header, layout = _record(HEADER_LAYOUT, dialogue.header(kind, seed, origin=start, destination=end)), message_type(kind).item
    records = (_record(layout, item) for item in found)
    sys.stdout.flush()
    with drafting(output or sys.stdout.buffer) as draft:
        form.write(header, records, draft.file)
        draft.keep = True


def _codec(message: str, format_: str | None, output: str | None) -> Codec:
    form = codec(format_ or format_for(message, format_for_path(output) if output else "itmatt-xml")).holding(message)
    if form.message != message:
        raise click.UsageError(f'format "{form.name}" holds no {message.lower()}; name one with --format')
    return form


def _upper(code: str | None) -> str | None:
    return code.upper() if code else None


def _record(layout: Layout, values: Mapping[str, Any]) -> Record:
    """The record of a group in the JSON shape of a message."""

    record = layout.empty()
    for name, value in values.items():
        entry = layout.by_name[name]
        if isinstance(entry, Leaf):
            record[entry.position] = str(value).lower() if isinstance(value, bool) else str(value)
        elif entry[1].group.repeated:
            record[entry[0]] = [_record(entry[1], part) for part in value]
        else:
            record[entry[0]] = _record(entry[1], value)
    return record


def _print_defects() -> None:
    for name, defect in sorted(DEFECTS.items()):
        click.echo(f"  {name:<32} {defect.code:<14} {defect.summary}")
