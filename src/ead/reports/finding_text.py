"""One finding as a few lines: severity, code, place, sentence, the source with a caret, how to mend it."""

from __future__ import annotations

import re

from ead.findings import Finding
from ead.reports.escape import terminal
from ead.reports.style import Style, cut, width_of, wrapped

__all__ = ["finding_lines"]

_INDENT = " " * 11
_GUTTER = 9


def finding_lines(finding: Finding, style: Style, width: int) -> list[str]:
    """The lines of a finding, at most ``width`` columns wide."""
    place = finding.location
    severity = style.severity(finding.severity, f"{finding.severity.value:<8}")
    where = f"{place.line}:{place.column}" if place.line else "-"
    path = place.path.partition(" / ")[2] if finding.item_index is not None else place.path
    shown_path = cut(terminal(path or "the item as a whole"), max(width - 11 - 15 - 11, 10))
    return [
        f"  {severity} {style.paint(f'{finding.code:<14}', 'bold')} {where:<10} {style.paint(shown_path, 'dim')}".rstrip(),
        wrapped(terminal(finding.text), width, first=_INDENT, rest=_INDENT),
        *_source_lines(finding, style, width),
        *_fix_lines(finding, style, width),
    ]


def _fix_lines(finding: Finding, style: Style, width: int) -> list[str]:
    if finding.fix is None:
        return []
    able = " (ead fix can do this)" if finding.fix.safe else ""
    text = wrapped(terminal(finding.fix.text).rstrip(".") + able, width, first=_INDENT + "mend: ", rest=_INDENT + "      ")
    return [text.replace("mend:", style.paint("mend:", "green"), 1)]


def _source_lines(finding: Finding, style: Style, width: int) -> list[str]:
    """The source text and carets under the value in it."""
    if not finding.excerpt:
        return []
    before, value, after = (terminal(part) for part in _parts(re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", finding.excerpt)))
    room = width - _GUTTER - 3
    line = cut(before + value + after, room)
    offset = min(width_of(before), room - 1)
    carets = "^" * max(min(width_of(value), width_of(line) - offset), 1)
    number = f"{finding.location.line or '':>{_GUTTER}}"
    return [
        f"{style.paint(number + ' |', 'dim')} {line}",
        f"{style.paint(' ' * _GUTTER + ' |', 'dim')} {' ' * offset}{style.severity(finding.severity, carets)}",
    ]


def _parts(excerpt: str) -> tuple[str, str, str]:
    """What stands before the value, the value, what stands after: an element's text, or the whole of anything else."""
    element = re.match(r"(<[^>]*>)([^<]+)(.*)", excerpt, re.DOTALL)
    return (element[1], element[2], element[3]) if element else ("", excerpt, "")
