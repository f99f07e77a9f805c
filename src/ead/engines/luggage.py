"""A validator for another process: its settings travel, the rules are compiled where they run."""

from __future__ import annotations

import importlib
import io
import pickle
import types
from typing import TYPE_CHECKING, Any

from ead.rules.api import Fact, Rule

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["pack", "unpack"]


def pack(validator: Validator) -> bytes:
    """The settings of a validator as bytes. Raises what :mod:`pickle` does for rules, judges or suppressions that cannot travel."""
    buffer = io.BytesIO()
    _Packer(buffer, pickle.HIGHEST_PROTOCOL).dump((type(validator), dict(validator.settings)))
    return buffer.getvalue()


def unpack(data: bytes) -> Validator:
    """A validator with the settings that were packed."""
    kind, settings = pickle.loads(data)  # noqa: S301 - made by the process that started this one
    made: Validator = kind(**settings)
    return made


class _Packer(pickle.Pickler):
    """Knows how to name the function of a rule or fact, whose place in its module the rule or fact itself has taken."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, types.FunctionType | type):
            holder = getattr(importlib.import_module(value.__module__), value.__qualname__, None)
            if isinstance(holder, Rule) and holder.check is value:
                return _function_of, (value.__module__, value.__qualname__, "check")
            if isinstance(holder, Fact) and holder.compute is value:
                return _function_of, (value.__module__, value.__qualname__, "compute")
        return NotImplemented


def _function_of(module: str, name: str, role: str) -> Any:
    return getattr(getattr(importlib.import_module(module), name), role)
