"""The end of a text report: what came out, in words, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath

from ead.findings import Outcome
from ead.report import Counts, Report
from ead.reports.escape import terminal
from ead.reports.style import Style, counted, cut, wrapped
from ead.rules.api import Rule
from ead.sufficiency import Sufficiency, SufficiencyCounts

__all__ = ["in_words", "overview_lines", "summary_lines"]

_LABEL = 12
_MOST_FREQUENT = 3
_COMMAND = 56


def in_words(report: Report) -> str:
    """The outcome as a sentence."""
    counts = report.counts
    if report.outcome is Outcome.INCOMPLETE:
        behind = f"; of {counted(counts.items, 'item')} {counts.accepted} may pass" if counts.items else ""
        return f"INCOMPLETE: not everything could be checked{behind}"
    if report.outcome is Outcome.REJECTED:
        if counts.rejected:
            return f"REJECTED: {counts.rejected} of {counted(counts.items, 'item')} would be refused"
        return "REJECTED: the message as a whole has errors"
    everything = "the item is" if counts.items == 1 else f"all {counts.items:,} items are".replace(",", " ")
    found = ((counts.error, "error"), (counts.warning, "warning"), (counts.info, "remark"))
    rest = [counted(number, noun) for number, noun in found if number]
    return f"ACCEPTED: {everything} {'fit to send' if not rest else 'accepted, with ' + ' and '.join(rest)}"


def summary_lines(
    report: Report, name: str, codes: Counter[str], safe: int, rules: Mapping[str, Rule], style: Style, width: int
) -> list[str]:
    """The summary of one message. ``codes`` counts findings by code, ``safe`` those that can be mended safely."""
    lines = [style.paint("=" * width, "dim"), style.outcome(report.outcome, terminal(in_words(report))), ""]
    lines += _facts(report, name, style, width)
    for number, (code, times) in enumerate(_most_frequent(codes, rules)):
        title = rules[code].documentation.fault if code in rules else ""
        lines.append(_row("most often" if not number else "", cut(f"{times:>5} x {code:<14} {terminal(title)}", width - _LABEL - 2), style))
    notes = [*([f"rules that failed: {', '.join(sorted(report.crashed))}"] if report.crashed else []), *report.notes]
    lines += [_text("note", terminal(note), style, width) for note in notes]
    if report.suppressed:
        lines.append(_row("note", f"{counted(report.suppressed, 'known finding')} not shown (suppressions, baseline)", style))
    return [*lines, *_next_steps(report, name, codes, safe, rules, style)]


def _facts(report: Report, name: str, style: Style, width: int) -> list[str]:
    facts, counts = report.input, report.counts
    kind = [
        facts.format or "format not known",
        counted(facts.bytes, "byte"),
        *([f"message {facts.message_id}"] if facts.message_id else []),
    ]
    settings = f"as of {report.as_of}, profile {', '.join(report.profiles)}"
    return [
        _row("message", cut(terminal(name), width - _LABEL - 2), style),
        _text("", terminal(", ".join([*kind, settings])), style, width),
        _row("items", f"{counts.items:>5}   {_outcomes(counts)}", style),
        _row("findings", f"{counts.error + counts.warning + counts.info:>5}   {_severities(counts)}", style),
        *([_row("EU filing", f"{report.sufficiency.total:>5}   {_levels(report.sufficiency)}", style)] if report.sufficiency else []),
    ]


def _levels(levels: SufficiencyCounts) -> str:
    ready, warned, short = (levels.counts[level] for level in Sufficiency)
    return f"{ready} ready, {warned} ready with warnings, {short} insufficient (ICS2)"


def _outcomes(counts: Counts) -> str:
    return f"{counts.accepted} accepted, {counts.rejected} rejected, {counts.incomplete} incomplete"


def _severities(counts: Counts) -> str:
    return f"{counted(counts.error, 'error')}, {counted(counts.warning, 'warning')}, {counts.info} info"


def _most_frequent(codes: Counter[str], rules: Mapping[str, Rule]) -> list[tuple[str, int]]:
    return sorted(codes.items(), key=lambda pair: (-pair[1], _rank(pair[0], rules), pair[0]))[:_MOST_FREQUENT]


def _rank(code: str, rules: Mapping[str, Rule]) -> int:
    return rules[code].severity.rank if code in rules else 0


def _next_steps(report: Report, name: str, codes: Counter[str], safe: int, rules: Mapping[str, Rule], style: Style) -> list[str]:
    steps: list[tuple[str, str]] = []
    if safe:
        import shlex

        steps.append((f"ead fix {shlex.quote(name)} {shlex.quote(_mended(name))}", f"mends {safe} of them safely"))
    # Refusals of customs have codes of their own, and no page.
    told = [code for code in codes if not rules or code in rules]
    if told:
        gravest = min(told, key=lambda code: (_rank(code, rules), -codes[code], code))
        steps.append((f"ead explain {gravest}", "says more about a rule"))
    if report.outcome is Outcome.ACCEPTED and not steps:
        steps.append(("nothing to do", ""))
    commands = [(terminal(command), what) for command, what in steps]
    longest = max((len(command) for command, _ in commands if len(command) <= _COMMAND), default=0)
    rows: list[str] = []
    for command, what in commands:
        # A command is never cut, for somebody may copy it; a long one has its comment below.
        rows += [command, f"  {what}"] if len(command) > _COMMAND else [f"{command:<{longest}}   {what}".rstrip()]
    return [_row("" if number else "next", row, style) for number, row in enumerate(rows)]


def _mended(name: str) -> str:
    path = PurePath(name)
    return f"{path.stem}.mended{path.suffix}" if path.suffix else "mended"


def overview_lines(rows: list[tuple[str, Outcome, str]], style: Style, width: int) -> list[str]:
    """The end of a report on several messages: one line for each."""
    outcomes = Counter(outcome for _, outcome, _ in rows)
    total = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome if outcomes[outcome])
    longest = min(max(len(name) for name, _, _ in rows), width - 40)
    lines = [style.paint("=" * width, "dim"), f"{counted(len(rows), 'message')}: {total}"]
    for name, outcome, text in rows:
        label = style.outcome(outcome, f"{outcome.value:<10}")
        lines.append(f"  {label}  {cut(terminal(name), longest):<{longest}}  {cut(terminal(text), width - longest - 16)}")
    return lines


def _row(label: str, text: str, style: Style) -> str:
    return f"  {style.paint(f'{label:<{_LABEL}}', 'dim')}{text}"


def _text(label: str, text: str, style: Style, width: int) -> str:
    margin = " " * (_LABEL + 2)
    lines = wrapped(text, width, first=margin, rest=margin)
    return _row(label, lines[len(margin) :], style)
