"""Write what the documentation says about rules, from the rules themselves.

A page for each rule set and a table of all in ``docs/rules/``, the page ``docs/destinations.md``, and the parts of ``README.md``,
``docs/confidence.md`` and ``mkdocs.yml`` between the marks ``generated: ...`` and ``end of generated``.

Run it after a change of a rule: ``python tools/rule_pages.py``. ``--check`` says what is out of date and exits 1.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ead.codelists import countries
from ead.findings import Severity
from ead.rules.api import ANYWHERE, AppliesTo, Confidence, Rule, RuleSet
from ead.rules.catalogue import plain
from ead.rules.regions import contracted
from ead.rules.registry import builtin_rule_sets, ledger_rule_sets
from ead.testing import data
from ead.testing.requirements import required_by
from ead.testing.samples import REFERENCE_DATE

ROOT = Path(__file__).resolve().parent.parent
_NOTE = "Generated from the rules themselves by `tools/rule_pages.py`: change the rule, not this page."
_LONGEST = 300
_PROSE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "\\*", "[": "\\[", "]": "\\]"})
_COUNTRY_SET = "cc-"
_LAW = re.compile(
    r"[Rr]egulation|Reg\.|CFR|\bAct\b|[Dd]irective|[Dd]ecree|\b[Ll]aw\b|[Oo]rdinance|[Oo]rder\b|Convention|[Pp]roclamation|Normative Instruction"
)
_CARRIERS = re.compile(r"interface|USPS|DHL|[Pp]ost\b|bpost|PostNL|Poste\b|Colissimo|IPC\b|CDS\b|EDIFACT|[Cc]arrier|label")


def pages() -> dict[str, str]:
    """The text of every generated page by its path below the root."""
    sets = (*builtin_rule_sets(), *ledger_rule_sets())
    found = {f"docs/rules/{rule_set.name}.md": _lines_to_text(_set_page(rule_set)) for rule_set in sets}
    return {
        "docs/rules/index.md": _lines_to_text(_index(sets)),
        "docs/destinations.md": _lines_to_text(_destinations(builtin_rule_sets())),
        **found,
    }


def parts() -> dict[str, tuple[str, list[str]]]:
    """The generated part of other files: its name and its lines, by the path of the file."""
    sets = (*builtin_rule_sets(), *ledger_rule_sets())
    return {
        "README.md": ("rule sets", list(_readme_table(sets))),
        "docs/confidence.md": ("counts", list(_confidence(sets))),
        "mkdocs.yml": ("rule sets", list(_navigation(sets))),
    }


def _lines_to_text(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _with_part(text: str, name: str, lines: Sequence[str], path: str) -> str:
    """A file with its generated part renewed; raises :class:`LookupError` when its marks are gone."""
    begin, end = ("# ", "") if path.endswith(".yml") else ("<!-- ", " -->")
    marks = [re.escape(f"{begin}{words}{end}") for words in (f"generated: {name}", "end of generated")]
    pattern = re.compile(rf"(?ms)^([ ]*){marks[0]}\n.*?^[ ]*{marks[1]}$")
    found = pattern.search(text)
    if found is None:
        raise LookupError(f'{path} has no part "{begin}generated: {name}{end}"')
    gap = [] if path.endswith(".yml") else [""]
    block = [f"{begin}generated: {name}{end}", *gap, *lines, *gap, f"{begin}end of generated{end}"]
    return text[: found.start()] + "\n".join(f"{found[1]}{line}".rstrip() for line in block) + text[found.end() :]


def _severities(rules: Iterable[Rule]) -> str:
    counts = Counter(rule.severity for rule in rules)
    return " | ".join(str(counts[severity]) for severity in Severity)


def _index(sets: tuple[RuleSet, ...]) -> Iterator[str]:
    yield from ("# Rules", "", _NOTE, "")
    yield from (
        "| rule set | what it asks | for items | edition | rules | errors | warnings | infos |",
        "|---|---|---|---|--:|--:|--:|--:|",
    )
    for rule_set in sets:
        link, where = f"[`{rule_set.name}`]({rule_set.name}.md)", _places(rule_set.applies_to)
        numbers = f"{len(rule_set.rules)} | {_severities(rule_set.rules)}"
        yield f"| {link} | {_cell(rule_set.summary)} | {where} | {rule_set.version} | {numbers} |"
    yield from (
        "",
        "*Severity* is what a finding weighs by default; a configuration may change it. A *safe fix* is one that `ead fix` makes.",
    )
    yield (
        "What each rule rests on is explained in [Confidence](../confidence.md), and what no rule covers in "
        "[Rules that are not covered](../rules-not-covered.md). [What each destination asks](../destinations.md) is one table."
    )
    for rule_set in sets:
        if not rule_set.rules:
            continue
        yield from ("", f"## {rule_set.title}", "", "| code | severity | safe fix | what is wrong |", "|---|---|---|---|")
        for rule in rule_set.rules:
            link = f"[{rule.code}]({rule_set.name}.md#{rule.code.lower()})"
            yield f"| {link} | {rule.severity.value} | {'yes' if rule.safe_fix else ''} | {_cell(_fault(rule))} |"


def _set_page(rule_set: RuleSet) -> Iterator[str]:
    yield from (f"# {rule_set.title}", "", _NOTE, "", _prose(rule_set.summary), "")
    about = f"edition {rule_set.version}, {_counted(len(rule_set.rules), 'rule')}, for items {_places(rule_set.applies_to)}"
    yield f"Rule set `{rule_set.name}`, {about}. `ead explain CODE` prints the same on a terminal."
    if rule_set.rules:
        yield from ("", *_set_table(rule_set.rules))
    dated = sorted(
        {(day, word, rule.code) for rule in rule_set.rules for day, word in ((rule.since, "begins"), (rule.until, "ends")) if day}
    )
    if dated:
        yield from ("", "| day | rule | |", "|---|---|---|")
        yield from (f"| {day.isoformat()} | [{code}](#{code.lower()}) | {word} |" for day, word, code in dated)
    for rule in rule_set.rules:
        yield from ("", *_rule(rule))


def _set_table(rules: Sequence[Rule]) -> Iterator[str]:
    yield from ("| rule | needs | severity | in force | rests on | source |", "|---|---|---|---|---|---|")
    for rule in rules:
        needs = _code(rule.at) if rule.at else "the source"
        facts = (needs, rule.severity.value, _period(rule) or "always", rule.confidence.value, _cell(rule.source))
        yield f"| [{rule.code}](#{rule.code.lower()}) | {' | '.join(facts)} |"


def _readme_table(sets: Iterable[RuleSet]) -> Iterator[str]:
    """The rule sets, those of single countries in one line."""
    yield from ("| rule set | rules | asks |", "|---|--:|---|")
    nations = [rule_set for rule_set in sets if rule_set.name.startswith(_COUNTRY_SET)]
    for rule_set in sets:
        if rule_set not in nations:
            yield f"| [`{rule_set.name}`](docs/rules/{rule_set.name}.md) | {len(rule_set.rules)} | {_cell(rule_set.summary)} |"
    total = sum(len(rule_set.rules) for rule_set in nations)
    yield f"| [`{_COUNTRY_SET}*`](docs/destinations.md) | {total} | What {len(nations)} countries ask of items, each in a set of its own. |"


def _navigation(sets: Iterable[RuleSet]) -> Iterator[str]:
    for rule_set in sets:
        if not rule_set.name.startswith(_COUNTRY_SET):
            yield f"- {_quoted(rule_set.title)}: rules/{rule_set.name}.md"
    yield "- What each destination asks: destinations.md"
    yield "- Countries:"
    for rule_set in sets:
        if rule_set.name.startswith(_COUNTRY_SET):
            yield f"    - {_quoted(rule_set.title)}: rules/{rule_set.name}.md"


def _quoted(title: str) -> str:
    return f'"{title}"' if re.search(r"[:#{}\[\]]", title) else title


# -- what rests on what ------------------------------------------------------------------------------------------------


def _basis(rule: Rule) -> str:
    """What kind of thing a rule rests on; for sources that were read by the words of the source's name."""
    if rule.confidence is not Confidence.READ:
        return str(rule.confidence.value)
    if _LAW.search(rule.source):
        return _BASES[0]
    return _BASES[1] if _CARRIERS.search(rule.source) else _BASES[2]


