"""Every rule's page: complete, true, and in step with what the rule does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ead.rules.api import Confidence, Rule, Scope
from ead.rules.registry import builtin_rule_sets
from ead.testing.examples import parse_example, place_of

RULES = [rule for rule_set in builtin_rule_sets() for rule in rule_set.rules]
# Examples of structural and message-wide rules are prose: they are about bytes, or about several items.
WITH_EXAMPLES = [rule for rule in RULES if rule.scope not in (Scope.STRUCTURE, Scope.MESSAGE)]
UNFILLED = re.compile(r"\{[a-z_]*\}")


def each_rule(rules: list[Rule]) -> Any:
    """Run a test once for each rule."""
    return pytest.mark.parametrize("rule", rules, ids=lambda rule: rule.code)


@each_rule(RULES)
def test_documentation_is_complete(rule: Rule) -> None:
    """A rule says what is wrong, why that matters, how to mend it, and shows a good and a bad example."""
    page = rule.documentation
    assert [] == [part for part in ("fault", "why", "fix", "good", "bad") if not getattr(page, part).strip()]
    assert page.fault.endswith(".")
    assert rule.source
    assert rule.fix


@each_rule(WITH_EXAMPLES)
def test_good_example_has_no_finding(rule: Rule) -> None:
    """The good example of a rule gives no finding at all."""
    example = parse_example(rule.documentation.good)
    findings = example.findings(rule.code)
    assert [] == [(finding.code, finding.text) for finding in findings]


@each_rule(WITH_EXAMPLES)
def test_bad_example_fires_this_rule_only(rule: Rule) -> None:
    """The bad example of a rule fires that rule and nothing else, and its sentence has no gap."""
    example = parse_example(rule.documentation.bad)
    findings = example.findings(rule.code)
    assert [(rule.code, rule.rule_set)] == [(finding.code, finding.rule_set) for finding in findings]
    (finding,) = findings
    assert place_of(finding)
    shown = [finding.text, finding.fix.text if finding.fix else ""]
    assert [] == [text for text in shown if UNFILLED.search(text) or " ? " in f" {text} " or '"?"' in text]


@each_rule(WITH_EXAMPLES)
def test_only_arithmetic_and_read_sources_make_errors(rule: Rule) -> None:
    """A rule that rests on general knowledge or inference is a warning at most."""
    assert not (rule.severity.value == "error" and rule.confidence in (Confidence.GENERAL, Confidence.INFERRED))


@each_rule(WITH_EXAMPLES)
def test_texts_follow_the_style(rule: Rule) -> None:
    """Sentences of findings and fixes start with a small letter, a name or a value, and have no full stop."""
    for text in (rule.text, rule.fix):
        assert not text.endswith(".")
        first = re.split(r"[ ,]", text)[0]
        assert first[0] in '{"' or first.islower() or first.isupper() or not first[1:].islower()


def test_codes_are_unique() -> None:
    """No two rules share a code."""
    codes = [rule.code for rule in RULES]
    assert sorted(set(codes)) == sorted(codes)
