"""Draws the small chart an analyst sees beside a day's share of voice."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

_BRANDS = 10
_MAX_BYTES = 30_000


def draw_chart(rows: Sequence[Mapping[str, Any]]) -> str:
    """Draw mention rate and recommendation rate of the most named brands.

    Args:
        rows: `share_of_voice` rows of one day, website and provider.

    Returns:
        Markdown with the picture inline (SVG as an image, so that nothing in a brand's name can
        run; at most 30 kB), or an empty text where no rate is known.
    """
    known = [row for row in rows if row["mention_rate"] is not None]
    if not known:
        return ""
    top = sorted(known, key=lambda row: (-row["mention_count"], row["brand_name"]))[:_BRANDS]
    svg = base64.b64encode(
        _render(_title(top), [bar for row in top for bar in _bars(row)]).encode()
    )
    if len(svg) > _MAX_BYTES:
        return ""
    return f"![share of voice](data:image/svg+xml;base64,{svg.decode()})"


def _title(rows: Sequence[Mapping[str, Any]]) -> str:
    title = "Answers that name or recommend a brand"
    is_demonstration = any(row["is_demonstration"] for row in rows)
    return f"{title} (demonstration, not a measurement)" if is_demonstration else title


def _bars(row: Mapping[str, Any]) -> list[dict[str, object]]:
    brand = str(row["brand_name"])[:30]
    return [
        {"brand": brand, "measure": "named", "rate": row["mention_rate"]},
        {"brand": brand, "measure": "recommended", "rate": row["recommendation_rate"] / 100},
    ]


def _render(title: str, bars: list[dict[str, object]]) -> str:
    import altair as alt
    import vl_convert

    spec = alt.Chart({"values": bars}, width=320, title=title)
    chart = spec.mark_bar().encode(
        x=alt.X("rate:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("brand:N", title=None, sort=None),
        yOffset=alt.YOffset("measure:N"),
        color=alt.Color("measure:N", title=None, scale=alt.Scale(range=["#9ecae1", "#08519c"])),
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))