_BASES = (
    "law or regulation",
    "specification of a post or carrier",
    "standard, guidance or other publication",
    Confidence.ARITHMETIC.value,
    Confidence.GENERAL.value,
    Confidence.INFERRED.value,
)


def _confidence(sets: Sequence[RuleSet]) -> Iterator[str]:
    rules = [rule for rule_set in sets for rule in rule_set.rules]
    yield from ("| rests on | rules | errors | warnings | infos |", "|---|--:|--:|--:|--:|")
    for basis in _BASES:
        resting = [rule for rule in rules if _basis(rule) == basis]
        yield f"| {basis} | {len(resting)} | {_severities(resting)} |"
    yield from ("", f"| rule set | {' | '.join(_BASES)} |", "|---|" + "--:|" * len(_BASES))
    for rule_set in sets:
        counts = Counter(map(_basis, rule_set.rules))
        if counts:
            yield f"| [`{rule_set.name}`](rules/{rule_set.name}.md) | {' | '.join(str(counts[basis] or '') for basis in _BASES)} |"
    for basis in _BASES[:3]:
        sources = Counter(rule.source for rule in rules if _basis(rule) == basis)
        if sources:
            yield from ("", f"Named as {basis}:", "", *(f"* {_prose(source)} ({number})" for source, number in sorted(sources.items())))


# -- what each destination asks ----------------------------------------------------------------------------------------


