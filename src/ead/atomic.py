"""Writing a file so that a reader, or a crash, sees the old one or the new one and nothing between."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

__all__ = ["Draft", "drafting"]

_IN_MEMORY = 8 * 1024 * 1024


class Draft:
    """What is being written. It reaches its target only if ``keep`` is true when the writing ends."""

    __slots__ = ("file", "keep")

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.keep = False

    def restart(self) -> None:
        """Throw away what was written so far."""
        self.file.seek(0)
        self.file.truncate()


@contextmanager
def drafting(target: str | os.PathLike[str] | BinaryIO) -> Iterator[Draft]:
    """A draft for a path or a binary file object.

    A path is written under a temporary name in its own directory, flushed to the disk, and renamed; a file object, or a device, gets
    everything at the end. Raises :class:`OSError` when the target cannot be written, :class:`TypeError` when it is neither.
    """
    if isinstance(target, str | os.PathLike):
        path = Path(target).resolve()
        if not path.exists() or path.is_file():
            yield from _beside(path)
            return
        with path.open("wb") as device:  # refuses a directory
            yield from _spooled(device)
    elif hasattr(target, "write"):
        yield from _spooled(target)
    else:
        raise TypeError(f"target must be a path or a binary file object, not {type(target).__name__}")


def _spooled(target: BinaryIO) -> Iterator[Draft]:
    import shutil
    import tempfile

    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        draft = Draft(cast("BinaryIO", spool))
        yield draft
        if draft.keep:
            spool.seek(0)
            shutil.copyfileobj(spool, target)


def _beside(path: Path) -> Iterator[Draft]:
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            draft = Draft(file)
            yield draft
            if draft.keep:
                file.flush()
                os.fsync(file.fileno())
        if draft.keep:
            os.chmod(name, _mode_of(path))
            os.replace(name, path)
            _sync_directory(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """The permissions that the file has, or would get if it were opened for writing."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_directory(directory: Path) -> None:
    """Make the rename itself durable, where the system lets a directory be opened."""
    try:
        handle = os.open(directory, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
