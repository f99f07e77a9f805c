"""A progress line on the error stream, for work that takes more than two seconds and a person who watches."""

from __future__ import annotations

import sys
import time
from typing import BinaryIO

__all__ = ["Metered", "Progress", "new_progress"]

_PATIENCE = 2.0
_INTERVAL = 0.2
_BAR = 30
_MEGABYTE = 1_000_000


class Progress:
    """One line that is drawn over again. ``total`` is in bytes, ``None`` when nobody knows."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._drawn_at = 0.0
        self._visible = False

    def advance(self, bytes_read: int) -> None:
        """Count bytes; draw when it is time."""
        self._done += bytes_read
        now = time.monotonic()
        if now - self._started > _PATIENCE and now - self._drawn_at > _INTERVAL:
            self._drawn_at = now
            self._visible = True
            sys.stderr.write("\r" + self.line() + "\x1b[K")
            sys.stderr.flush()

    def line(self) -> str:
        """The line as it stands."""
        done = f"{self._done / _MEGABYTE:.1f} MB"
        if not self._total:
            return f"checked {done}"
        share = min(self._done / self._total, 1.0)
        bar = "#" * int(share * _BAR)
        return f"[{bar:<{_BAR}}] {share:4.0%}  {done} of {self._total / _MEGABYTE:.1f} MB"

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._visible:
            self._visible = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Metered:
    """A binary file that reports how much of it was read."""

    def __init__(self, stream: BinaryIO, progress: Progress) -> None:
        self._stream = stream
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._stream.read(size)
        self._progress.advance(len(data))
        return data


def new_progress(total: int | None, *, wanted: bool) -> Progress | None:
    """A progress line when it is wanted and somebody can see it."""
    return Progress(total) if wanted and sys.stderr.isatty() else None
