"""How a task gets to a worker: its body through the pipe, the data that it is about, where that can be, through memory of both."""

from __future__ import annotations

import mmap
import struct
from multiprocessing.connection import Connection
from typing import NamedTuple

__all__ = ["Received", "Trays", "receive", "send"]

_TRAY = 1024 * 1024
_PIPE = -1
_HEAD = struct.Struct("<bQ")
"""The tray of the data, or ``_PIPE``, and how many bytes they are."""


class Trays:
    """Memory that a process shares with one that is forked from it: trays that are filled in turn, and must have been emptied by then.

    A pipe would copy the data twice, and hold no more of it than a part.
    """

    def __init__(self, count: int) -> None:
        self._memory = mmap.mmap(-1, count * _TRAY)
        self._count = count
        self._next = 0

    def put(self, data: bytes) -> int:
        """The tray that these bytes are in now; ``_PIPE`` when there are too many for one."""
        if len(data) > _TRAY:
            return _PIPE
        tray, self._next = self._next, (self._next + 1) % self._count
        self._memory[tray * _TRAY : tray * _TRAY + len(data)] = data
        return tray

    def get(self, tray: int, length: int) -> bytes:
        """So many bytes of a tray."""
        return self._memory[tray * _TRAY : tray * _TRAY + length]


class Received(NamedTuple):
    """A task as it came through the pipe: its body, the tray and length of its data, and the data where these came as well."""

    body: bytes
    tray: int
    length: int
    data: bytes

    def opened(self, trays: Trays | None) -> tuple[bytes, bytes]:
        """Body and data."""
        return self.body, self.data if trays is None or self.tray == _PIPE else trays.get(self.tray, self.length)


def send(connection: Connection, trays: Trays | None, body: bytes, data: bytes = b"") -> None:
    """Send a task."""
    tray = trays.put(data) if trays is not None and data else _PIPE
    connection.send_bytes(_HEAD.pack(tray, len(data)) + body)
    if data and tray == _PIPE:
        connection.send_bytes(data)


def receive(connection: Connection) -> Received:
    """Wait for a task."""
    head = connection.recv_bytes()
    tray, length = _HEAD.unpack_from(head)
    return Received(head[_HEAD.size :], tray, length, connection.recv_bytes() if length and tray == _PIPE else b"")
