"""A chart as Dagster's UI shows it beside a materialisation."""

from __future__ import annotations

import base64

_MOST_BYTES = 30_000
# An image has no page whose colour it could take; this grey reads on white and on black.
_INK = "#7a828c"


def as_markdown(svg: str, title: str) -> str:
    """An SVG as Markdown with the picture inline, so that nothing in a brand's name can run.

    Args:
        svg: the chart; empty gives an empty text.
        title: alternative text.

    Returns:
        Markdown of at most 30 kB; an empty text where the picture is larger: the event log keeps
        every one of them.
    """
    if not svg:
        return ""
    if "xmlns=" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    picture = base64.b64encode(svg.replace("currentColor", _INK).encode("utf-8", "replace"))
    if len(picture) > _MOST_BYTES:
        return ""
    return f"![{title}](data:image/svg+xml;base64,{picture.decode()})"
