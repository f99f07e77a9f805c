"""The ratios to the floor as bars, in SVG made by hand. The scale is logarithmic: from a file read to xmlschema lie four powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

_LEFT, _WIDTH, _ROW, _TOP = 330, 560, 22, 54
_OWN, _PEER = "#1f77b4", "#9aa5b1"


def svg(title: str, ratios: Sequence[tuple[str, float, bool]]) -> str:
    """Bars of label, ratio, and whether it is one of our own; a line marks the floor."""
    values = [1.0, 10.0, *(ratio for _, ratio, _ in ratios)]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    bottom = _TOP + _ROW * len(ratios)

    def across(ratio: float) -> float:
        return _LEFT + _WIDTH * (log10(ratio) - low) / (high - low)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 70}" height="{bottom + 34}" font-family="sans-serif" '
        'font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="10" y="22" font-size="15">{escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        x = across(10**power)
        lines.append(f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{10**power:g}</text>')
    x = across(1)
    lines.append(f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#d62728" stroke-dasharray="4 3"/>')
    lines.append(f'<text x="{x:.1f}" y="{_TOP - 10}" text-anchor="middle" fill="#d62728">the floor</text>')
    for number, (label, ratio, own) in enumerate(ratios):
        y = _TOP + number * _ROW
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(label.replace("`", ""))}</text>')
        width = max(across(ratio) - _LEFT, 1)
        lines.append(f'<rect x="{_LEFT}" y="{y + 2}" width="{width:.1f}" height="{_ROW - 6}" fill="{_OWN if own else _PEER}"/>')
        # A white edge keeps the number readable where the line of the floor runs behind it.
        halo = 'paint-order="stroke" stroke="white" stroke-width="4"'
        lines.append(f'<text x="{_LEFT + width + 5:.1f}" y="{y + 13}" {halo}>{ratio:.2g}</text>')
    return "\n".join([*lines, "</svg>", ""])
