"""Situations like this one: what happened before in a case like a campaign or like some words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from onevice_assets.campaigns.decisions.answers import Draft, first_sentence
from onevice_assets.campaigns.decisions.figures import add_up
from onevice_assets.campaigns.decisions.likeness import Likenesses, mean_of
from onevice_assets.campaigns.decisions.portfolio import (
    Campaign,
    Creative,
    find_campaign,
    read_audiences,
    read_campaigns,
    read_creatives,
)
from onevice_assets.campaigns.decisions.reach import GraphAwayError, Reach, VectorsAwayError
from onevice_assets.campaigns.decisions.similar import named_attributes
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.shared import PLATFORMS
from resources.errors import InputError

SCENARIOS = "scenario-outcomes"
Value = str | int | float | bool
_EVER = {"since": "0001-01-01", "until": "9999-12-31"}


@dataclass(frozen=True)
class Situation:
    """One situation of before.

    Attributes:
        id: of the scenario, or of the campaign where vectors are away.
        text: what it was.
        similarity: cosine, or weighted Jaccard, by `Situations.method`.
        shared: what it has in common; empty for vectors, which cannot tell.
        outcome: what came of it, by name: as the scenario keeps it, or the campaign's results.
    """

    id: str
    text: str
    similarity: float
    shared: tuple[str, ...]
    outcome: Mapping[str, Value]


@dataclass(frozen=True)
class Situations:
    """Situations like one, the most alike first."""

    like: str
    method: Literal["vectors", "shared attributes"]
    situations: tuple[Situation, ...]


@dataclass(frozen=True)
class _Known:
    campaigns: dict[str, Campaign]
    profiles: dict[str, dict[str, float]]
    texts: dict[str, str]
    outcomes: dict[str, dict[str, Value]]


def find_situations(reach: Reach, *, like: str, limit: int) -> Draft[Situations]:
    """What happened in situations like a campaign's, or like words.

    Args:
        reach: of the client.
        like: id or name of a campaign; anything else is words.
        limit: how many at most.

    Raises:
        GraphAwayError, VectorsAwayError: no store can answer.
        InputError: words that name nothing to compare by, where vectors are away.
    """
    if not like.strip():
        raise InputError("Like what? Give a campaign's id or name, or describe the situation.")
    text, graph_away = like, None
    try:
        campaigns = reach.look(read_campaigns)
        if any(like in (one.id, one.name) for one in campaigns.values()):
            own = find_campaign(campaigns, like)
            text = reach.look(_read_known).texts[own.id]
    except GraphAwayError as error:
        graph_away = error
    try:
        found = reach.nearest(SCENARIOS, text, limit)
    except VectorsAwayError as error:
        if graph_away is not None:
            raise VectorsAwayError(f"{error} The graph is away too: {graph_away}") from error
        return _by_attributes(reach.look(_read_known), like, limit, error)
    rows = tuple(
        Situation(one.id, one.text, round(one.score, 6), (), _outcome_of(one.metadata))
        for one in found
    )
    notes = [] if rows else ["No scenario is remembered of this client yet."]
    if graph_away is not None:
        notes.append(f"A campaign's name was taken for words: {first_sentence(graph_away)}.")
    content = Situations(like, "vectors", rows)
    return Draft(content, "vectors", tuple(notes), graph_away is not None)


def _outcome_of(metadata: Mapping[str, Value]) -> dict[str, Value]:
    hidden = ("client_of", "brand_id")
    return {name: value for name, value in sorted(metadata.items()) if name not in hidden}


def _by_attributes(
    known: _Known, like: str, limit: int, error: VectorsAwayError
) -> Draft[Situations]:
    named = [one for one in known.campaigns.values() if like in (one.id, one.name)]
    own = find_campaign(known.campaigns, like) if named else None
    wanted = known.profiles[own.id] if own else _named(like, known)
    if not wanted:
        raise InputError(
            f"The store of vectors is away ({first_sentence(error)}), and {like[:100]!r} names no "
            "campaign, platform, audience or attribute to compare by instead."
        )
    alike = Likenesses(known.profiles).compare(wanted)
    order = sorted(alike, key=lambda one: (-alike[one].similarity, one))
    chosen = [
        one
        for one in order
        if alike[one].similarity > 0 and known.outcomes.get(one) and (own is None or one != own.id)
    ]
    rows = tuple(
        Situation(
            one, known.texts[one], round(alike[one].similarity, 6), alike[one].shared,
            known.outcomes[one],
        )
        for one in chosen[:limit]
    )  # fmt: skip
    note = (
        "The store of vectors is away, so these are campaigns that share platform, audience and "
        f"attributes (weighted Jaccard), with their own results. {first_sentence(error)}."
    )
    return Draft(Situations(like, "shared attributes", rows), "graph", (note,), True)


def _named(text: str, known: _Known) -> dict[str, float]:
    said = text.lower()
    of_campaigns = {name for one in known.profiles.values() for name in one}
    other = {
        name: 1.0
        for name in of_campaigns
        if name.startswith(("Platform ", "Demographic ")) and name.partition(" ")[2].lower() in said
    }
    return {**named_attributes(text), **other}


def _read_known(transaction: BrandTransaction) -> _Known:
    creatives, campaigns = read_creatives(transaction), read_campaigns(transaction)
    audiences = read_audiences(transaction)
    rows = transaction.read(cypher.SUM_CAMPAIGNS, **_EVER)
    profiles = {one.id: _profile(one, creatives, audiences) for one in campaigns.values()}
    return _Known(
        campaigns,
        profiles,
        {one.id: _describe(one, profiles[one.id]) for one in campaigns.values()},
        {row["id"]: _tell_outcome(row) for row in rows},
    )


def _profile(
    one: Campaign, creatives: Mapping[str, Creative], audiences: Mapping[str, str]
) -> dict[str, float]:
    shown = [creatives[each].attributes for each in one.creatives if each in creatives]
    profile = mean_of(shown) if shown else {}
    if one.platform in PLATFORMS:
        profile[f"Platform {one.platform}"] = 1.0
    profile |= {f"Demographic {audiences[each]}": 1.0 for each in one.audiences}
    return profile | ({f"Objective {one.objective}": 1.0} if one.objective else {})


def _describe(one: Campaign, profile: Mapping[str, float]) -> str:
    surest = sorted(profile, key=lambda name: (-profile[name], name))
    names = [name.partition(" ")[2] for name in surest[:12]]
    budget = "" if one.budget_per_day is None else f", {one.budget_per_day:g} USD a day"
    return f"{one.name}: a campaign on {one.platform}{budget}; {', '.join(names)}."


def _tell_outcome(row: Mapping[str, Value]) -> dict[str, Value]:
    totals = add_up([row])
    names = ("days", "spend", "conversions", "revenue", "roas", "ctr", "cost_per_conversion")
    told = {name: getattr(totals, name) for name in names}
    return {name: value for name, value in told.items() if value is not None}
