"""What is compiled to machine code, where a compiler was at hand when the package was built.

Each module here does what a module of Python does too, only faster; the Python is the reference, and tests hold the two against each other.
Without the compiled modules everything works, and ``EAD_NATIVE=0`` leaves them out. :mod:`ead.intake.fast_path` has a switch of its own;
with both at 0 everything goes the way of the reference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

__all__ = ["ON", "part", "twin"]

Twin = TypeVar("Twin")

ON = os.environ.get("EAD_NATIVE", "1") != "0"
"""Whether compiled modules are wanted."""


def part(name: str) -> ModuleType | None:
    """The compiled module of that name, or ``None`` where it was not built or is not wanted."""
    if not ON:
        return None
    try:
        return import_module(f"ead.native.{name}")
    except ImportError:
        return None


def twin(name: str, compiled: Callable[[Any], Any], python: Callable[[], Twin]) -> Twin:
    """What ``compiled`` takes from the compiled module of that name; without it what ``python`` has. Only one of the two is called.

    >>> twin("none", lambda native: native.length, lambda: len)("seven")
    5
    """
    native = part(name)
    found: Twin = python() if native is None else compiled(native)
    return found
