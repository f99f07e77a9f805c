"""The garbage collector, left out for a moment."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, for work that makes thousands of objects at once, of which many stay: it would look at those again and
    again. It is left as it was, and does soon after what was put off.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
