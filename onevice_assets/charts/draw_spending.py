"""What each day cost: a column a day, cut by provider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevice_assets.charts.svg import ACCENT, RIVALS, data, to_svg

Row = dict[str, Any]
_WIDTH, _HEIGHT = 640, 180


def draw_spending(rows: Sequence[Row]) -> str:
    """Draw the columns as SVG text; empty where nothing cost anything.

    Args:
        rows: `spending` rows of some days, without those of `all`.
    """
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        key = (row["day"].isoformat(), row["llm_provider"])
        sums[key] = sums.get(key, 0.0) + row["cost_usd"]
    paid = {key: usd for key, usd in sums.items() if usd > 0}
    if not paid:
        return ""
    import altair as alt

    providers = sorted({provider for _, provider in paid})
    colours = [ACCENT, *RIVALS]
    values = [{"day": day, "provider": name, "usd": usd} for (day, name), usd in paid.items()]
    chart = (
        alt.Chart(data(values))
        .mark_bar()
        .encode(
            x=alt.X("day:O", title=None, axis=alt.Axis(labelAngle=-40, labelOverlap=True)),
            y=alt.Y("usd:Q", title="USD", axis=alt.Axis(tickCount=4, format="~g")),
            color=alt.Color(
                "provider:N",
                title=None,
                scale=alt.Scale(
                    domain=providers,
                    range=[colours[place % len(colours)] for place in range(len(providers))],
                ),
                legend=alt.Legend(orient="top"),
            ),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    days = sorted(day for day, _ in paid)
    told = f"USD {sum(paid.values()):.4f} from {days[0]} to {days[-1]}, {', '.join(providers)}"
    return to_svg(chart, "spending", told)