def _destinations(sets: Sequence[RuleSet]) -> Iterator[str]:
    yield from ("# What each destination asks", "", _NOTE, "")
    yield (
        f"Found out by leaving out one field after the other of clean items, as on {REFERENCE_DATE.isoformat()}: sales to a person, sales to a "
        "firm and gifts. *Refused without* are errors, *asked for* are warnings and infos. `ead rules --destination BR` lists every rule for a "
        "destination, `ead diff-rules` what changes between two days."
    )
    asked = {code: _asked_by(code) for code in sorted(data.countries())}
    yield from ("", "## Everywhere", "", *_world_wide(asked), "", "## By destination", "")
    yield from (
        "| destination | rule sets of its own | refused without | asked for | rules | comes and goes |",
        "|---|---|---|---|--:|---|",
    )
    for code, fields in asked.items():
        own = [one for one in sets if one.rules and one.applies_to.serves(code, None)]
        errors, others = (_fields_cell(fields, own, errors=errors) for errors in (True, False))
        links = " ".join(f"[`{one.name}`](rules/{one.name}.md)" for one in own) or "none: the world-wide sets"
        rules = [rule for one in own for rule in one.rules]
        yield f"| {countries.name(code)} ({code}) | {links} | {errors} | {others} | {len(rules)} | {_coming(rules)} |"
    yield from ("", "All other destinations are checked by the world-wide sets, and the report says so.")


_Asked = Mapping[tuple[str, ...], tuple[Sequence[str], Sequence[Any]]]


def _asked_by(code: str) -> _Asked:
    """By fields: the transactions in which they are asked for, and the findings; the transactions are empty when it is all of them."""
    required = required_by(code)
    found: dict[tuple[str, ...], tuple[list[str], list[Any]]] = {}
    for transaction, every in required.items():
        for asked in every:
            transactions, findings = found.setdefault(asked.fields, ([], []))
            transactions.append(transaction)
            findings += asked.findings
    return {fields: ([] if len(names) == len(required) else names, findings) for fields, (names, findings) in found.items()}


def _world_wide(asked: Mapping[str, _Asked]) -> Iterator[str]:
    rule_sets = {one.name: one for one in builtin_rule_sets()}
    rows: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = {}
    for by_fields in asked.values():
        for fields, (_, findings) in by_fields.items():
            for finding in findings:
                if rule_sets[finding.rule_set].applies_to == ANYWHERE:
                    rows.setdefault(fields, {}).setdefault((finding.code, finding.rule_set), set()).add(finding.severity.value)
    yield from ("| field | rule |", "|---|---|")
    for fields, rules in rows.items():
        links = ", ".join(
            f"[{code}](rules/{name}.md#{code.lower()}) ({' or '.join(sorted(severities))})"
            for (code, name), severities in sorted(rules.items())
        )
        yield f"| {_fields(fields)} | {links} |"


def _fields_cell(asked: _Asked, own: Sequence[RuleSet], *, errors: bool) -> str:
    names = {one.name for one in own}
    cells = []
    for fields, (transactions, findings) in asked.items():
        codes = {one.code: one for one in findings if one.rule_set in names and (one.severity is Severity.ERROR) == errors}
        links = ", ".join(f"[{code}](rules/{one.rule_set}.md#{code.lower()})" for code, one in sorted(codes.items()))
        if links:
            cells.append(f"{_fields(fields)}: {links}" + (f" ({', '.join(transactions)})" if transactions else ""))
    return "<br>".join(cells)


def _fields(fields: Iterable[str]) -> str:
    """Field names without the number of the content piece."""
    return " or ".join(_code(re.sub(r"\.1\b", "", field)) for field in fields)


def _coming(rules: Iterable[Rule]) -> str:
    days = {(day, word, rule.code) for rule in rules for day, word in ((rule.since, "from"), (rule.until, "until")) if day}
    return "<br>".join(f"{code} {word} {day.isoformat()}" for day, word, code in sorted(days) if day > REFERENCE_DATE)


def _places(area: AppliesTo) -> str:
    parts = (("to", area.destinations), ("from", area.origins), ("to or from", area.countries))
    return " ".join(f"{word} {', '.join(contracted(codes))}" for word, codes in parts if codes) or "everywhere"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


# -- one rule ----------------------------------------------------------------------------------------------------------


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
    where = _places(area) if area.destinations or area.origins or area.countries else ""
    classes = f"mail class {', '.join(sorted(area.mail_classes))}" if area.mail_classes else ""
    return "; ".join(part for part in (where, classes) if part)


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


def wanted() -> dict[str, str]:
    """The text of every file that is generated or has a generated part, by its path below the root."""
    found = pages()
    for path, (name, lines) in parts().items():
        found[path] = _with_part((ROOT / path).read_text("utf-8"), name, lines, path)
    return found


def main(arguments: list[str]) -> int:
    """Write or check the pages; returns the exit code."""
    texts = wanted()
    stale = [path for path, text in texts.items() if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != text]
    gone = sorted(found for path in (ROOT / "docs" / "rules").glob("*.md") if (found := path.relative_to(ROOT).as_posix()) not in texts)
    if "--check" in arguments:
        for path in (*stale, *gone):
            print(f"{path} is out of date: run python tools/rule_pages.py")
        return 1 if stale or gone else 0
    (ROOT / "docs" / "rules").mkdir(parents=True, exist_ok=True)
    for path in stale:
        (ROOT / path).write_text(texts[path], "utf-8")
        print(f"wrote {path}")
    for path in gone:
        (ROOT / path).unlink()
        print(f"removed {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
