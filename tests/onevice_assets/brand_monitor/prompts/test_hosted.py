"""Conversations and prompts by a hosted model: guarded, asked once, by rules where it fails."""

from __future__ import annotations

import json
from typing import Any

from onevice_assets.brand_monitor.audience.write_profiles import write
from onevice_assets.superseding import active
from onevice_assets.tables import audience
from resources.control_plane import overrides
from resources.control_plane.resource import ControlPlane
from resources.errors import ProviderError
from resources.lake import Lake
from resources.object_store import Objects
from resources.text_folding import names_any
from tests.onevice_assets.brand_monitor.audience.fake_models import FakeModels
from tests.onevice_assets.brand_monitor.audience.run_stage import run_all
from tests.onevice_assets.brand_monitor.audience.sites import BRANDS, add_example

ANALYSIS: dict[str, Any] = {
    "industry": "Web browsers",
    "business_model": "b2c",
    "location": None,
    "primary_offerings": [
        {"name": "Firefox", "kind": "product", "category": "web browser", "description": "x"}
    ],
    "value_propositions": [],
    "target_markets": [],
    "competitors_mentioned": [],
}


def _customers() -> dict[str, Any]:
    from onevice_assets.brand_monitor.audience.analysis import Analysis, Offering

    analysis = Analysis(
        industry="Web browsers",
        business_model="b2c",
        primary_offerings=[Offering(name="F", kind="product", category="web browser")],
        value_propositions=[],
        target_markets=[],
        competitors_mentioned=[],
    )
    return {"icps": [one.model_dump() for one in write(analysis)]}


def _topics(prompt: str) -> dict[str, Any]:
    who = json.loads(prompt.splitlines()[-2])["person"]["name"]  # between the marks of data
    topics = [
        {
            "topic": f"Choosing carefully, part {number}, {who}",
            "context": "At home in the evening.",
            "expected_outcome": "Has a plan.",
        }
        for number in range(10)
    ]
    topics[3]["topic"] = "Why everybody uses Chrome"
    return {"conversations": topics}


def _turns(prompt: str) -> dict[str, Any]:
    shown = json.loads(prompt.splitlines()[-2])["conversations"]
    turns = [
        {
            "number": one["number"],
            "primary": f"Which programs for the web are good? ({one['topic']})",
            "follow_up": "Which of them is the best?",
            "clarification": None,
        }
        for one in shown
    ]
    turns[0]["follow_up"] = "Is OPERA one of them?"
    return {"conversations": turns}


def _models(**change: Any) -> FakeModels:
    answers = {
        "website_analysis": [ANALYSIS],
        "icps": [_customers()],
        "conversations": [_topics],
        "prompts": [_turns],
    }
    return FakeModels({**answers, **change})


def test_the_models_words_are_used_and_no_brand_slips_through(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    key = add_example(control, lake).key
    models = _models()
    run_all(key, lake, control, objects, models)
    prompts = lake.read_rows(audience.prompts, key)
    said = [row for row in prompts if row["prompt_text"].startswith("Which programs for the web")]
    assert len(said) == 40  # ten branded or replaced ones of fifty are the rules'
    names = (BRANDS[0], *BRANDS[1])
    assert not [
        row for row in prompts if not row["is_branded"] and names_any(row["prompt_text"], names)
    ]
    topics = [row["topic"] for row in lake.read_rows(audience.conversation_sequences, key)]
    assert not [topic for topic in topics if "Chrome" in topic]
    assert sum("Firefox" in topic for topic in topics) == 5


def test_models_are_asked_once_per_customer_and_never_again(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    website = add_example(control, lake)
    models = _models()
    run_all(website.key, lake, control, objects, models)
    results = run_all(website.key, lake, control, objects, models)
    assert (models.count("conversations"), models.count("prompts")) == (5, 5)
    assert not any(one.metadata["changed"] for one in results)


def test_an_override_rewrites_nothing_else(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    website = add_example(control, lake)
    models = _models()
    run_all(website.key, lake, control, objects, models)
    before = lake.read_rows(audience.prompts, website.key)
    target = next(row for row in before if row["prompt_type"] == "primary")
    with control.begin() as db:
        overrides.reject(
            db, website.id, prompt_id=target["id"], topic="any",
            prompt_text=target["prompt_text"], actor="test",
        )  # fmt: skip
    run_all(website.key, lake, control, objects, models)
    after = lake.read_rows(audience.prompts, website.key)
    assert (models.count("conversations"), models.count("prompts")) == (5, 5)
    changed = {row["id"] for row in active(after)} ^ {row["id"] for row in before}
    assert len(changed) == 2
    assert target["id"] in changed


def test_rules_stand_in_for_a_model_that_fails(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    key = add_example(control, lake).key
    models = _models(conversations=[ProviderError("broken JSON")], prompts=[{"conversations": []}])
    results = run_all(key, lake, control, objects, models)
    assert len(lake.read_rows(audience.conversation_sequences, key)) == 50
    assert len(results[2].metadata["notes"]) == 1
    assert len(results[3].metadata["notes"]) == 5
    primaries = [
        row for row in lake.read_rows(audience.prompts, key) if row["prompt_type"] == "primary"
    ]
    assert len(primaries) == 50
