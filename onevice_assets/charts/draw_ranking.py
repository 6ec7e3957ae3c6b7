"""Brands by mention rate: a dot for the rate and a bar for its 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from onevice_assets.charts.svg import ACCENT, NEUTRAL

_BRANDS = 10
_WIDTH, _LEFT, _PLOT, _ROW = 460, 140, 250, 22


def draw_ranking(rows: Sequence[dict[str, Any]]) -> str:
    """Draw the most named brands as SVG text; empty where no rate is known.

    Args:
        rows: `share_of_voice` rows of one day, website and provider.
    """
    known = [row for row in rows if row["mention_rate"] is not None]
    if not known:
        return ""
    top = sorted(known, key=lambda row: (-row["mention_count"], row["brand_name"]))[:_BRANDS]
    height = 30 + _ROW * len(top)
    demo = any(row["is_demonstration"] for row in top)
    title = "Named in (95 %)" + (" – a demonstration, not a measurement" if demo else "")
    parts = [_text(0, 14, title, opacity=0.7), *_grid(height)]
    parts += [_row(row, 26 + _ROW * at) for at, row in enumerate(top)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" role="img" aria-label="Brands by mention rate" '
        f'font-family="system-ui, sans-serif" font-size="12">{"".join(parts)}</svg>'
    )


def _row(row: dict[str, Any], top: int) -> str:
    colour = ACCENT if row["role"] == "own" else NEUTRAL
    rate = row["mention_rate"]
    low = rate if row["mention_rate_low"] is None else row["mention_rate_low"]
    high = rate if row["mention_rate_high"] is None else row["mention_rate_high"]
    middle = top + _ROW / 2
    return (
        _text(_LEFT - 10, middle + 4, str(row["brand_name"])[:20], anchor="end")
        + f'<rect x="{_at(low):.1f}" y="{middle - 2:.1f}" width="{_at(high) - _at(low):.1f}" '
        f'height="4" rx="2" fill="{colour}" opacity="0.45"/>'
        f'<circle cx="{_at(rate):.1f}" cy="{middle:.1f}" r="5" fill="{colour}"/>'
        + _text(_LEFT + _PLOT + 12, middle + 4, f"{100 * rate:.0f} %")
    )


def _grid(height: int) -> list[str]:
    return [
        f'<line x1="{_at(part):.1f}" x2="{_at(part):.1f}" y1="24" y2="{height}" '
        'stroke="currentColor" opacity="0.15"/>'
        for part in (0, 0.25, 0.5, 0.75, 1)
    ]


def _at(rate: float) -> float:
    return _LEFT + _PLOT * rate


def _text(x: float, y: float, text: str, *, anchor: str = "start", opacity: float = 1) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor" '
        f'opacity="{opacity}">{escape(text)}</text>'
    )
