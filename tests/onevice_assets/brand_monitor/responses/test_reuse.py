"""Answers used again: the same question of the same day and sample, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.control_plane import ledger, simulations, websites
from resources.control_plane.ledger import Attempt
from resources.llm.resource import LanguageModels
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts
from tests.provider_server import ProviderServer


def request_again(world: World, **settings: Any) -> None:
    with world.control.begin() as db:
        simulations.queue(db, world.website.id, DAY, settings, "test")


def other_website(world: World, organization: str = "default") -> World:
    """Another website that is asked the very same questions."""
    with world.control.begin() as db:
        website = websites.add(
            db, url="https://twin.example", organization=organization, actor="test"
        )
    write_prompts(world.lake, website, conversations=3)
    return replace(world, website=website)


def reused(world: World) -> list[Attempt]:
    return [one for one in world.attempts() if one.reused_from]


def spent(world: World) -> float:
    with world.control.begin() as db:
        owner = world.website.organization_id
        return float(ledger.spent_usd(db, owner, datetime.now(UTC).date()))


def age(world: World, hours: int) -> None:
    """Let every attempt be so many hours older."""
    with world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET reserved_at = reserved_at - "
            f"interval '{hours} hours', settled_at = settled_at - interval '{hours} hours'"
        )


def test_a_requested_run_of_the_same_day_pays_only_what_is_new(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    before, rows = spent(world), world.rows()
    request_again(world, samples=2)
    facts = world.materialize()
    assert len(server.calls) == 12
    assert (facts["answers_from_cache"], facts["calls_made"]) == (6, 6)
    assert {one.cost_usd for one in reused(world)} == {0}
    assert spent(world) == pytest.approx(2 * before)
    kept = [row for row in world.rows() if row["sample_number"] == 1]
    assert kept == rows, "an answer used again within its day is one observation"
    assert len(world.rows()) == 12


def test_another_website_of_the_organization_uses_the_answers_and_tells_when_they_were_given(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    twin = other_website(world)
    facts = twin.materialize()
    assert (len(server.calls), facts["answers_from_cache"]) == (6, 6)
    own = {(row["prompt_text"], row["response_text"], row["asked_at"]) for row in world.rows()}
    rows = twin.rows()
    assert {(row["prompt_text"], row["response_text"], row["asked_at"]) for row in rows} == own
    assert {row["website_id"] for row in rows} == {twin.website.id}
    assert sum(row["cost_usd"] for row in rows) == 0
    assert {row["id"] for row in rows}.isdisjoint({row["id"] for row in world.rows()})
    before = twin.file()
    twin.materialize()
    assert twin.file() == before


def test_another_organization_pays_for_its_own_answers(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    facts = other_website(world, "acme").materialize()
    assert (len(server.calls), facts["answers_from_cache"]) == (12, 0)


def test_what_is_older_than_24_hours_or_dated_in_the_future_is_asked_anew(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    age(world, 25)
    assert other_website(world).materialize()["answers_from_cache"] == 0
    age(world, -26)  # the clock was set back meanwhile
    request_again(world, samples=1)
    assert world.materialize()["answers_from_cache"] == 0
    assert len(server.calls) == 18


def test_another_day_is_asked_anew_however_fresh_the_answer(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.materialize()
    next_day = join_key(date(2026, 11, 21).isoformat(), world.website.key)
    monkeypatch.setattr(World, "partition", next_day)
    facts = world.materialize()
    assert (len(server.calls), facts["answers_from_cache"]) == (12, 0)


def test_switched_off_everything_is_asked_anew(world: World, server: ProviderServer) -> None:
    world.materialize()
    twin = other_website(world)
    twin.llm = LanguageModels(answer_cache=False, first_wait_s=0.01)
    twin.materialize()
    assert len(server.calls) == 12


def test_other_parameters_are_another_question(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    world.materialize()
    prices = tmp_path / "prices.toml"
    prices.write_text(
        '[[models]]\nprovider = "openai"\nmodel = "gpt-5.6-luna"\ninput_usd = 0.2\n'
        'output_usd = 1.2\nparameters = { reasoning_effort = "high" }\n'
    )
    monkeypatch.setenv("ONEVICE_PRICES", str(prices))
    assert other_website(world).materialize()["answers_from_cache"] == 0
    assert len(server.calls) == 12


def test_with_a_budget_of_0_answers_are_used_again_and_nothing_is_asked(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    twin = other_website(world)
    twin.llm = LanguageModels(max_usd=0)
    assert twin.materialize()["answers_from_cache"] == 6
    assert len(twin.rows()) == len(server.calls) == 6


def test_an_answer_whose_payload_is_gone_is_asked_anew(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    for one in world.attempts():
        world.objects.delete(one.payload_path or "")
    assert other_website(world).materialize()["answers_from_cache"] == 0
    assert len(server.calls) == 12


def test_the_rows_of_a_reused_day_pass_as_any_other(world: World, server: ProviderServer) -> None:
    world.materialize()
    twin = other_website(world)
    twin.materialize()
    one = twin.rows()[0]
    payload = world.objects.get_json(one["payload_path"])
    assert payload["attempt_id"] == one["attempt_id"]
    assert payload["reused_from"] in {attempt.id for attempt in world.attempts()}
    assert world.lake.partitions(answers.llm_responses)
