"""Imported topics and prompts become conversations beside the generated ones."""

from __future__ import annotations

import json

import pytest

from onevice_assets.tables import audience
from resources.control_plane import brands, simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.identity import text_hash
from resources.lake import Lake
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.audience.run_stage import read_all, run_all
from tests.onevice_assets.brand_monitor.audience.sites import add_example

LINES = [
    ("Running shoes", "best running shoes 2026", "Try Hoka or Brooks.", None),
    ("Running shoes", "Which running shoes are best for flat feet?", "Brooks.", None),
    ("Running shoes", "best running shoes 2026", "Asics.", None),
    ("Hotels", "Is Hilton any good?", "Yes.", None),
    ("Hotels", "cheap hotels", "Ibis.", True),
]


def _store(control: ControlPlane, objects: Objects, website: Website) -> None:
    data = "\n".join(
        json.dumps(
            {
                "provider": "openai", "model": "m", "prompt": prompt, "answer": answer,
                "asked_at": f"2026-11-20T09:3{number}:00Z", "topic": topic, "sample": number + 1,
                **({} if branded is None else {"branded": branded}),
            }
        )
        for number, (topic, prompt, answer, branded) in enumerate(LINES)
    )  # fmt: skip
    path = objects.put(f"imports/{website.id}/x.jsonl", data)
    with control.begin() as db:
        simulations.add_import(
            db, website.id, source_path=path, sha256=text_hash(data),
            settings={"days": ["2026-11-20"], "track": "found"}, actor="test",
        )  # fmt: skip


@pytest.fixture
def imported(control: ControlPlane, lake: Lake, objects: Objects) -> Website:
    with control.begin() as db:
        website = websites.add(
            db, domain="import.example", name="Imported", source="import", actor="test"
        )
        brands.track(db, website.id, "Hilton", "own", actor="test")
    _store(control, objects, website)
    run_all(website.key, lake, control, objects)
    return website


def test_topics_become_conversations_and_distinct_texts_prompts(
    imported: Website, lake: Lake
) -> None:
    rows = read_all(imported.key, lake)
    assert rows["website_analysis"] == rows["icps"] == []
    topics = sorted(rows["conversation_sequences"], key=lambda row: row["sequence_number"])
    assert [(row["topic"], row["source"]) for row in topics] == [
        ("Running shoes", "import"),
        ("Hotels", "import"),
    ]
    assert not any(row["is_core_conversation"] or row["icp_id"] for row in topics)
    texts = {row["prompt_text"]: row["is_branded"] for row in rows["prompts"]}
    assert texts == {
        "best running shoes 2026": False,
        "Which running shoes are best for flat feet?": False,
        "Is Hilton any good?": True,
        "cheap hotels": True,
    }
    assert {row["prompt_type"] for row in rows["prompts"]} == {"primary"}
    assert len(rows["prompt_classifications"]) == 4


def test_a_second_run_changes_no_byte(
    imported: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    results = run_all(imported.key, lake, control, objects)
    assert not any(one.metadata["changed"] for one in results)


def test_an_import_stands_beside_a_crawled_websites_own_conversations(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    website = add_example(control, lake)
    run_all(website.key, lake, control, objects)
    before = {row["id"] for row in lake.read_rows(audience.prompts, website.key)}
    _store(control, objects, website)
    run_all(website.key, lake, control, objects)
    rows = lake.read_rows(audience.prompts, website.key)
    assert before < {row["id"] for row in rows}
    assert sum(row["source"] == "import" for row in rows) == 4
