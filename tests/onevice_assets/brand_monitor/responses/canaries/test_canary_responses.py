"""Asking canaries over real HTTP: the day's answers first, nothing twice, no failure of the day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.asked_day import Stores
from onevice_assets.brand_monitor.responses.canaries.ask_canaries import ask_canaries
from onevice_assets.brand_monitor.responses.canaries.plan_canaries import estimate_canaries
from onevice_assets.brand_monitor.responses.estimate_day import estimate_day
from onevice_assets.cli.run import tell_estimate
from onevice_assets.cli.session import Session
from onevice_assets.tables import answers, canaries
from resources.control_plane import spending, websites
from resources.errors import StoreError
from resources.imports import store_import
from resources.llm import desk
from resources.llm.resource import LanguageModels
from resources.progress import Progress
from resources.redis_keys import costs
from resources.redis_store import RedisStore
from tests.one_provider import KEY
from tests.onevice_assets.brand_monitor.responses.canaries.conftest import PANEL, Canaries
from tests.onevice_assets.brand_monitor.responses.conftest import (
    DAY,
    dump_lines,
    write_imported_prompts,
)
from tests.provider_server import Plan

LABEL = "openai:gpt-5.6-luna"
DEAD = "http://127.0.0.1:9/v1"


def resources(birds: Canaries) -> dict[str, Any]:
    return {name: getattr(birds.world, name) for name in ("lake", "control", "objects", "llm")}


def estimate(birds: Canaries) -> tuple[int, float]:
    """Calls and USD that canaries add to the estimate of the day's prompts."""
    found, website = resources(birds), birds.world.website
    added = estimate_canaries(found, website, DAY, estimate_day(found, website, DAY))
    return added.calls, float(added.usd)


def test_a_provider_that_answers_no_prompt_of_the_day_is_asked_no_canary(
    canaries_of: Canaries,
) -> None:
    facts = canaries_of.ask()
    assert canaries_of.asked() == canaries_of.rows() == canaries_of.booked() == []
    assert facts["not_asked"] == {LABEL: "it answers no prompt of this day now"}


def test_a_provider_that_goes_down_after_the_day_leaves_its_canaries_missing(
    birds: Canaries,
) -> None:
    birds.server.plans = [Plan(status=503)]
    facts = birds.ask()
    assert birds.rows() == []
    assert (facts["calls_made"], facts["calls_missing"]) == (0, 8)
    (reason,) = facts["missing_by_reason"]
    assert reason.startswith(f"{LABEL}: {LABEL} answered 503")
    birds.server.plans = []
    assert birds.ask()["calls_made"] == 8


def test_a_dead_provider_does_not_keep_the_other_from_being_asked(
    birds: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", birds.server.url)
    birds.world.materialize()
    monkeypatch.setenv("ANTHROPIC_BASE_URL", DEAD)
    facts = birds.ask()
    assert {row["llm_provider"] for row in birds.rows()} == {"openai"}
    assert facts["calls_missing"] == 8
    assert "anthropic:claude-haiku-5-5 could not be reached" in str(facts["missing_by_reason"])


def test_a_refused_key_stops_the_canaries_of_that_provider_and_is_never_shown(
    birds: Canaries,
) -> None:
    birds.server.plans = [Plan(status=401, error={"message": f"Incorrect API key: {KEY}"})]
    facts = birds.ask()
    assert facts["calls_missing"] == 8
    assert KEY not in str(facts)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(match=PANEL[0], text="  "), "empty"),
        (Plan(match=PANEL[0], text="no", finish_reason="content_filter"), "refused"),
        (Plan(match=PANEL[0], body="<html>"), "broken JSON"),
        (Plan(match=PANEL[0], status=400), "answered 400"),
    ],
)
def test_one_canary_without_an_answer_is_missing_and_asked_again_by_the_next_run(
    birds: Canaries, plan: Plan, said: str
) -> None:
    birds.server.plans = [plan]
    facts = birds.ask()
    assert (len(birds.rows()), facts["calls_missing"]) == (7, 1)
    assert said in str(facts["missing_by_reason"])
    birds.server.plans = []
    assert birds.ask()["calls_made"] == 1
    assert len(birds.rows()) == 8


