"""One finding as a few lines: severity, code, place, sentence, the source with a caret, how to mend it."""

from __future__ import annotations

import re

from ead.findings import Finding
from ead.patterns import lazy
from ead.reports.escape import terminal
from ead.reports.style import Style, cut, width_of, wrapped
from ead.wording import MASK

__all__ = ["finding_lines"]

_INDENT = " " * 11
_GUTTER = 9
_NARROW = 24
_START_TAG = lazy(r"""<([^\s/>"'=]+)((?:[^>"']|"[^"]*"|'[^']*')*)>""")


def finding_lines(finding: Finding, style: Style, width: int) -> list[str]:
    """The lines of a finding, at most ``width`` columns wide."""
    return [
        *_heading(finding, style, width),
        wrapped(terminal(finding.text), width, first=_INDENT, rest=_INDENT),
        *_source_lines(finding, style, width),
        *_fix_lines(finding, style, width),
    ]


def _heading(finding: Finding, style: Style, width: int) -> list[str]:
    """Severity, code, line and column, path; on a narrow terminal the path has a line of its own."""
    place = finding.location
    where = f"{place.line}:{place.column}" if place.line else "-"
    path = place.path.partition(" / ")[2] if finding.item_index is not None else place.path
    path = terminal(path or "the item as a whole")
    severity = style.severity(finding.severity, f"{finding.severity.value:<8}")
    start = f"  {severity} {style.paint(f'{finding.code:<14}', 'bold')} {where:<10}"
    room = width - len(_INDENT) - 15 - max(len(where), 10) - 1
    if room < _NARROW:
        return [start.rstrip(), _INDENT + style.paint(cut(path, width - len(_INDENT)), "dim")]
    return [f"{start} {style.paint(cut(path, room), 'dim')}"]


def _fix_lines(finding: Finding, style: Style, width: int) -> list[str]:
    if finding.fix is None:
        return []
    able = " (ead fix can do this)" if finding.fix.safe else ""
    text = wrapped(_as_part(terminal(finding.fix.text)) + able, width, first=_INDENT + "mend: ", rest=_INDENT + "      ")
    return [text.replace("mend:", style.paint("mend:", "green"), 1)]


def _as_part(text: str) -> str:
    """A sentence as the second half of another one: no capital, unless a name or an abbreviation begins it; no full stop."""
    capital = text[:1].isupper() and not text[1:2].islower()
    return (text if capital else text[:1].lower() + text[1:]).rstrip(".")


def _source_lines(finding: Finding, style: Style, width: int) -> list[str]:
    """The source text and carets under the value in it."""
    excerpt = finding.excerpt
    # A group in JSON says nothing that its place does not say, and may hold values that are not this finding's own.
    if not excerpt or excerpt == MASK or excerpt.startswith(("{", "[")):
        return []
    before, value, after = (terminal(part) for part in _parts(re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", excerpt)))
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
    """What stands before the value, the value, what stands after: an element's text, else its tags, else everything.

    No field is kept in an attribute, so what stands in one is not what the finding is about, and is left out.
    """
    if not excerpt.startswith("<"):
        return "", excerpt, ""
    tag = _START_TAG.match(excerpt)
    if tag is None:
        return "", re.split(r"[\s/>]", excerpt, maxsplit=1)[0], ""
    start = f"<{tag[1]}{' ...' if tag[2].strip(' /') else ''}{'/' if tag[2].endswith('/') else ''}>"
    value, bracket, rest = excerpt[tag.end() :].partition("<")
    end = bracket + rest if rest.startswith("/") else ""
    if value.strip() and (end or not bracket):
        return start, value, end
    return "", start if value.strip() else start + end, ""
