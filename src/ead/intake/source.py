"""Sources: a path, bytes or a binary file, read once, and hashed on the way where somebody wants that."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ead.errors import UndecodableSource, UnreadableSource

__all__ = ["Reader", "open_source"]

_DRAIN_STEP = 1024 * 1024
_FEW = 64 * 1024
_BYTES = (bytes, bytearray, memoryview)
_NOTHING = io.BytesIO()


class Reader:
    """A binary stream that can be looked ahead into, and that knows the length of what went through it; the hash, if it is ``hashed``."""

    def __init__(self, stream: BinaryIO, name: str, *, owned: bool, hashed: bool = False) -> None:
        self.name = name
        self._stream = stream
        self._owned = owned
        self._ahead = b""
        # A twentieth of the time of a check.
        self._hash = hashlib.sha256() if hashed else None
        self.length = 0
        self.exhausted = False
        self.at_hand = False
        """Whether all of it is there, so that reading on is no waiting: bytes, and files on a disk."""

    @classmethod
    def over(cls, data: bytes, name: str, *, hashed: bool = False) -> Reader:
        """A reader over bytes in memory; few bytes are taken at once."""
        reader = cls(_NOTHING if len(data) <= _FEW else io.BytesIO(data), name, owned=False, hashed=hashed)
        reader.at_hand = True
        if len(data) <= _FEW:
            reader._ahead = data
            if reader._hash is not None:
                reader._hash.update(data)
            reader.length, reader.exhausted = len(data), True
        return reader

    def held(self, size: int) -> bytes | None:
        """All of the source, if that is at hand, no more than so much, and nothing was read yet."""
        if not self.exhausted and self.at_hand:
            self.peek(size)
        return self._ahead if self.exhausted and self.length == len(self._ahead) else None

    def peek(self, size: int) -> bytes:
        """Up to ``size`` bytes from the current position, without moving it."""
        while len(self._ahead) < size and not self.exhausted:
            try:
                self._ahead += self._pull(size - len(self._ahead))
            except UndecodableSource:
                # Told when it is met on the way: what stands before it can be looked at.
                if not self._ahead:
                    raise
                break
        return self._ahead[:size]

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; empty at the end. Raises :class:`UnreadableSource` when the device fails."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        return b"" if self.exhausted else self._pull(size)

    def read_all(self, limit: int) -> bytes | None:
        """Everything that is left, or ``None`` when that is more than ``limit`` bytes."""
        parts: list[bytes] = []
        total = 0
        while part := self.read(_DRAIN_STEP):
            parts.append(part)
            total += len(part)
            if total > limit:
                return None
        return b"".join(parts)

    def drain(self, limit: int) -> None:
        """Read and forget, so that length and hash cover the whole source; gives up after ``limit`` bytes."""
        left = limit
        while left > 0 and (part := self.read(_DRAIN_STEP)):
            left -= len(part)

    @property
    def sha256(self) -> str | None:
        """The hash of the source; ``None`` when it was not read to its end, or nobody wanted it."""
        return self._hash.hexdigest() if self._hash is not None and self.exhausted else None

    def _pull(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except UndecodableSource:
            raise
        except (OSError, ValueError) as error:
            raise UnreadableSource(f'cannot read "{self.name}": {_reason(error)}') from error
        if not isinstance(data, bytes):
            raise UnreadableSource(f'cannot read "{self.name}": the file object is not binary')
        if not data:
            self.exhausted = True
        if self._hash is not None:
            self._hash.update(data)
        self.length += len(data)
        return data

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._owned:
            self._stream.close()


def open_source(source: str | os.PathLike[str] | bytes | BinaryIO, name: str | None = None, *, hashed: bool = False) -> Reader:
    """Open a path, bytes or a binary file object; a ``str`` is always a path, never content. The reader knows the hash if it is ``hashed``.

    Raises :class:`UnreadableSource` when the path is missing, a directory, or may not be read.
    """
    if isinstance(source, _BYTES):
        return Reader.over(bytes(source), name or "<bytes>", hashed=hashed)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        try:
            reader = Reader(path.open("rb"), name or str(path), owned=True, hashed=hashed)
            reader.at_hand = path.is_file()
            return reader
        except OSError as error:
            raise UnreadableSource(f'cannot read "{path}": {_reason(error)}') from error
        except ValueError as error:
            raise UnreadableSource(f"cannot read the path: {error}") from error
    if hasattr(source, "read"):
        reader = Reader(source, name or str(getattr(source, "name", "<stream>")), owned=False, hashed=hashed)
        reader.at_hand = _is_on_disk(source)
        return reader
    raise TypeError(f"source must be a path, bytes or a binary file object, not {type(source).__name__}")


def _is_on_disk(stream: BinaryIO) -> bool:
    """Whether a file object is that of an ordinary file."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (AttributeError, OSError, TypeError, ValueError):
        return False


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
