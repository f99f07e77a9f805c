"""Trying again: only what may pass, only what is safe to do twice, and not at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from ead.cds.errors import CdsFault, CdsUnavailable

__all__ = ["Retries"]

_LOG = logging.getLogger("ead.cds")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and how long to wait.

    ``times`` is how often a call is tried again; before the first time up to ``pause`` seconds pass, then up to twice as long each time,
    never more than ``longest``. The length is drawn by lot between half and all of that, so that clients do not come back in step.
    """

    times: int = 4
    pause: float = 0.5
    longest: float = 30.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    lot: Random = field(default_factory=Random, repr=False)

    def run(self, operation: str, call: Callable[[], _T], *, safe: bool) -> _T:
        """What ``call`` returns. One that is not safe to do twice is tried again only when the service cannot have seen it.

        Raises the last failure: :class:`CdsUnavailable` or :class:`CdsFault`.
        """
        for number in range(self.times):
            try:
                return call()
            except (CdsUnavailable, CdsFault) as error:
                unsent = isinstance(error, CdsUnavailable) and error.unsent
                if not error.passing or not (safe or unsent):
                    raise
                _LOG.info("%s failed (%s), trial %d of %d", operation, type(error).__name__, number + 1, self.times + 1)
                self.sleep(self._length(number))
        return call()

    def _length(self, number: int) -> float:
        whole = min(self.pause * 2.0**number, self.longest)
        return whole * (0.5 + 0.5 * self.lot.random())
