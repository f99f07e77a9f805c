"""Write the pages of the rules, one for each rule set and a table of all, from the catalogue.

Run it after a change of a rule: ``python tools/rule_pages.py``. ``--check`` says what is out of date and exits 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ead.findings import Severity
from ead.rules.api import Rule, RuleSet
from ead.rules.catalogue import plain
from ead.rules.registry import builtin_rule_sets

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
_NOTE = "Generated from the rules themselves by `tools/rule_pages.py`: change the rule, not this page."
_LONGEST = 300
_PROSE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "\\*", "[": "\\[", "]": "\\]"})


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    sets = builtin_rule_sets()
    found = {f"{rule_set.name}.md": _lines_to_text(_set_page(rule_set)) for rule_set in sets}
    return {"index.md": _lines_to_text(_index(sets)), **found}


def _lines_to_text(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _index(sets: tuple[RuleSet, ...]) -> Iterator[str]:
    yield from ("# Rules", "", _NOTE, "")
    yield from ("| rule set | what it asks | edition | rules | errors | warnings | infos |", "|---|---|---|--:|--:|--:|--:|")
    for rule_set in sets:
        counts = Counter(rule.severity for rule in rule_set.rules)
        numbers = " | ".join(str(number) for number in (len(rule_set.rules), *(counts[severity] for severity in Severity)))
        yield f"| [`{rule_set.name}`]({rule_set.name}.md) | {_cell(rule_set.summary)} | {rule_set.version} | {numbers} |"
    yield from (
        "",
        "*Severity* is what a finding weighs by default; a configuration may change it. A *safe fix* is one that `ead fix` makes.",
    )
    yield "What each rule rests on is explained in [Confidence](../confidence.md), and what no rule covers in [Rules that are not covered](../rules-not-covered.md)."
    for rule_set in sets:
        yield from ("", f"## {rule_set.title}", "", "| code | severity | safe fix | what is wrong |", "|---|---|---|---|")
        for rule in rule_set.rules:
            link = f"[{rule.code}]({rule_set.name}.md#{rule.code.lower()})"
            yield f"| {link} | {rule.severity.value} | {'yes' if rule.safe_fix else ''} | {_cell(_fault(rule))} |"


def _set_page(rule_set: RuleSet) -> Iterator[str]:
    yield from (f"# {rule_set.title}", "", _NOTE, "", _prose(rule_set.summary), "")
    yield f"Rule set `{rule_set.name}`, edition {rule_set.version}, {len(rule_set.rules)} rules. `ead explain CODE` prints the same on a terminal."
    for rule in rule_set.rules:
        yield from ("", *_rule(rule))


def _rule(rule: Rule) -> Iterator[str]:
    page = rule.documentation
    yield from (f"## {rule.code}", "", f"**{rule.severity.value}**: {_prose(_fault(rule))}", "")
    for label, text in (("Why", page.why), ("To mend it", page.fix), ("Notes", page.notes)):
        if text:
            yield from (f"*{label}:* {_prose(_capital(text))}", "")
    yield from ("| | |", "|---|---|", f"| good | {_code(page.good)} |", f"| bad | {_code(page.bad)} |")
    for label, text in _facts(rule):
        yield f"| {label} | {text} |"


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "says", _code(rule.text)
    yield "reads", ", ".join(_code(name) for name in rule.reads) or "the source itself: decided while the message is read"
    if rule.at:
        yield "reported at", _code(rule.at)
    for name, value in sorted(rule.parameters.items()):
        yield "parameter", f"{_code(name)}: {_value(value)}"
    if period := _period(rule):
        yield "in force", period
    if area := _area(rule):
        yield "where", area
    yield "source", _cell(rule.source)
    yield "confidence", rule.confidence.value
    yield "safe fix", "yes, `ead fix` makes it" if rule.safe_fix else "no"
    yield "status", f"{rule.status}, since ead {rule.added}"


def _fault(rule: Rule) -> str:
    return rule.documentation.fault or _capital(rule.name)


def _period(rule: Rule) -> str:
    since = f"from {rule.since.isoformat()}" if rule.since else ""
    until = f"until the day before {rule.until.isoformat()}" if rule.until else ""
    return " ".join(part for part in (since, until) if part)


def _area(rule: Rule) -> str:
    area = rule.applies_to
    parts = (("to", area.destinations), ("from", area.origins), ("mail class", area.mail_classes))
    return "; ".join(f"{word} {', '.join(sorted(codes))}" for word, codes in parts if codes)


def _value(value: Any) -> str:
    """A parameter's default; a long list is cut, for `ead rules --format json` has all of it."""
    shown = plain(value)
    if isinstance(shown, dict):
        shown = [f"{key}: {part}" for key, part in shown.items()]
    if not isinstance(shown, list):
        return "not set" if shown in (None, "") else _code(str(shown).lower() if isinstance(shown, bool) else str(shown))
    text = ", ".join(str(one) for one in shown)
    if len(text) <= _LONGEST:
        return _code(text) if text else "empty"
    return f"{len(shown)} values, the first of them {_code(text[:_LONGEST].rpartition(', ')[0])}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _prose(text: str) -> str:
    """Text of a docstring as Markdown: what stands between backticks stays, anything else is no markup."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return text.translate(_PROSE).replace("`", "\\`")
    return "`".join(part if number % 2 else part.translate(_PROSE) for number, part in enumerate(parts))


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|")


def _code(text: str) -> str:
    """Text as code in a table cell; characters that would end the cell or the code are written as entities in an element."""
    if not text:
        return ""
    if "|" not in text and "`" not in text:
        return f"`{text}`"
    entities = text.translate(_PROSE).replace("|", "&#124;").replace("`", "&#96;").replace("_", "&#95;")
    return f"<code>{entities}</code>"


def main(arguments: list[str]) -> int:
    """Write or check the pages; returns the exit code."""
    wanted = pages()
    stale = [name for name, text in wanted.items() if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != text]
    gone = sorted(path.name for path in FOLDER.glob("*.md") if path.name not in wanted)
    if "--check" in arguments:
        for name in (*stale, *gone):
            print(f"docs/rules/{name} is out of date: run python tools/rule_pages.py")
        return 1 if stale or gone else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(wanted[name], "utf-8")
        print(f"wrote docs/rules/{name}")
    for name in gone:
        (FOLDER / name).unlink()
        print(f"removed docs/rules/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
