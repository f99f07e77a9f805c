"""A time limit for rules that were not written here.

Python cannot stop a function from outside except by an exception set in its thread; that is what happens here, and only while a rule of a
plug-in or rule file is running. A rule that loops in C code (a regular expression gone wild) is stopped when it comes back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["RuleTimeout", "with_time_limit"]

Result = TypeVar("Result")


class RuleTimeout(BaseException):
    """A rule took longer than it may. No :class:`Exception`, so that a rule that catches everything cannot catch it."""


def with_time_limit(call: Callable[[], Result], seconds: float) -> Result:
    """The result of ``call``; raises :class:`RuleTimeout` when it takes longer."""
    import ctypes

    armed = threading.Lock()
    over = threading.Event()
    thread = threading.get_ident()

    def bark() -> None:
        if not over.wait(seconds) and armed.acquire(blocking=False):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(RuleTimeout))

    dog = threading.Thread(target=bark, name="ead-rule-watchdog", daemon=True)
    dog.start()
    try:
        result = call()
        if not armed.acquire(blocking=False):
            # The exception is on its way: give it time to arrive here, not somewhere later.
            time.sleep(1)
        return result
    finally:
        over.set()
