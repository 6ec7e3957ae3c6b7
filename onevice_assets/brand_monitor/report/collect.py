"""Everything a day's report shows, read from the lake into one plain view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.evidence import Evidence, list_evidence
from onevice_assets.brand_monitor.report.measure import Cut, Topic, cut_by, lead_topics

Row = dict[str, Any]

MOST_BRANDS = 25
MOST_SENTENCES = 12
MOST_SUBSTITUTIONS = 12


@dataclass(frozen=True)
class ReportView:
    """What the page shows.

    Attributes:
        ranking: `share_of_voice` rows of provider `all`, most mentioned first.
        by_provider, by_intent, by_icp: mention rates of the ranked brands within each value.
        by_topic: who leads each topic, brands outside the ranking included.
        presences: per brand name, the number of responses in each presence.
        evidence: per brand name, the answers behind its numbers, strongest first.
        counted: per brand name, how many answers there are in all.
    """

    website: str
    day: str
    own: str | None
    ranking: Sequence[Row]
    by_provider: Cut
    by_intent: Cut
    by_icp: Cut
    by_topic: Sequence[Topic]
    presences: Mapping[str, Mapping[str, int]]
    substitutions: Sequence[Row]
    co_mentions: Sequence[Row]
    evidence: Mapping[str, Sequence[Evidence]]
    counted: Mapping[str, int]
    models: Sequence[str]
    answers: int
    branded_answers: int
    topics: int
    brand_set: str
    is_demonstration: bool
    versions: Mapping[str, str]


def collect_report(
    website: str,
    day: str,
    *,
    shares: Sequence[Row],
    substitutions: Sequence[Row],
    co_mentions: Sequence[Row],
    states: Sequence[Row],
    responses: Sequence[Row],
    classifications: Sequence[Row],
    icps: Sequence[Row],
) -> ReportView:
    """Build the view of one website's day from rows of the tables of the same names."""
    ranking = _ranking(shares)
    names = [row["brand_name"] for row in ranking]
    every = _counting(states, responses, classifications, icps)
    counting = [row for row in every if row["brand_name"] in names]
    evidence = _evidence(states, responses, names)
    first = ranking[0] if ranking else {}
    own = next((row["brand_name"] for row in ranking if row["role"] == "own"), None)
    return ReportView(
        website=website,
        day=day,
        own=own,
        ranking=ranking,
        by_provider=cut_by(counting, "llm_provider", names),
        by_intent=cut_by(counting, "intent_type", names),
        by_icp=cut_by(counting, "icp", names),
        by_topic=lead_topics(every),
        presences=_presences(counting, names),
        substitutions=_substitutions(substitutions, own)[:MOST_SUBSTITUTIONS],
        co_mentions=[row for row in _of_all(co_mentions, "mention_count") if row["mention_count"]],
        evidence={name: found[:MOST_SENTENCES] for name, found in evidence.items()},
        counted={name: len(found) for name, found in evidence.items()},
        models=_models(responses),
        answers=len(responses),
        branded_answers=sum(row["is_branded"] for row in responses),
        topics=len({row["topic"] for row in responses if not row["is_branded"]}),
        brand_set=first.get("brand_set", "tracked"),
        is_demonstration=any(row["is_demonstration"] for row in responses),
        versions={
            "extractor": str(first.get("extractor_version", "–")),
            "alias table": str(first.get("alias_version", "–")),
            "prompt basket": str(first.get("basket_version", "–")),
        },
    )


def _of_all(rows: Sequence[Row], by: str) -> list[Row]:
    return sorted(
        (row for row in rows if row["llm_provider"] == "all" and row[by]),
        key=lambda row: (-row[by], row["id"]),
    )


def _substitutions(rows: Sequence[Row], own: str | None) -> list[Row]:
    """Who takes the own brand's place first, then everybody else's, the most frequent first."""
    found = _of_all(rows, "occurrence_count")
    return sorted(found, key=lambda row: row["missing_brand_name"] != own)


def _ranking(shares: Sequence[Row]) -> list[Row]:
    rows = [row for row in shares if row["llm_provider"] == "all"]
    rows.sort(key=lambda row: (-row["mention_count"], row["brand_name"]))
    kept = rows[:MOST_BRANDS]
    return kept + [row for row in rows[MOST_BRANDS:] if row["role"] == "own"]


def _counting(
    states: Sequence[Row],
    responses: Sequence[Row],
    classifications: Sequence[Row],
    icps: Sequence[Row],
) -> list[Row]:
    """States of compared brands in unbranded answers, with what the report cuts by."""
    intents = {row["prompt_id"]: row["intent_type"] for row in classifications}
    people = {row["id"]: row["name"] for row in icps}
    by_id = {row["id"]: row for row in responses if not row["is_branded"]}
    counting = []
    for state in states:
        response = by_id.get(state["llm_response_id"])
        if response is None or state["role"] == "catalogue":
            continue
        counting.append(
            {
                "brand_name": state["brand_name"],
                "presence": state["presence"],
                "response_id": response["id"],
                "llm_provider": response["llm_provider"],
                "intent_type": intents.get(response["prompt_id"]),
                "icp": people.get(response["icp_id"]),
                "topic": response["topic"],
            }
        )
    return counting


def _presences(counting: Sequence[Row], names: Sequence[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for row in counting:
        of_brand = counts[row["brand_name"]]
        of_brand[row["presence"]] = of_brand.get(row["presence"], 0) + 1
    return counts


def _evidence(
    states: Sequence[Row], responses: Sequence[Row], names: Sequence[str]
) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {name: [] for name in names}
    for one in list_evidence(states, responses):
        if one.brand_name in found and not one.is_branded:
            found[one.brand_name].append(one)
    return found


def _models(responses: Sequence[Row]) -> list[str]:
    return sorted(
        {f"{row['llm_provider']} · {row['served_model'] or row['llm_model']}" for row in responses}
    )
