"""Files wherever pyarrow can reach them: local paths, and the URIs of the stores that it knows (``s3://``, ``gs://``, ``hdfs://``)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from pyarrow import fs

from ead.errors import UnreadableSource
from ead.named import NamedTuple

__all__ = ["Found", "found_at", "opened"]


class Found(NamedTuple):
    """A file: its path or URI, which is what its message is called, and its size in bytes."""

    name: str
    size: int


def found_at(paths: Sequence[str]) -> list[Found]:
    """The files at paths or URIs: files themselves, and what lies in folders and below, by name, hidden ones left out.

    Raises :class:`~ead.errors.UnreadableSource` for one at which there is nothing.
    """
    return [file for path in paths for file in _found(path)]


def _found(path: str) -> list[Found]:
    store, inner = _store_of(path)
    local = "://" not in path
    try:
        info = store.get_file_info(inner)
        if info.type == fs.FileType.File:
            return [Found(inner if local else path, info.size)]
        if info.type == fs.FileType.NotFound:
            raise UnreadableSource(f'cannot read "{path}": no such file or directory')
        infos = store.get_file_info(fs.FileSelector(inner, recursive=True))
    except OSError as error:
        raise UnreadableSource(f'cannot read "{path}": {error}') from error
    base, mark, options = (inner, "", "") if local else path.partition("?")
    return sorted(
        Found(f"{base.rstrip('/')}/{below.lstrip('/')}{mark}{options}", info.size)
        for info in infos
        if info.type == fs.FileType.File and not _is_hidden(below := info.path[len(inner) :])
    )


def _is_hidden(below: str) -> bool:
    """Whether a file, or a folder between it and the one that was asked for, has a name that Spark leaves out as well."""
    return any(part.startswith((".", "_")) for part in below.split("/"))


def _store_of(path: str) -> tuple[Any, str]:
    if "://" not in path:
        return fs.LocalFileSystem(), str(Path(path).absolute())
    try:
        return cast("tuple[Any, str]", fs.FileSystem.from_uri(path))
    except (ValueError, OSError) as error:
        raise UnreadableSource(f'cannot read "{path}": {error}') from error


@contextlib.contextmanager
def opened(name: str, start: int = 0) -> Iterator[BinaryIO]:
    """A file from a byte on. Raises :class:`OSError`, and :class:`~ead.errors.UnreadableSource` for a store that nobody knows."""
    store, inner = _store_of(name)
    with store.open_input_file(inner) as file:
        if start:
            file.seek(start)
        yield file
