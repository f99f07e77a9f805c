"""What there is to read: files, the messages in folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ead.cli.exits import usage_error
from ead.errors import UnreadableSource
from ead.named import NamedTuple

__all__ = ["EXTENSIONS", "STANDARD_INPUT", "Inputs", "Source", "find_inputs", "open_binary", "standard_input"]

EXTENSIONS = (".xml", ".soap", ".json", ".ndjson", ".jsonl", ".csv")
STANDARD_INPUT = "<stdin>"


class Source(NamedTuple):
    """A message to read: how the user calls it, its name in reports, its path (``None``: standard input)."""

    shown: str
    name: str
    path: Path | None


@dataclass(slots=True)
class Inputs:
    """Sources in order. ``many`` is set when more than one was asked for, so that reports become lists; ``missing`` are (name, reason)."""

    sources: list[Source] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    many: bool = False


def find_inputs(arguments: Sequence[str]) -> Inputs:
    """The sources that the arguments name: folders are searched for messages, in the order of their names."""
    if list(arguments).count("-") > 1:
        raise usage_error("standard input can be read once only")
    found = Inputs(many=len(arguments) > 1)
    for argument in arguments:
        if argument == "-":
            found.sources.append(Source(STANDARD_INPUT, STANDARD_INPUT, None))
        elif os.path.isdir(argument):
            found.many = True
            messages = [Source(str(path), str(path), path) for path in _messages_in(argument)]
            if not messages:
                found.missing.append((argument, f'"{argument}" has no messages; looked for files with {", ".join(EXTENSIONS)}'))
            found.sources.extend(messages)
        else:
            path = Path(argument)
            found.sources.append(Source(argument, argument if found.many else path.name, path))
    return found


def _messages_in(folder: str) -> Iterator[Path]:
    """Files with a known extension, folder by folder; hidden ones are left alone, links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(EXTENSIONS):
                yield Path(root, name)


def standard_input() -> BinaryIO:
    """The binary side of standard input."""
    return sys.stdin.buffer


def open_binary(source: Source) -> BinaryIO:
    """Open a source; raises :class:`~ead.errors.UnreadableSource`."""
    if source.path is None:
        return standard_input()
    try:
        return source.path.open("rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UnreadableSource(f'cannot read "{source.shown}": {reason}') from error