def test_where_money_is_short_the_days_answers_are_there_and_canaries_are_missing(
    canaries_of: Canaries,
) -> None:
    world = canaries_of.world
    world.llm = LanguageModels(max_usd=0.01, first_wait_s=0.01)
    canaries_of.server.plans = [Plan(usage={"prompt_tokens": 10, "completion_tokens": 1_350})]
    world.materialize()
    assert len(world.rows()) == 6
    facts = canaries_of.ask()
    assert canaries_of.rows() == canaries_of.asked() == []
    assert facts["calls_missing"] == 8
    assert "MAX_USD=0.01" in str(facts["missing_by_reason"])


def test_every_canary_is_asked_once_and_alone(birds: Canaries) -> None:
    before = birds.world.file()
    facts = birds.ask()
    rows = birds.rows()
    assert Counter(birds.asked()) == Counter(PANEL)
    assert {row["prompt_text"] for row in rows} == set(PANEL)
    assert all(len(one.messages) == 1 for one in birds.server.calls if one.asked in PANEL)
    assert (facts["calls_made"], facts["calls_missing"]) == (8, 0)
    assert facts["cost_usd"] == pytest.approx(8 * 26e-6)
    assert birds.world.file() == before
    birds.world.materialize()
    assert not {row["prompt_text"] for row in birds.world.rows()} & set(PANEL)


@pytest.mark.redis
def test_what_canaries_cost_is_counted_in_redis_too(birds: Canaries, store: RedisStore) -> None:
    birds.world.redis = store
    birds.ask()
    website = birds.world.website
    with birds.world.control.begin() as db:
        (due,) = spending.settled_usd(
            db, website.organization_id, datetime.now(UTC).date()
        ).values()
    assert costs.read(store, website.organization_id, "openai") == costs.to_micro_usd(due) > 0


def test_a_row_holds_what_the_provider_said_and_leads_to_its_payload(birds: Canaries) -> None:
    birds.server.plans = [Plan(text="<think>hm</think>Red.", model="gpt-5.6-luna-2026-07-09")]
    birds.ask()
    row = birds.rows()[0]
    assert (row["response_text"], row["served_model"]) == ("Red.", "gpt-5.6-luna-2026-07-09")
    assert (row["llm_model"], row["day"], row["panel_version"]) == ("gpt-5.6-luna", DAY, 1)
    payload = birds.world.objects.get_json(row["payload_path"])
    assert payload["attempt_id"] == row["attempt_id"]
    assert payload["day"] == DAY.isoformat()


def test_a_provider_that_names_no_model_has_none(birds: Canaries) -> None:
    birds.server.plans = [Plan(body='{"choices": [{"message": {"content": "Red."}}]}')]
    birds.ask()
    assert {row["served_model"] for row in birds.rows()} == {None}


def test_a_second_run_asks_nothing_and_changes_no_byte(birds: Canaries) -> None:
    birds.ask()
    before = birds.file()
    facts = birds.ask()
    assert (facts["calls_made"], facts["changed"], birds.file()) == (0, False, before)
    birds.world.lake.delete(canaries.canary_responses, birds.world.partition)
    birds.ask()
    assert birds.file() == before
    assert len(birds.asked()) == 8


def test_an_unknown_outcome_is_asked_again_only_on_request(birds: Canaries) -> None:
    birds.ask()
    lost = birds.booked()[0]
    with birds.world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, "
            "settled_at = NULL, response_id = NULL, payload_path = NULL WHERE id = %(id)s",
            {"id": lost.id},
        )
    birds.world.objects.delete(lost.payload_path or "")
    facts = birds.ask()
    assert (facts["calls_made"], len(birds.rows())) == (0, 7)
    assert "unknown after a crash" in str(facts["missing_by_reason"])
    assert birds.ask(retry_unknown=True)["calls_made"] == 1
    assert len(birds.rows()) == 8


