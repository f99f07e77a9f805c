"""``ead diff``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import click

from ead.cli.exits import ACCEPTED, REJECTED
from ead.cli.lazy import debug_option
from ead.config import FAIL_ON
from ead.findings import Severity
from ead.reports.escape import json_text, terminal
from ead.reports.style import Style, terminal_width, wants_color, wrapped
from ead.suppressions import read_report

__all__ = ["command", "compare"]

_RANKS = {severity.value: severity.rank for severity in Severity}
Key = tuple[str, str, str, str, int]


@click.command("diff")
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@click.option("--report", "report_format", type=click.Choice(("text", "json")), default="text", help="Form of the answer.  [default: text]")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="error", help="New findings that give exit code 1.  [default: error]")
@debug_option
def command(old: str, new: str, report_format: str, fail_on: str) -> int:
    """Compare two JSON reports: new, gone, changed.

    A finding is the same when message, item, code and place are. The exit code is 1 when there are new findings, or known ones that have
    become graver, from --fail-on up.
    """
    result = compare(read_report(old), read_report(new))
    if report_format == "json":
        click.echo(json_text({"diff": "1", **result}, indent=2))
    else:
        _print(result)
    graver = [pair["new"] for pair in result["changed"] if _rank(pair["new"]) < _rank(pair["old"])]
    threshold = _RANKS.get(fail_on, -1)
    return REJECTED if any(_rank(finding) <= threshold for finding in (*result["new"], *graver)) else ACCEPTED


def _rank(finding: Mapping[str, Any]) -> int:
    return _RANKS.get(finding["severity"], 0)


def compare(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The findings that are only in ``new``, only in ``old``, and in both but with another text or severity; how many are the same."""
    before, after = _by_key(old), _by_key(new)
    both = [key for key in after if key in before]
    changed = [key for key in both if any(before[key][name] != after[key][name] for name in ("severity", "text"))]
    return {
        "new": [after[key] for key in after if key not in before],
        "gone": [before[key] for key in before if key not in after],
        "changed": [{"old": before[key], "new": after[key]} for key in changed],
        "same": len(both) - len(changed),
    }


def _by_key(reports: Iterable[Mapping[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Findings by message, item, code and place; a number keeps apart those that agree in all of these.

    A report on a single message is compared with one on the same message under another file name, so names count among several only.
    """
    found: dict[Key, dict[str, Any]] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    every = list(reports)
    for report in every:
        name = str(report.get("input", {}).get("name", "")) if len(every) > 1 else ""
        for finding in report["findings"]:
            base = (name, finding["item_id"] or "", finding["code"], finding["location"]["path"])
            found[(*base, seen[base])] = finding
            seen[base] += 1
    return found


def _print(result: Mapping[str, Any]) -> None:
    style, width = Style(wants_color(sys.stdout)), terminal_width(sys.stdout)
    looks = {"new": "red", "gone": "green"}
    for kind, look in looks.items():
        for finding in result[kind]:
            click.echo(_line(style.paint(f"{kind:<8}", look), finding, width))
    for pair in result["changed"]:
        click.echo(_line(style.paint(f"{'changed':<8}", "yellow"), pair["new"], width, pair["old"]))
    counts = [f"{len(result[kind])} {kind}" for kind in ("new", "gone", "changed")]
    click.echo(f"{', '.join(counts)}, {result['same']} the same")


def _line(label: str, finding: Mapping[str, Any], width: int, old: Mapping[str, Any] | None = None) -> str:
    severity = finding["severity"]
    if old is not None and old["severity"] != severity:
        severity = f"{old['severity']} -> {severity}"
    head = f"{label} {terminal(finding['code']):<14} {terminal(severity):<8} {terminal(finding['location']['path'])}"
    return head + "\n" + wrapped(terminal(finding["text"]), width, first=" " * 9, rest=" " * 9)
