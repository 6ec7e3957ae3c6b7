"""Who takes a brand's place, as a flow: the answers that ignore it run to those they recommend."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from onevice_assets.charts.svg import ACCENT, NEUTRAL

Row = dict[str, Any]
_WIDTH, _TOP = 480, 16
_BAR, _LEFT, _RIGHT = 14, 150, 300
_TALLEST, _GAP = 190, 14
_LEAST = 4


def draw_flows(rows: Sequence[Row]) -> str:
    """Draw the substitutes of one missing brand as SVG text; empty where there is none.

    Args:
        rows: `substitution_patterns` rows of one missing brand, the commonest first. An answer
            may recommend several, so the flows may add up to more than the answers.
    """
    if not rows:
        return ""
    total = sum(row["occurrence_count"] for row in rows)
    heights = [max(_LEAST, _TALLEST * row["occurrence_count"] / total) for row in rows]
    tall = sum(heights)
    height = _TOP * 2 + tall + _GAP * (len(rows) - 1)
    start = (height - tall) / 2
    parts = [_source(rows[0], start, tall)]
    left, right = start, float(_TOP)
    for row, thick in zip(rows, heights, strict=True):
        parts += [_band(left, right, thick), _target(row, right, thick)]
        left, right = left + thick, right + thick + _GAP
    told = f"Who is recommended where {rows[0]['missing_brand_name']} is missing"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(told)}" '
        f'font-family="system-ui, sans-serif" font-size="13" '
        f'style="width:100%;max-width:{_WIDTH}px;height:auto">{"".join(parts)}</svg>'
    )


def _source(row: Row, top: float, tall: float) -> str:
    """The bar of answers that ignore the brand."""
    middle = top + tall / 2
    lines = (f"without {row['missing_brand_name']}", f"{row['missing_count']} answers")
    return (
        f'<rect x="{_LEFT - _BAR}" y="{top:.1f}" width="{_BAR}" height="{tall:.1f}" '
        f'rx="3" fill="{ACCENT}"/>'
        + "".join(
            f'<text x="{_LEFT - _BAR - 8}" y="{middle + 16 * at - 2:.1f}" text-anchor="end" '
            f'fill="currentColor" opacity="{1 - 0.35 * at}">{escape(_short(line))}</text>'
            for at, line in enumerate(lines)
        )
    )


def _band(left: float, right: float, thick: float) -> str:
    bend = (_LEFT + _RIGHT) / 2
    return (
        f'<path d="M{_LEFT},{left:.1f} C{bend},{left:.1f} {bend},{right:.1f} {_RIGHT},{right:.1f} '
        f"V{right + thick:.1f} C{bend},{right + thick:.1f} {bend},{left + thick:.1f} "
        f'{_LEFT},{left + thick:.1f} Z" fill="{NEUTRAL}" opacity="0.35"/>'
    )


def _target(row: Row, top: float, thick: float) -> str:
    name = _short(row["substitute_brand_name"])
    share = f"{100 * row['occurrence_count'] / row['missing_count']:.0f} %"
    return (
        f'<rect x="{_RIGHT}" y="{top:.1f}" width="{_BAR}" height="{thick:.1f}" rx="3" '
        f'fill="{NEUTRAL}"/><text x="{_RIGHT + _BAR + 8}" y="{top + thick / 2 + 4:.1f}" '
        f'fill="currentColor">{escape(name)} <tspan opacity="0.65">{share}</tspan></text>'
    )


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
