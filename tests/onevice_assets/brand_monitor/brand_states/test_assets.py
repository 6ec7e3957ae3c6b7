"""What the assets of the stage promise about their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.brand_states import assets
from onevice_assets.brand_monitor.brand_states.check_rows import find_bad_states
from onevice_assets.tables import answers, audience
from resources.control_plane import brands, websites
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.lake import Lake

DAY = "2026-11-21"
WEBSITE = "default.demo.test"
KEY = f"{DAY}|{WEBSITE}"
SITE = derived_id(date(2026, 11, 1), "websites", "demo")
TEXTS = (
    "Here are the best picks:\n\n1. **Sony WH-1000XM5**\n   * Great sound\n2. **Bose QC45**\n",
    "Top picks:\n\n1. **Bose Ultra**\n   * Best comfort\n2. **Sennheiser HD 560**\n",
    "I couldn't find any information about Sony.",
)


@pytest.fixture
def answered(lake: Lake) -> Lake:
    """A lake with three answers about headphones."""
    rows = [_answer(number, text) for number, text in enumerate(TEXTS)]
    lake.write(answers.llm_responses, KEY, rows)
    return lake


@pytest.fixture
def track(control: ControlPlane) -> Callable[..., ControlPlane]:
    """Add the website and track competitors."""

    def decide(*names: str) -> ControlPlane:
        with control.begin() as db:
            website = websites.add(db, domain="demo.test", source="import", actor="test")
            for name in names:
                brands.track(db, website.id, name, "competitor", actor="test")
        return control

    return decide


def test_every_answer_has_a_row_for_every_tracked_brand(answered: Lake, track: Any) -> None:
    rows = _materialize(answered, track("Sony", "Bose"))
    found = {(row["brand_name"], row["presence"], row["position_rank"]) for row in rows}
    assert ("Sony", "recommended", 1) in found
    assert ("Bose", "recommended", 2) in found
    assert sum(row["brand_name"] in ("Sony", "Bose") for row in rows) == 2 * len(TEXTS)


def test_a_brand_the_model_does_not_know_is_ignored(answered: Lake, track: Any) -> None:
    rows = _materialize(answered, track("Sony"))
    reasons = {row["reason"] for row in rows if row["presence"] == "ignored"}
    assert reasons == {"not_named", "not_known"}


def test_a_second_run_changes_nothing(answered: Lake, track: Any) -> None:
    control = track("Sony")
    first = _materialize(answered, control)
    again = assets.llm_brand_states(_context(), lake=answered, control=control)
    assert again.metadata["changed"] is False
    assert _rows(answered) == first


def test_where_nothing_is_tracked_the_brands_found_stand_in(answered: Lake, track: Any) -> None:
    rows = _materialize(answered, track())
    assert {row["role"] for row in rows} == {"found"}
    assert "Bose" in {row["brand_name"] for row in rows}
    assert not any(row["is_tracked"] for row in rows)


def test_states_point_into_their_answers(answered: Lake, track: Any) -> None:
    rows = _materialize(answered, track("Sony", "Bose"))
    asked = answered.read_rows(answers.llm_responses, KEY)
    assert find_bad_states(rows, {row["id"]: row["response_text"] for row in asked}) == []


def test_belief_maps_carry_the_intent_of_the_prompt(answered: Lake, track: Any) -> None:
    _materialize(answered, track("Sony"))
    answered.write(audience.prompt_classifications, WEBSITE, [_classification()])
    assets.llm_answer_belief_maps(_context(), lake=answered)
    rows = answered.read_rows(answers.llm_answer_belief_maps, KEY)
    assert {row["intent_type"] for row in rows} == {"decision"}
    assert len(rows) == len(_rows(answered))


def _materialize(lake: Lake, control: ControlPlane) -> list[dict[str, Any]]:
    assets.brand_candidates(_context(), lake=lake, control=control)
    assets.llm_brand_states(_context(), lake=lake, control=control)
    return _rows(lake)


def _rows(lake: Lake) -> list[dict[str, Any]]:
    return lake.read_rows(answers.llm_brand_states, KEY)


def _context() -> dg.AssetExecutionContext:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [WEBSITE])
    key = dg.MultiPartitionKey({"day": DAY, "website": WEBSITE})
    return dg.build_asset_context(partition_key=key, instance=instance)


def _moment() -> datetime:
    return datetime(2026, 11, 21, tzinfo=UTC)


def _classification() -> dict[str, Any]:
    return {
        "id": derived_id(_moment(), "prompt_classifications", "p"),
        "website_id": SITE,
        "prompt_id": derived_id(_moment(), "prompts", "p"),
        "intent_type": "decision",
        "funnel_stage": "purchase",
        "buying_signal": 0.9,
        "trust_need": 0.4,
        "classified_at": _moment(),
        "classifier_version": "1",
    }


def _answer(number: int, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": derived_id(_moment(), "llm_responses", str(number)),
        "website_id": SITE,
        "day": date.fromisoformat(DAY),
        "simulation_run_id": derived_id(_moment(), "simulation_runs", "r"),
        "prompt_id": derived_id(_moment(), "prompts", "p"),
        "conversation_id": derived_id(_moment(), "conversation_sequences", "c"),
        "topic": "headphones",
        "prompt_text": "Which headphones should I buy?",
        "sequence_order": 1,
        "is_branded": False,
        "locale": "en-US",
        "llm_provider": "openai",
        "llm_model": "m",
        "sample_number": number + 1,
        "response_text": text,
        "citations": "[]",
        "payload_path": "x",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": _moment(),
        "created_at": _moment(),
    }
    return row
