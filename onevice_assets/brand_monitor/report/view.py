"""Everything a day's report shows, as one plain view; what it says in words is in `tell.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.report.read import ReportRows
from onevice_assets.lineage.evidence import Evidence, list_evidence

Row = dict[str, Any]

MOST_BRANDS = 20
MOST_LINES = 5
MOST_SENTENCES = 12
MOST_SUBSTITUTES = 8
MOST_DOMAINS = 12
MOST_PROMPTS = 6
MOST_LEADERS = 5


@dataclass(frozen=True)
class ReportView:
    """What the page shows; rows are those of the marts unless said otherwise.

    Attributes:
        subject: the brand the page is about: the own one, else the one named most; null where
            nobody is named or asked for.
        ranking: `share_of_voice` of provider `all`, most mentioned first, each with its verdict
            against the own brand (`against_own`) and against its own past (`verdict_row`).
        trend: `share_of_voice` of the subject and its strongest rivals, 28 days.
        marks: days on which a provider changed its model.
        by_provider_and_intent, by_intent, by_icp, by_belief: visibility rows to draw.
        substitutes: who is recommended where the subject is missing.
        others_missing: the commonest substitutions of other brands.
        topics: per topic the leaders with their intervals over the question's phrasings.
        topic_sizes: answers of R per topic.
        evidence: per brand name, the answers behind its numbers, strongest first.
        counted: per brand name, how many answers there are in all.
    """

    website: str
    day: str
    subject: Row | None
    ranking: Sequence[Row]
    trend: Sequence[Row]
    marks: Sequence[Row]
    by_provider_and_intent: Sequence[Row]
    by_intent: Sequence[Row]
    by_icp: Sequence[Row]
    by_belief: Sequence[Row]
    substitutes: Sequence[Row]
    others_missing: Sequence[Row]
    co_mentions: Sequence[Row]
    domains: Sequence[Row]
    prompts: Sequence[Row]
    persistence: Sequence[Row]
    topics: Mapping[str, Sequence[Row]]
    topic_sizes: Mapping[str, int]
    evidence: Mapping[str, Sequence[Evidence]]
    counted: Mapping[str, int]
    models: Sequence[str]
    answers: int
    branded_answers: int
    brand_set: str
    is_demonstration: bool
    versions: Mapping[str, str]


def build_view(website: str, day: str, rows: ReportRows) -> ReportView:
    """Build the view of one website's day."""
    ranking = _rank(rows)
    subject = _choose_subject(ranking)
    shown = [row["brand_id"] for row in ranking]
    evidence = _evidence(rows, [row["brand_name"] for row in ranking])
    tables = rows.tables
    pairs = _of_all(tables["substitution_patterns"], "occurrence_count")
    mine = subject["brand_id"] if subject else None
    return ReportView(
        website=website,
        day=day,
        subject=subject,
        ranking=ranking,
        trend=_choose_lines(rows.trend, ranking, mine),
        marks=[row for row in rows.changes if row["verdict"] == "model_changed"],
        by_provider_and_intent=[
            row for row in tables["visibility_by_intent_type"] if row["brand_id"] == mine
        ],
        by_intent=_of_brands(tables["visibility_by_intent_type"], shown),
        by_icp=_of_brands(tables["visibility_by_icp"], shown),
        by_belief=_of_brands(tables["visibility_by_belief"], shown),
        substitutes=[row for row in pairs if row["missing_brand_id"] == mine][:MOST_SUBSTITUTES],
        others_missing=[row for row in pairs if row["missing_brand_id"] != mine][:MOST_SUBSTITUTES],
        co_mentions=_of_all(tables["co_mentions"], "mention_count"),
        domains=_choose_domains(tables["citations"]),
        prompts=_choose_prompts(tables["prompt_difficulty"]),
        persistence=[
            row
            for row in tables["brand_persistence"]
            if row["brand_id"] == mine and row["llm_provider"] == "all"
        ],
        topics={name: found[:MOST_LEADERS] for name, found in rows.topics.items()},
        topic_sizes=Counter(row["topic"] for row in rows.responses if not row["is_branded"]),
        evidence={name: found[:MOST_SENTENCES] for name, found in evidence.items()},
        counted={name: len(found) for name, found in evidence.items()},
        models=_models(rows.responses),
        answers=len(rows.responses),
        branded_answers=sum(row["is_branded"] for row in rows.responses),
        brand_set=ranking[0]["brand_set"] if ranking else "tracked",
        is_demonstration=any(row["is_demonstration"] for row in rows.responses),
        versions=_versions(ranking),
    )


