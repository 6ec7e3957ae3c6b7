"""Around the view: filters and what may be chosen, remarks, the list of views, who is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html

from onevice_assets.dashboard.access.sign_in_page import session_stamp
from onevice_assets.dashboard.address import VIEWS, read_search, write_search
from onevice_assets.dashboard.layout import MANY
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import parts

_PLURALS = {
    "provider": "providers",
    "intent": "kinds",
    "icp": "customers",
    "topic": "topics",
    "brand": "brands",
}


def take_choice(search: str, changed: str, values: Mapping[str, Any]) -> str:
    """The URL after somebody changed a filter; the others stay as the URL has them.

    Another website drops the filters of the last one, whose brands and topics are its own.

    Args:
        search: the URL before.
        changed: which control was changed: a name of the address, or `period`.
        values: what the controls hold now; of the period `start` and `end`.
    """
    asked, _ = read_search(search)
    chosen: dict[str, Any]
    if changed == "period":
        chosen = {name: _day(values[name]) for name in ("start", "end")}
    elif changed in MANY:
        chosen = {changed: tuple(values[changed] or ())}
    else:
        chosen = {changed: values[changed] or getattr(asked, changed)}
    if changed == "website":
        usual, _ = read_search("")
        asked = usual.but(view=asked.view, measure=asked.measure, grain=asked.grain)
    return write_search(asked.but(**chosen, page=1, answer=""))


def list_options(scope: Scope) -> tuple[Any, ...]:
    """Values of the controls, then what may be chosen in them, in the order of `callbacks`."""
    asked = scope.asked
    sites = [
        {
            "label": f"{one.name} ({one.organization_slug})" if scope.viewer.is_local else one.name,
            "value": one.key,
        }
        for one in scope.websites
    ]
    known = {
        "provider": scope.providers,
        "intent": scope.intents,
        "icp": scope.icps,
        "topic": scope.topics,
        "brand": list((scope.brands or {}).values()),
    }
    days = (scope.counted[0], scope.counted[-1]) if scope.counted else (None, None)
    return (
        asked.website or None,
        scope.start,
        scope.end,
        asked.measure,
        *[list(getattr(asked, name)) for name in MANY],
        sites,
        *[[{"label": one, "value": one} for one in known[name]] for name in MANY],
        *days,
    )


def tell_chosen(scope: Scope) -> str:
    """What the folded filters hold."""
    counts = {name: len(getattr(scope.asked, name)) for name in MANY}
    told = []
    for name, count in counts.items():
        one = getattr(scope.asked, name)[0] if count == 1 else f"{count} {_PLURALS[name]}"
        told += [str(one)] if count else []
    return f"Filters: {', '.join(told)}" if told else "More filters: everything counts"


def show_told(scope: Scope) -> Any:
    """What was ignored of the URL, and what a reader must know of these days."""
    return [html.P(one, className="alert") for one in [*scope.told, *_warn(scope)]]


def _warn(scope: Scope) -> list[str]:
    if not scope.days:
        return []
    members = scope.cells().members
    days = members.loc[members["is_demonstration"].astype(bool), "day"].unique()
    if not len(days):
        return []
    which = f"{days[0]}" if len(days) == 1 else f"{len(days)} of these days"
    return [
        f"Demonstration: answers of {which} come from the small local model. They show the "
        "way, and measure nothing."
    ]


def name_views(scope: Scope) -> Any:
    """Links to the views this viewer has."""
    hidden = set()
    if scope.viewer.is_local or not scope.viewer.may("manage_users"):
        hidden.add("people")
    if not scope.viewer.may("read_answers"):
        hidden.add("answers")
    links = []
    for view, title in VIEWS.items():
        if view not in hidden:
            is_here = view == scope.asked.view
            more: dict[str, Any] = {"aria-current": "page"} if is_here else {}
            asked = scope.asked.but(
                view=view, about="", instead="", presence="named", answer="", page=1
            )
            links.append(
                html.Span(parts.link(title, asked, name="chosen" if is_here else ""), **more)
            )
    return links


def show_who(scope: Scope) -> Any:
    """Who is signed in, and the way out; nothing at one's own machine."""
    viewer = scope.viewer
    if viewer.is_local:
        return "at this machine"
    button = [html.Button("Sign out", type="submit"), _hidden("stamp", session_stamp())]
    return [
        html.Span(f"{viewer.name} · {viewer.role} of {viewer.organization}"),
        html.Form(button, method="post", action="/sign-out"),
    ]


def _hidden(name: str, value: str) -> Any:
    from dash import dcc

    return dcc.Input(type="hidden", name=name, value=value)


def show_foot(scope: Scope) -> str:
    """What the numbers rest on."""
    if not scope.days:
        return ""
    members = scope.cells().members
    rules = " and ".join(
        sorted(f"rules {one}, aliases {other}" for one, other in scope.cells().readings)
    )
    baskets = ", ".join(sorted({str(one) for one in members["basket_version"]}))
    return (
        f"{tell_days(scope.days)} · read by "
        f"{rules} · prompt basket {baskets} · branded questions left out · 95 % intervals "
        "over topics; thin: fewer than 10 of them"
    )


def tell_days(days: Sequence[date]) -> str:
    """`1 day, 2026-11-20`, or how many were counted from which to which."""
    if len(days) == 1:
        return f"1 day, {days[0]}"
    return f"{len(days)} days counted from {days[0]} to {days[-1]}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
