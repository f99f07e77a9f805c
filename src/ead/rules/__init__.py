"""Rules: how they are written, the built-in sets, and the engine that runs them."""

import sys
from types import ModuleType
from typing import Any

from ead.rules.api import (
    ERROR,
    INFO,
    WARNING,
    Answer,
    AppliesTo,
    Confidence,
    Fact,
    Rule,
    RuleSet,
    Scope,
    fact,
    rule,
)

__all__ = ["ERROR", "INFO", "WARNING", "Answer", "AppliesTo", "Confidence", "Fact", "Rule", "RuleSet", "Scope", "fact", "rule"]


class _CallableModule(ModuleType):
    """``ead.rules`` is this package and, by the public contract, the function that gives the catalogue as data."""

    def __call__(self) -> list[dict[str, Any]]:
        from ead.api import rules

        return rules()


sys.modules[__name__].__class__ = _CallableModule
