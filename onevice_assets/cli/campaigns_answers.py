"""Answers of `onevice campaigns ask` as tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from onevice_assets.cli.output import print_rows, say

if TYPE_CHECKING:
    from onevice_assets.campaigns.decisions.answers import Answer
    from onevice_assets.campaigns.decisions.balance import PortfolioBalance
    from onevice_assets.campaigns.decisions.chain import Chain
    from onevice_assets.campaigns.decisions.cross_client import CrossClientLearnings
    from onevice_assets.campaigns.decisions.exact import Metrics, Part
    from onevice_assets.campaigns.decisions.gaps import CreativeGaps
    from onevice_assets.campaigns.decisions.shifts import BudgetShifts
    from onevice_assets.campaigns.decisions.similar import SimilarContent
    from onevice_assets.campaigns.decisions.situations import Situations
    from onevice_assets.campaigns.decisions.unused import UnusedContent

_UNUSED_GAPS_TOLD = 15
_PARTS_TOLD = 30


def origin(answer: Answer[Any]) -> None:
    """Where an answer comes from, how old it is, and what to know."""
    age = "[yellow]stale[/], " if answer.stale else ""
    say(f"[dim]From {answer.source}, {age}as of {answer.as_of:%Y-%m-%d %H:%M:%S} UTC.[/]")
    for note in answer.notes:
        say(f"[yellow]{escape(note)}[/]")


def similar(found: SimilarContent) -> None:
    """Similar content."""
    rows = [
        {
            "file": one.filename,
            "similarity": _round(one.similarity, 3),
            "status": one.status,
            "roas": _round(one.avg_roas),
            "shared": ", ".join(one.shared),
        }
        for one in found.creatives
    ]
    print_rows(f"Like {found.like} (by {found.method}): {len(rows)}", rows, _names(rows))


def situations(found: Situations) -> None:
    """Situations and what came of them."""
    rows = [
        {
            "similarity": _round(one.similarity, 3),
            "situation": one.text,
            "outcome": ", ".join(f"{name} {_plain(value)}" for name, value in one.outcome.items()),
        }
        for one in found.situations
    ]
    print_rows(f"Like {found.like} (by {found.method}): {len(rows)}", rows, _names(rows))


def metrics(found: Metrics) -> None:
    """Totals, and by campaign or day."""
    totals = asdict(found.totals)
    limited = found.since != "0001-01-01" or found.until != "9999-12-31"
    days = f", {found.since} to {found.until}" if limited else ""
    rows = [{"measure": name, "value": _plain(value)} for name, value in totals.items()]
    print_rows(f"{found.name}{days}", rows, ["measure", "value"], right=["value"])
    _print_parts("campaigns", found.campaigns)
    _print_parts("days", found.by_day)


def chain(found: Chain) -> None:
    """A lead or purchase and what it is credited to; or the newest of both."""
    if found.event is None:
        rows: list[dict[str, Any]] = [asdict(one) for one in found.newest]
        print_rows(f"Newest leads and purchases: {len(rows)}", rows, ["kind", "at", "what", "id"])
        return
    rows = [
        {
            "what": one.relationship,
            "of": one.label,
            "name": one.name,
            "model": one.model or "",
            "share": _round(one.share, 3),
        }
        for one in found.links
    ]
    title = f"{found.event.kind} {found.event.id}, {found.event.at}: {found.event.what}"
    print_rows(title, rows, _names(rows))


def balance(found: PortfolioBalance) -> None:
    """A table a dimension, names in use or under-used."""
    for each in found.dimensions:
        effect = "" if each.in_effect is None else f", as {each.in_effect:g} equal ones"
        rows = [
            {
                "name": one.name,
                "creatives": _round(one.creatives, 1),
                "spend": _round(one.spend, 0),
                "share of spend": _share(one.spend_share),
                "use": "" if one.use == "none" else one.use,
                "because": "; ".join(one.because),
            }
            for one in each.shares
            if one.use != "none" or one.creatives
        ]
        print_rows(f"{each.by}{effect}", rows, _names(rows))


def cross_client(found: CrossClientLearnings) -> None:
    """Learnings over all clients."""
    rows = [
        {"similarity": _round(one.similarity, 3), "learning": one.text} for one in found.learnings
    ]
    of = f"{found.industry or 'any industry'}, {found.business_model}"
    print_rows(f"Learned of all clients ({of}): {len(rows)}", rows, _names(rows))


def unused(found: UnusedContent) -> None:
    """Creatives that never ran in the campaign."""
    rows = [
        {
            "file": one.filename,
            "fit": _round(one.fit, 3),
            "similarity": _round(one.similarity, 3),
            "like": one.like or "",
            "learned": _round(one.learned),
            "because": "; ".join(one.because),
        }
        for one in found.creatives
    ]
    of = ", ".join(found.audiences) or "nobody in particular"
    print_rows(f"Never ran in {found.campaign} (for {of}): {len(rows)}", rows, _names(rows))


def gaps(found: CreativeGaps) -> None:
    """What is missing; of what was never tried the names alone."""
    told = [one for one in found.gaps if one.kind != "untried"]
    rows = [
        {
            "gap": one.kind,
            "attribute": one.attribute,
            "audience": one.audience,
            "because": one.because,
            "could use": ", ".join(one.could_use),
        }
        for one in told
    ]
    print_rows(
        f"Gaps of {found.active_creatives} active creatives: {len(rows)}", rows, _names(rows)
    )
    untried = [one.attribute for one in found.gaps if one.kind == "untried"]
    if untried:
        more = len(untried) - _UNUSED_GAPS_TOLD
        say(
            f"Never tried: {', '.join(untried[:_UNUSED_GAPS_TOLD])}"
            f"{f' and {more} more (--json)' if more > 0 else ''}."
        )


def shifts(found: BudgetShifts) -> None:
    """What to move, or why nothing; and what each arm brings."""
    unit = "USD" if found.measure == "revenue" else "conversions"
    rows = [
        {
            "from": one.giver.name,
            "to": one.taker.name,
            "usd a day": _round(one.usd_a_day),
            f"{unit} a day more": _round(one.gain_a_day),
            "at least": _round(one.least_gain_a_day),
        }
        for one in found.shifts
    ]
    print_rows(f"Shifts, {found.since} to {found.until}: {len(rows)}", rows, _names(rows))
    if found.refusal:
        say(found.refusal)
    arms = [
        {
            found.by: one.name,
            "usd a day": _round(one.usd_a_day),
            f"{unit} for a dollar": f"{one.returns.shrunk:.3f}",
            "bounds": f"{one.returns.low:.3f} to {one.returns.high:.3f}",
            "weeks": one.returns.weeks,
        }
        for one in found.arms
    ]
    print_rows(
        f"With enough data: {len(arms)}; too little: {found.left_out}", arms[:_PARTS_TOLD],
        _names(arms),
    )  # fmt: skip


def _print_parts(title: str, parts: Sequence[Part]) -> None:
    if not parts:
        return
    rows = [
        {
            "name": one.name,
            "impressions": one.totals.impressions,
            "clicks": one.totals.clicks,
            "conversions": _round(one.totals.conversions, 1),
            "spend": _round(one.totals.spend),
            "roas": _round(one.totals.roas),
        }
        for one in parts[:_PARTS_TOLD]
    ]
    more = len(parts) - len(rows)
    print_rows(f"By {title}{f' ({more} more: --json)' if more else ''}", rows, _names(rows))


def _names(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Columns of which any row has something to say."""
    return [name for name in (rows[0] if rows else ()) if any(row[name] != "" for row in rows)]


def _round(value: float | None, places: int = 2) -> float | str:
    return "" if value is None else round(value, places)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return "–" if value is None else str(value)
