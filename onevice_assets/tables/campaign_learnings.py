"""Tables of what is learnt from campaigns' results, and of the texts that tell it."""

from __future__ import annotations

from onevice_assets.tables.campaigns import BRAND
from onevice_assets.tables.columns import ID, ORGANIZATION
from resources.table_schema import (
    Table,
    boolean,
    date,
    fraction,
    integer,
    json,
    number,
    text,
)

KINDS = ("RESPONDS_TO", "PREFERS_AESTHETIC", "ACTIVE_ON", "BEST_FOR")
OUTCOMES = ("revenue", "conversions", "engagements")
BUSINESS_MODELS = ("service", "ecommerce")

_OWNED = (ID, ORGANIZATION, BRAND)
_WINDOW = (
    date("window_from", "First day of the facts it is learnt from"),
    date("window_to", "Last day of them"),
)
_PAIR = (text("kind", "What sort of learning", one_of=KINDS),)
_LIFTS = (
    number("lift", "As found against the audience's usual: 0.2: 20 % more", nullable=True, low=-1),
    number("lift_error", "Standard error of log(1 + lift)", nullable=True),
    number("shrunk_lift", "The same, small samples drawn towards all", nullable=True, low=-1),
    number("lower_bound", "Of the shrunk lift, 95 % certain", nullable=True, low=-1),
    number("upper_bound", "Of the shrunk lift, 95 % certain", nullable=True, low=-1),
    fraction("p_value", "Of no difference at all, in both directions", nullable=True),
    fraction("q_value", "The same among all pairs of the kind", nullable=True),
    boolean("believed", "Whether anybody should act on it"),
    text("reason", "Why, or why not, in words"),
)

learnings = Table(
    "campaigns",
    "learnings",
    "client",
    (
        *_OWNED,
        *_PAIR,
        text("start_id", "Row of `demographics`, or the platform's name"),
        text("start_name", "Audience or platform, in words"),
        text("end_id", "Tone, aesthetic, time slot; of BEST_FOR row of `demographics`"),
        text("end_name", "The same in words"),
        text(
            "outcome", "What it is measured by: per US dollar, or per impression", one_of=OUTCOMES
        ),
        number("avg_roas", "Revenue over spend; null where no revenue is told", nullable=True),
        number("avg_engagement", "Engagements over impressions, of ACTIVE_ON", nullable=True),
        number("avg_outcome", "Outcome over spend or impressions", nullable=True),
        integer("sample_size", "Ads (campaign × creative), never days", low=0),
        integer("evidence_count", "Creatives (campaigns) independent of each other", low=0),
        number("spend", "US dollars behind it; impressions of ACTIVE_ON"),
        *_LIFTS,
        *_WINDOW,
    ),
    natural_key=("kind", "start_id", "end_id"),
    description="""One row per pair of audience and tone, aesthetic, time slot or platform that ran.

Grain: kind and pair. Source: `ad_performance`, `content`, `demographics`, recomputed whole. The
average is what was; whether the pair is the reason is `believed` (docs/campaigns.md).""",
)


def _texts(name: str, one: str, more: str) -> Table:
    return Table(
        "campaigns",
        name,
        "client",
        (
            *_OWNED,
            text("text", "What is embedded"),
            json("metadata", "What else is known of it: searches filter by it"),
            *_WINDOW,
        ),
        description=f"{one}\n\n{more} Written by template, of figures only.",
    )


scenarios = _texts(
    "scenarios",
    "One row per creative, campaign and month: the situation and what came of it, in words.",
    "Grain: campaign, creative and calendar month. Source: `ad_performance`, `content`.",
)
psychographics = _texts(
    "psychographics",
    "One row per audience: what it responds to and what is not known, in words.",
    "Grain: audience. Source: `learnings`.",
)
narrative_patterns = _texts(
    "narrative_patterns",
    "One row per tone or aesthetic: for whom it works, for whom not, in words.",
    "Grain: tone or aesthetic. Source: `learnings`.",
)
cross_client_learnings = Table(
    "campaigns",
    "cross_client_learnings",
    "organization",
    (
        ID,
        ORGANIZATION,
        text("industry", "Of all its clients"),
        text("business_model", "Of all its clients", one_of=BUSINESS_MODELS),
        *_PAIR,
        text("audience", "Age and gender in general words, or the platform"),
        text("name", "Tone, aesthetic, time slot, or the audience of a platform"),
        integer("client_count", "Clients who tell it, 3 or more", low=3),
        number("shrunk_lift", "Over clients: 0.2 is 20 % more than usual", low=-1),
        number("lower_bound", "Above it with 95 % certainty for a further client", low=-1),
        boolean("believed", "Whether it holds over clients"),
        text("text", "What is embedded"),
        json("metadata", "Industry, business model, kind: searches filter by them"),
    ),
    natural_key=("industry", "business_model", "kind", "audience", "name"),
    description="""One row per pair that at least three clients tell: what holds in an industry.

Grain: industry, business model and pair. Source: `learnings` of an organization's clients. It
names no client and tells no amount.""",
)
