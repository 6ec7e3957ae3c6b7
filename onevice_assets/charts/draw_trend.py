"""Mention rates through four weeks: a line and its interval per brand, model changes as rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onevice_assets.charts.svg import ACCENT, RIVALS, data, to_svg

if TYPE_CHECKING:
    import altair as alt

Row = dict[str, Any]
_WIDTH, _HEIGHT = 860, 240


def draw_trend(rows: Sequence[Row], marks: Sequence[Row], subject: str) -> str:
    """Draw the trend as SVG text; empty where fewer than two days have answers.

    Args:
        rows: `share_of_voice` rows of provider `all`, of some brands and days.
        marks: `model_changes` rows of days on which a provider changed its model.
        subject: the brand to stand out.
    """
    known = [row for row in rows if row["mention_rate"] is not None]
    days = sorted({row["day"] for row in known})
    if len(days) < 2:
        return ""
    brands = list(dict.fromkeys(row["brand_name"] for row in known))
    brands.sort(key=lambda brand: brand != subject)
    layers = [*_lines(known, brands), *_rules(marks, days)]
    told = f"Mention rate of {', '.join(brands)} from {days[0]} to {days[-1]}"
    import altair as alt

    return to_svg(alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT), "trend", told)


def _lines(rows: Sequence[Row], brands: Sequence[str]) -> list[alt.Chart]:
    import altair as alt

    base = alt.Chart(data(list(_points(rows)))).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8)),
        color=alt.Color(
            "brand:N",
            scale=alt.Scale(domain=list(brands), range=[ACCENT, *RIVALS][: len(brands)]),
            title=None,
            legend=alt.Legend(
                orient="top",
                symbolType="stroke",
                symbolOpacity=1,
                symbolStrokeWidth=3,
                labelLimit=200,
            ),
        ),
        detail="run:N",
    )
    rate = alt.Y("rate:Q", title="named in", axis=alt.Axis(format="%", tickCount=5))
    low = alt.Y("low:Q", title="named in")
    subject = base.transform_filter(f"datum.brand == {_literal(brands[0])}")
    return [
        subject.mark_area(opacity=0.15).encode(y=low, y2="high:Q"),
        subject.mark_rule(opacity=0.35).encode(y=low, y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=rate),
        base.mark_point(filled=True, size=28, opacity=1).encode(y=rate),
    ]


def _literal(text: str) -> str:
    """A text as an expression of Vega; nothing in a brand's name ends it."""
    import json

    return json.dumps(text)


def _points(rows: Iterable[Row]) -> Iterable[dict[str, object]]:
    """One point a day; days in a row share a run, so that no line crosses a gap."""
    runs: dict[str, tuple[date, int]] = {}
    for row in sorted(rows, key=lambda row: (row["brand_name"], row["day"])):
        brand, day = row["brand_name"], row["day"]
        before, run = runs.get(brand, (day, 0))
        run += day - before > timedelta(days=1)
        runs[brand] = (day, run)
        yield {
            "brand": brand,
            "day": day.isoformat(),
            "rate": row["mention_rate"],
            "low": row["mention_rate_low"],
            "high": row["mention_rate_high"],
            "run": f"{brand} {run}",
        }


def _rules(marks: Sequence[Row], days: Sequence[date]) -> list[alt.Chart]:
    import altair as alt

    changes = {
        (on.isoformat(), row["llm_provider"])
        for row in marks
        if (on := row["served_model_changed_on"] or row["day"]) and days[0] <= on <= days[-1]
    }
    if not changes:
        return []
    middle = (days[0] + (days[-1] - days[0]) / 2).isoformat()
    values = [
        {"day": day, "text": f"{provider}: other model", "is_late": day > middle}
        for day, provider in sorted(changes)
    ]
    base = alt.Chart(data(values)).encode(x="day:T")
    words = base.encode(text="text:N", y=alt.value(8))
    early, late = (words.transform_filter(one) for one in ("!datum.is_late", "datum.is_late"))
    return [
        base.mark_rule(strokeDash=[4, 4], stroke="currentColor", opacity=0.6),
        early.mark_text(align="left", dx=4, fill="currentColor", fontSize=11),
        late.mark_text(align="right", dx=-4, fill="currentColor", fontSize=11),
    ]
