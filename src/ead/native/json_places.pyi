from __future__ import annotations

__all__ = ["spot"]

def spot(data: bytes, start: int, end: int, path: tuple[str | int, ...]) -> tuple[int, int, int, int, int, int, int]:
    """The value at a path below the one that is all there is between two places, but for blanks; or the nearest above it that is there.

    Where it begins and ends, where the member or element that it is does, with one adjoining comma, how many steps of the path it is
    down, behind how many line feeds it begins, and in which column.
    """
