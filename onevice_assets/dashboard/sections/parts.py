"""Pieces every section is made of: tables, links into the page, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import dcc, html

from onevice_assets.dashboard.address import Asked, write_search

FORMATS = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}


def labelled(label: str) -> dict[str, Any]:
    """What a screen reader calls a part of the page."""
    return {"aria-label": label}


def link(text: Any, asked: Asked, *, label: str | None = None, name: str = "") -> Any:
    """A link to another view of the page; the browser's history keeps both."""
    more: dict[str, Any] = {"title": label} if label else {}
    return dcc.Link(text, href="/" + write_search(asked), className=name, refresh=False, **more)


def table(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, caption: str, name: str = ""
) -> Any:
    """A table whose first column heads its rows; it scrolls within itself on a phone."""
    body = [
        html.Tr([html.Th(row[0], scope="row"), *[html.Td(one) for one in row[1:]]]) for row in rows
    ]
    made = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([html.Th(one, scope="col") for one in head])),
            html.Tbody(body),
        ],
        className=name,
    )
    return html.Div(made, className="scroll", tabIndex="0", role="region", **labelled(caption))


def note(*parts: Any) -> Any:
    """A remark below a heading."""
    return html.P(list(parts), className="note")


def empty(text: str) -> Any:
    """What stands where there is nothing to show, and why."""
    return html.P(text, className="empty")


def brand(name: str, role: str) -> Any:
    """A brand's name, the own one marked."""
    if role != "own":
        return name
    return html.Span([name, html.Span(" yours", className="own-mark")], className="own")


def section(title: str, *children: Any, about: str = "") -> Any:
    """A part of the page under its heading."""
    head = [html.H2(title), note(about) if about else None]
    return html.Section([*head, *children])


def exports(what: str, asked: Asked) -> Any:
    """Links that save what is shown as files."""
    search = write_search(asked)
    links = [
        html.A(label, href=f"/export/{what}.{kind}{search}", className="export", download="")
        for kind, label in FORMATS.items()
    ]
    return html.P(["Save as ", *links], className="exports")
