"""Turn what was read into rows of the lake: states, candidates and belief maps.

Ids and times are derived from the rows' keys and their day alone, so a re-run writes the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.brand_monitor.brand_states.choose_brands import BrandSet
from onevice_assets.brand_monitor.brand_states.decided_names import DecidedNames
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import Candidate
from onevice_assets.brand_monitor.brand_states.extract import BrandState, Extractor
from onevice_assets.brand_monitor.brand_states.version import EXTRACTOR_VERSION
from resources.identity import brand_id, derived_id, normalize_brand_name

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cut:
    """The partition rows belong to."""

    website_id: str
    day: date

    @property
    def created_at(self) -> datetime:
        """Logical time of the rows: the start of the day, UTC."""
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)


def list_states(
    cut: Cut, brands: BrandSet, extractor: Extractor, answers: Iterable[Mapping[str, Any]]
) -> Iterator[Row]:
    """Rows of `llm_brand_states`: every watched brand per answer, and every other one named.

    Args:
        cut: website and day.
        brands: the partition's brands, the ones the extractor was built with.
        extractor: built once for all answers.
        answers: rows of `llm_responses` with at least `id` and `response_text`.
    """
    names = {brand.brand_id: brand.name for brand in brands.catalogue.brands}
    for answer in answers:
        named = {state.brand_id: state for state in extractor.read(answer["response_text"])}
        for brand in dict.fromkeys((*brands.watched, *named)):
            state = named.get(brand)
            if state is not None and state.presence == "ignored" and brand not in brands.watched:
                continue
            yield {
                **_key_columns(cut, "llm_brand_states", answer["id"], brand),
                "brand_name": names[brand],
                "role": brands.roles[brand],
                "is_tracked": brands.roles[brand] in ("own", "competitor"),
                **_state_columns(state),
                "extractor_version": EXTRACTOR_VERSION,
                "alias_version": brands.alias_version,
                "created_at": cut.created_at,
            }


def list_candidates(
    cut: Cut, found: Iterable[Candidate], tracked: Collection[str], names: DecidedNames
) -> list[Row]:
    """Rows of `brand_candidates`: found names that the website does not track, or merged.

    Args:
        cut: website and day.
        found: what `discover` returned.
        tracked: ids of the brands that the website tracks.
        names: what stands about which name.
    """
    rows: dict[str, Row] = {}
    for one in found:
        same, verdict = names.brand_of(one.name, one.surfaces), names.verdict_on(one.name)
        normalized = normalize_brand_name(one.name)
        if normalized in rows or (same in tracked and verdict != "merged"):
            continue
        rows[normalized] = {
            "id": derived_id(cut.day, "brand_candidates", cut.website_id, normalized),
            "website_id": cut.website_id,
            "day": cut.day,
            "brand_id": same or brand_id(one.name),
            "name": one.name,
            "normalized_name": normalized,
            "surfaces": json.dumps(one.surfaces, ensure_ascii=False),
            "response_count": one.response_count,
            "mention_count": one.mention_count,
            "confidence": one.confidence,
            "is_known": same is not None,
            "decision": verdict,
            "evidence": json.dumps(_evidence(one), ensure_ascii=False),
            "extractor_version": EXTRACTOR_VERSION,
            "created_at": cut.created_at,
        }
    return list(rows.values())


def list_belief_maps(
    cut: Cut,
    states: Iterable[Row],
    answers: Mapping[str, Row],
    classifications: Mapping[str, Row],
) -> Iterator[Row]:
    """Rows of `llm_answer_belief_maps`: a state with its answer's prompt, intent and provider.

    Args:
        cut: website and day.
        states: rows of `llm_brand_states`.
        answers: rows of `llm_responses` by id.
        classifications: rows of `prompt_classifications` by prompt id; may lack some.
    """
    for state in states:
        answer = answers[state["llm_response_id"]]
        intent = classifications.get(answer["prompt_id"], {})
        kept = ("brand_name", "is_tracked", "presence", "position_rank", "belief_sold")
        asked = ("intent_type", "funnel_stage", "buying_signal", "trust_need")
        yield {
            **_key_columns(cut, "llm_answer_belief_maps", answer["id"], state["brand_id"]),
            "prompt_classification_id": intent.get("id"),
            **{name: state[name] for name in kept},
            **{name: intent.get(name) for name in asked},
            "icp_id": answer["icp_id"],
            "topic": answer["topic"],
            "llm_provider": answer["llm_provider"],
            "created_at": cut.created_at,
        }


def _key_columns(cut: Cut, table: str, response_id: str, brand: str) -> Row:
    return {
        "id": derived_id(cut.day, table, response_id, brand),
        "website_id": cut.website_id,
        "day": cut.day,
        "llm_response_id": response_id,
        "brand_id": brand,
    }


def _state_columns(state: BrandState | None) -> Row:
    """The columns of what was read; offsets stay empty where the answer says nothing of it."""
    if state is None or state.presence == "ignored":
        reason = state.reason if state else "not_named"
        empty: Sequence[str] = (
            "position_rank", "belief_sold", "polarity", "mention_start", "mention_end", "surface",
            "evidence_start", "evidence_end",
        )  # fmt: skip
        return {"presence": "ignored", "reason": reason, "occurrence_count": 0} | dict.fromkeys(
            empty
        )
    return {
        "presence": state.presence,
        "position_rank": state.rank,
        "belief_sold": state.belief,
        "polarity": state.polarity,
        "occurrence_count": state.occurrences,
        "mention_start": state.start,
        "mention_end": state.end,
        "surface": state.surface,
        "evidence_start": state.evidence_start,
        "evidence_end": state.evidence_end,
        "reason": None,
    }


def _evidence(candidate: Candidate) -> list[Row]:
    return [
        {"response_id": place.response_id, "start": place.start, "end": place.end,
         "kind": place.title.kind, "text": " ".join(place.title.words)}
        for place in candidate.evidence
    ]  # fmt: skip
