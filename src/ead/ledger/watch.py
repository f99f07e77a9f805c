"""Watching a folder: a file is taken once nobody writes to it any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

__all__ = ["follow"]

_Seen = tuple[int, int]


def follow(
    files: Callable[[], Iterable[Path]],
    *,
    pause: float = 2.0,
    rounds: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Path]:
    """The files that there are, and those that come, each once and again when it has changed.

    A file is given out when its size and its time of change are what they were a round before and it is not empty: one that is half
    written grows, and is left alone. ``pause`` are seconds between rounds; ``rounds`` is how many there are, ``None`` without end.
    """
    before: dict[Path, _Seen] = {}
    given: dict[Path, _Seen] = {}
    done = 0
    while rounds is None or done < rounds:
        if done:
            sleep(pause)
        done += 1
        current = {path: seen for path in files() if (seen := _look(path)) is not None}
        for path, seen in current.items():
            if seen[0] and before.get(path) == seen and given.get(path) != seen:
                given[path] = seen
                yield path
        before = current
        given = {path: seen for path, seen in given.items() if path in current}


def _look(path: Path) -> _Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