def _rank(rows: ReportRows) -> list[Row]:
    """The most mentioned brands and every own one, with what the verdicts say of them."""
    verdicts = {
        (row["comparison"], row["brand_id"]): row
        for row in rows.tables["visibility_verdicts"]
        if row["llm_provider"] == "all" and row["measure"] == "mention_rate"
    }
    places = {
        row["brand_id"]: row["mention_rank"]
        for row in rows.tables["competitor_ranking"]
        if row["llm_provider"] == "all"
    }
    found = [row for row in rows.shares if row["llm_provider"] == "all"]
    found.sort(key=lambda row: (-row["mention_count"], row["brand_name"]))
    kept = found[:MOST_BRANDS] + [row for row in found[MOST_BRANDS:] if row["role"] == "own"]
    return [
        {
            **row,
            "place": places.get(row["brand_id"]),
            "brand_count": len(found),
            "verdict_row": verdicts.get(("previous_period", row["brand_id"])),
            "against_own": verdicts.get(("own_brand", row["brand_id"])),
        }
        for row in kept
    ]


def _choose_subject(ranking: Sequence[Row]) -> Row | None:
    own = [row for row in ranking if row["role"] == "own"]
    named = [row for row in ranking if row["mention_count"]]
    return next(iter([*own, *named]), None)


def _choose_lines(trend: Sequence[Row], ranking: Sequence[Row], mine: str | None) -> list[Row]:
    """The subject and the brands named most today, at most five lines."""
    order = [mine, *(row["brand_id"] for row in ranking)]
    chosen = list(dict.fromkeys(one for one in order if one is not None))[:MOST_LINES]
    return [row for row in trend if row["brand_id"] in chosen]


def _of_all(rows: Iterable[Row], by: str) -> list[Row]:
    found = [row for row in rows if row["llm_provider"] == "all" and row[by]]
    return sorted(found, key=lambda row: (-row[by], row["id"]))


def _of_brands(rows: Iterable[Row], brands: Sequence[str]) -> list[Row]:
    found = [row for row in rows if row["llm_provider"] == "all" and row["brand_id"] in brands]
    return sorted(found, key=lambda row: brands.index(row["brand_id"]))


def _choose_domains(rows: Iterable[Row]) -> list[Row]:
    found = [row for row in rows if row["llm_provider"] == "all" and row["level"] == "domain"]
    found.sort(key=lambda row: (-row["cited_count"], -row["found_count"], row["domain"]))
    return [
        *found[:MOST_DOMAINS],
        *(row for row in found[MOST_DOMAINS:] if row["ownership"] == "own"),
    ]


def _choose_prompts(rows: Iterable[Row]) -> list[Row]:
    """Questions where rivals are settled and the own brand is named least."""
    found = [row for row in rows if row["llm_provider"] == "all" and row["difficulty"] is not None]
    found.sort(key=lambda row: (row["own_rate"] or 0, -row["difficulty"], row["prompt_text"]))
    return found[:MOST_PROMPTS]


def _evidence(rows: ReportRows, names: Sequence[str]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {name: [] for name in names}
    for one in list_evidence(rows.states, rows.responses):
        if one.brand_name in found and not one.is_branded:
            found[one.brand_name].append(one)
    return found


def _models(responses: Sequence[Row]) -> list[str]:
    return sorted(
        {f"{row['llm_provider']} · {row['served_model'] or row['llm_model']}" for row in responses}
    )


def _versions(ranking: Sequence[Row]) -> dict[str, str]:
    first = ranking[0] if ranking else {}
    return {
        "Extractor": str(first.get("extractor_version", "–")),
        "Alias table": str(first.get("alias_version", "–")),
        "Prompt basket": str(first.get("basket_version", "–")),
        "Intervals": str(first.get("interval_method") or "–"),
    }