def test_a_kept_payload_of_a_killed_run_is_used_not_asked_again(birds: Canaries) -> None:
    birds.ask()
    before = birds.file()
    with birds.world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, "
            "settled_at = NULL, response_id = NULL, payload_path = NULL "
            "WHERE purpose LIKE 'canary%%'"
        )
    assert (birds.ask()["calls_made"], birds.file()) == (0, before)


def test_ctrl_c_lets_paid_calls_finish_and_the_next_run_goes_on(birds: Canaries) -> None:
    world = birds.world
    birds.server.plans = [Plan(latency_s=0.5)]
    stores = Stores(world.lake, world.control, world.objects, world.llm, Progress(mode="off"))
    birds.server.press_ctrl_c_after(1)
    with pytest.raises(KeyboardInterrupt):
        ask_canaries(stores, world.website, DAY, retry_unknown=False)
    assert {one.status for one in birds.booked()} == {"succeeded"}
    birds.server.plans = []
    birds.ask()
    assert len(birds.rows()) == len(birds.asked()) == 8


def test_a_store_that_fails_is_told(birds: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("the database went away")

    monkeypatch.setattr(desk, "close_many", fail)
    with pytest.raises(dg.Failure, match="went away"):
        birds.ask()
    assert not birds.world.lake.exists(canaries.canary_responses, birds.world.partition)


def test_switched_off_nobody_is_asked_and_answers_of_before_stay(birds: Canaries) -> None:
    birds.ask()
    birds.world.llm = LanguageModels(canaries=False)
    facts = birds.ask()
    assert facts["not_asked"] == {LABEL: "CANARIES=off"}
    assert len(birds.rows()) == len(birds.asked()) == 8
    assert estimate(birds) == (0, 0)


def test_the_demonstration_model_is_asked_no_canary(
    birds: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    facts = birds.ask()
    (reason,) = facts["not_asked"].values()
    assert "demonstration" in reason
    assert birds.rows() == birds.booked() == []


def test_an_imported_website_has_an_empty_partition(canaries_of: Canaries) -> None:
    world = canaries_of.world
    with world.control.begin() as db:
        world.website = websites.add(db, domain="imported", source="import", actor="test")
    write_imported_prompts(world.lake, world.website, {"Which phone?": "phones"})
    line = {"provider": "openai", "model": "chatgpt", "prompt": "Which phone?", "topic": "phones"}
    line |= {"answer": "A Pixel.", "asked_at": f"{DAY}T10:00:00Z"}
    store_import(world.control, world.objects, world.website, dump_lines([line]), "found")
    world.materialize()
    assert world.lake.read_rows(answers.llm_responses, world.partition)
    canaries_of.ask()
    assert canaries_of.rows() == canaries_of.server.calls == []
    assert estimate(canaries_of) == (0, 0)


def test_the_estimate_holds_the_canaries_until_they_are_asked(canaries_of: Canaries) -> None:
    calls, usd = estimate(canaries_of)
    assert calls == 8
    assert usd > 8 * 26e-6
    canaries_of.world.materialize()
    assert estimate(canaries_of) == (calls, usd)
    canaries_of.ask()
    assert estimate(canaries_of) == (0, 0)


def test_the_command_prints_all_calls_and_says_how_many_are_canaries(
    canaries_of: Canaries, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session()
    session.__dict__["resources"] = resources(canaries_of)
    tell_estimate(session, canaries_of.world.website, DAY)
    printed = capsys.readouterr().err
    assert "14 calls to openai:gpt-5.6-luna, follow-ups and 8 canaries included: about" in printed
    canaries_of.world.llm = LanguageModels(canaries=False)
    session.__dict__["resources"] = resources(canaries_of)
    tell_estimate(session, canaries_of.world.website, DAY)
    assert "6 calls to openai:gpt-5.6-luna, follow-ups included: about" in capsys.readouterr().err


def test_a_day_answered_long_ago_is_asked_no_canary_now(birds: Canaries) -> None:
    """What the model says today tells nothing of that day."""
    with birds.world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET reserved_at = reserved_at - interval '25 hours', "
            "settled_at = settled_at - interval '25 hours'"
        )
    birds.ask()
    assert birds.asked() == birds.rows() == []
    assert estimate(birds) == (0, 0)
