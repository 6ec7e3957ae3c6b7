"""Exact metrics: of the client, a campaign or a creative, added up by the graph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.figures import Totals, add_up, divide
from onevice_assets.campaigns.decisions.portfolio import (
    find_campaign,
    find_creative,
    read_campaigns,
    read_creatives,
)
from onevice_assets.campaigns.decisions.reach import Reach
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.keys import droom_key
from resources.errors import InputError

EVER: Final = ("0001-01-01", "9999-12-31")
About = Literal["client", "campaign", "content"]


@dataclass(frozen=True)
class Part:
    """Totals of one campaign of the client, or of one day."""

    id: str
    name: str
    totals: Totals


@dataclass(frozen=True)
class Metrics:
    """What was reported.

    Attributes:
        about: what it is of.
        id, name: of that.
        since, until: first and last day; `EVER` where nobody limited it.
        totals: of all of it.
        campaigns: of the client's, those with results, the largest spend first.
        by_day: of a campaign's or client's days with results, in order.
    """

    about: About
    id: str
    name: str
    since: str
    until: str
    totals: Totals
    campaigns: tuple[Part, ...] = ()
    by_day: tuple[Part, ...] = ()


def read_metrics(
    reach: Reach,
    *,
    campaign: str | None = None,
    content: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Draft[Metrics]:
    """Exact results of the client, or of one campaign or creative.

    Args:
        reach: of the client.
        campaign: id or name.
        content: id or file name; its results are of all time.
        since: first day, ISO 8601; all by default.
        until: last day; all by default.

    Raises:
        GraphAwayError: the graph does not answer.
        InputError: both a campaign and a creative, days that are none, or days of a creative.
    """
    first, last = check_days(since, until)
    if campaign and content:
        raise InputError("Ask for a campaign or for a creative, not for both at once.")
    if content:
        if since or until:
            raise InputError(
                "The graph holds a creative's results in total, not by day: leave the days out, "
                "or ask for those of the campaigns it ran in."
            )
        return Draft(reach.look(lambda one: _of_content(one, content)), "graph")
    if campaign:
        return Draft(reach.look(lambda one: _of_campaign(one, campaign, first, last)), "graph")
    name = reach.client.name
    return Draft(reach.look(lambda one: _of_client(one, name, first, last)), "graph")


def check_days(since: str | None, until: str | None) -> tuple[str, str]:
    """First and last day. Raises InputError where one is no day, or they are the wrong way."""
    for day in filter(None, (since, until)):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise InputError(f"{day[:40]!r} is no day: write it as 2026-11-22.") from None
    first, last = since or EVER[0], until or EVER[1]
    if first > last:
        raise InputError(f"{first} is after {last}: give the first day first.")
    return first, last


def _of_client(transaction: BrandTransaction, name: str, first: str, last: str) -> Metrics:
    campaigns = read_campaigns(transaction)
    rows = transaction.read(cypher.SUM_CAMPAIGNS, since=first, until=last)
    parts = [Part(row["id"], campaigns[row["id"]].name, add_up([row])) for row in rows]
    parts.sort(key=lambda one: (-one.totals.spend, one.id))
    identity = transaction.brand_id
    return Metrics("client", identity, name, first, last, add_up(rows), tuple(parts))


def _of_campaign(transaction: BrandTransaction, which: str, first: str, last: str) -> Metrics:
    one = find_campaign(read_campaigns(transaction), which)
    key = droom_key(transaction.brand_id, "Campaign", one.id)
    rows = transaction.read(cypher.SUM_DAYS_OF_CAMPAIGN, key=key, since=first, until=last)
    days = tuple(Part(row["date"], row["date"], add_up([row])) for row in rows)
    return Metrics("campaign", one.id, one.name, first, last, add_up(rows), by_day=days)


def _of_content(transaction: BrandTransaction, which: str) -> Metrics:
    one = find_creative(read_creatives(transaction), which)
    shown, spend = one.impressions or 0, one.spend or 0.0
    totals = Totals(
        days=0,
        impressions=shown,
        clicks=None,
        conversions=None,
        spend=spend,
        revenue=one.revenue,
        ctr=None,
        cpm=divide(spend * 1000, shown),
        cpc=None,
        roas=one.avg_roas,
        conversion_rate=None,
        cost_per_conversion=None,
    )
    return Metrics("content", one.id, one.filename, *EVER, totals)
