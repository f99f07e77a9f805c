"""Rules: how they are written, the built-in sets, and the engine that runs them."""

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
