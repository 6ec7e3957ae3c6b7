"""Hosted calls before any simulation: on record before they are made, within MAX_USD, kept raw."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.audience.analysis import Analysis, Offering
from onevice_assets.brand_monitor.audience.write_profiles import write
from onevice_assets.tables import audience
from resources.control_plane import ledger, stage_attempts, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.stage_attempts import StageAttempt
from resources.control_plane.websites import Website
from resources.erasure import retractions
from resources.lake import Lake
from resources.llm import desk
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.booked_calls import book
from tests.one_provider import only_provider
from tests.onevice_assets.brand_monitor.audience.run_stage import (
    TABLES,
    read_all,
    run_all,
    run_audience,
)
from tests.onevice_assets.brand_monitor.audience.sites import add_example
from tests.provider_server import Plan, ProviderServer

ROOT = Path(__file__).resolve().parents[4]
OFFERING = {"name": "Firefox", "kind": "product", "category": "web browser", "description": "x"}
ANALYSIS: dict[str, Any] = {
    "industry": "Web browsers",
    "business_model": "b2c",
    "location": None,
    "primary_offerings": [OFFERING],
    "value_propositions": [],
    "target_markets": [],
    "competitors_mentioned": [],
}
KNOWN = Analysis(
    industry="Web browsers",
    business_model="b2c",
    primary_offerings=[Offering(name="Firefox", kind="product", category="web browser")],
    value_propositions=[],
    target_markets=[],
    competitors_mentioned=[],
)
TOPICS = [
    {"topic": f"Choosing well, {n}", "context": "At home.", "expected_outcome": "Has a plan."}
    for n in range(10)
]
TURNS = [
    {
        "number": n,
        "primary": f"Which programs for the web are good? ({n})",
        "follow_up": "Which of them is the best?",
        "clarification": None,
    }
    for n in range(1, 11)
]


def healthy() -> list[Plan]:
    """A provider that knows what each stage wants."""
    said = {
        "Describe the business": ANALYSIS,
        "Describe five ideal": {"icps": [one.model_dump() for one in write(KNOWN)]},
        "write the first question": {"conversations": TURNS},
        "": {"conversations": TOPICS},
    }
    return [Plan(match=match, text=json.dumps(value)) for match, value in said.items()]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch, healthy()) as server:
        yield server


@pytest.fixture
def website(control: ControlPlane, lake: Lake) -> Website:
    return add_example(control, lake)


def booked(control: ControlPlane, website: Website) -> list[StageAttempt]:
    with control.begin() as db:
        return stage_attempts.attempts(db, website.id)


def spent_today(control: ControlPlane, website: Website) -> Decimal:
    with control.begin() as db:
        return ledger.spent_usd(db, website.organization_id, datetime.now(UTC).date())


def models(**settings: Any) -> LanguageModels:
    return LanguageModels(first_wait_s=0.01, **settings)


def test_every_call_of_every_stage_is_on_record_with_its_payload(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    run_all(website.key, lake, control, objects, models())
    made = booked(control, website)
    assert Counter(one.purpose for one in made) == {
        "website_analysis": 1, "icps": 1, "conversation_sequences": 5, "prompts": 5,
    }  # fmt: skip
    assert len(made) == len(server.calls) == 12
    for one in made:
        assert one.payload_path == f"llm-responses/{website.id}/{one.id}.json"
        payload = objects.get_json(one.payload_path)
        assert (payload["purpose"], payload["response"]["id"]) == (one.purpose, one.request_id)
        assert one.status == "succeeded"
        assert 0 < (one.cost_usd or 0) <= one.reserved_usd
    assert spent_today(control, website) == sum(one.cost_usd or 0 for one in made)


def test_a_second_materialisation_asks_and_books_nothing(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    run_all(website.key, lake, control, objects, models())
    before = booked(control, website), len(server.calls)
    run_all(website.key, lake, control, objects, models())
    assert (booked(control, website), len(server.calls)) == before


def test_without_a_budget_nothing_is_asked_and_the_refusal_says_what_to_do(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    with pytest.raises(dg.Failure) as refused:
        run_audience(website.key, lake, control, objects, models(max_usd=0))
    said = str(refused.value.description)
    assert not refused.value.allow_retries
    assert "MAX_USD=0" in said
    assert "Set a higher MAX_USD" in said
    assert f"website_analysis of {website.key}; with no provider's key" in said
    assert (server.calls, booked(control, website)) == ([], [])
    assert not lake.exists(audience.website_analysis, website.key)


def test_what_the_organization_spent_today_counts_against_max_usd(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    with control.begin() as db:
        book(db, website, "0.9999")
    with pytest.raises(dg.Failure, match=r"\$0\.9999 of MAX_USD=1\.0 are spent or reserved"):
        run_audience(website.key, lake, control, objects, models(max_usd=1))
    assert not server.calls


def test_answers_that_cannot_be_used_are_paid_for_and_kept(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    server.plans = [Plan(match="the business", uses=1, text="no JSON"), Plan(text="")]
    results = run_audience(website.key, lake, control, objects, models())
    unread, empty, *_ = booked(control, website)
    assert (unread.status, empty.status) == ("succeeded", "failed")
    assert (unread.cost_usd or 0) > 0
    assert (empty.cost_usd or 0) > 0
    kept = objects.get_json(f"llm-responses/{website.id}/failed/{empty.id}.json")
    assert "empty" in kept["error"]
    assert results[0].metadata["notes"]


def test_a_refused_key_is_on_record_and_costs_nothing(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    server.plans = [Plan(status=401)]
    with pytest.raises(dg.Failure):
        run_audience(website.key, lake, control, objects, models())
    (attempt,) = booked(control, website)
    assert (attempt.status, attempt.cost_usd) == ("failed", 0)


def test_a_call_that_a_crash_cut_off_counts_as_spent(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    server.plans = [Plan(hang=True)]
    with running_child(lake, objects, control, website) as child:
        deadline = time.monotonic() + 200
        while not server.calls:
            assert child.poll() is None, "it ended before the kill"
            assert time.monotonic() < deadline
            time.sleep(0.02)
    (lost,) = booked(control, website)
    assert (lost.status, lost.cost_usd) == ("reserved", None)
    assert spent_today(control, website) == lost.reserved_usd > 0
    server.plans = healthy()
    run_audience(website.key, lake, control, objects, models())
    assert spent_today(control, website) > lost.reserved_usd


def lose_rows(key: str, lake: Lake) -> None:
    """What a kill between answers and rows leaves: every answer kept and settled, no rows."""
    for table in TABLES:
        lake.delete(table, key)


def test_a_run_killed_between_answers_and_rows_pays_no_answer_twice(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    """Also with no money left: what was paid for is there."""
    run_all(website.key, lake, control, objects, models())
    before, rows = booked(control, website), read_all(website.key, lake)
    lose_rows(website.key, lake)
    run_all(website.key, lake, control, objects, models(max_usd=0))
    assert (booked(control, website), len(server.calls)) == (before, 12)
    assert read_all(website.key, lake) == rows


def test_a_run_killed_between_payload_and_ledger_is_settled_by_the_next(
    control: ControlPlane,
    lake: Lake,
    objects: Objects,
    website: Website,
    server: ProviderServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(desk, "close_many", _killed)
        run_audience(website.key, lake, control, objects, models())
    (lost,) = booked(control, website)
    assert lost.status == "reserved"
    run_audience(website.key, lake, control, objects, models())
    first, *rest = booked(control, website)
    assert (first.id, first.status, len(rest)) == (lost.id, "succeeded", 1)
    kept = objects.get_json(first.payload_path or "")
    assert first.cost_usd == Decimal(kept["cost_usd"]) > 0


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_after_a_refresh_everything_is_asked_anew(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    run_audience(website.key, lake, control, objects, models())
    with control.begin() as db:
        websites.request_refresh(db, website.id, actor="test", why="test")
    lake.delete(audience.website_analysis, website.key)
    run_audience(website.key, lake, control, objects, models())
    assert Counter(one.purpose for one in booked(control, website)) == {
        "website_analysis": 2, "icps": 2,
    }  # fmt: skip


@pytest.mark.parametrize("how", ["retracted", "erased"])
def test_an_answer_that_was_taken_back_does_not_come_back(
    control: ControlPlane,
    lake: Lake,
    objects: Objects,
    website: Website,
    server: ProviderServer,
    how: str,
) -> None:
    run_audience(website.key, lake, control, objects, models())
    first, _ = booked(control, website)
    if how == "erased":
        objects.delete(first.payload_path or "")
    else:
        with control.begin() as db:
            retractions.mark_attempts(db, [first.id])
    lake.delete(audience.website_analysis, website.key)
    run_audience(website.key, lake, control, objects, models())
    assert Counter(one.purpose for one in booked(control, website))["website_analysis"] == 2


def test_an_answer_that_could_not_be_used_is_not_bought_a_third_time(
    control: ControlPlane, lake: Lake, objects: Objects, website: Website, server: ProviderServer
) -> None:
    server.plans = [Plan(match="the business", text="no JSON"), *healthy()]
    run_audience(website.key, lake, control, objects, models())
    lake.delete(audience.website_analysis, website.key)
    first, *_ = run_audience(website.key, lake, control, objects, models())
    assert Counter(one.purpose for one in booked(control, website))["website_analysis"] == 2
    assert "did not give JSON" in str(first.metadata["notes"])


@contextmanager
def running_child(
    lake: Lake, objects: Objects, control: ControlPlane, website: Website
) -> Iterator[subprocess.Popen[bytes]]:
    """The asset in a process of its own, killed at the end of the block."""
    module = "tests.onevice_assets.brand_monitor.audience.materialize_analysis"
    child = subprocess.Popen(
        [sys.executable, "-m", module, lake.url, objects.url, control.url, website.key],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()
