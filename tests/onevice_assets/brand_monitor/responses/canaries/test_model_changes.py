"""`model_changes` out of the lake: which days are read, and that providers stand apart."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.canaries.checks import every_model_is_the_one_of_before
from onevice_assets.brand_monitor.responses.canaries.panel import derive_canary_id
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, canaries
from resources.errors import MissingDataError
from resources.identity import derived_id
from tests.onevice_assets.brand_monitor.responses.canaries.conftest import PANEL, Canaries
from tests.onevice_assets.brand_monitor.responses.conftest import DAY
from tests.provider_server import Plan

COLOURS = ["red, blue, green", "red, blue, yellow", "blue, red, green"]
OTHERS = ["**Teal**, *ochre*", "**Teal**, *mauve*", "**Ochre**, *teal*"]
BEFORE = list(range(1, 35))


def write_days(
    world: Any, back: Iterable[int], said: dict[str, list[str]], served: str | None = "gpt-a"
) -> None:
    """Write so many days ago: one answer of every provider, and its canaries, by chance."""
    noise = random.Random(5)
    for one in back:
        day = DAY - timedelta(days=one)
        key = join_key(day.isoformat(), world.website.key)
        rows = [
            canary(world, day, provider, text, noise.choice(texts), served)
            for provider, texts in said.items()
            for text in PANEL
        ]
        world.lake.write(canaries.canary_responses, key, rows)
        world.lake.write(
            answers.llm_responses, key, [answer(world, day, one, served) for one in said]
        )


def canary(
    world: Any, day: date, provider: str, text: str, said: str, served: str | None
) -> dict[str, Any]:
    return {
        "id": derived_id(day, "canary_responses", provider, text),
        "website_id": world.website.id,
        "day": day,
        "canary_id": derive_canary_id(text),
        "prompt_text": text,
        "panel_version": 1,
        "llm_provider": provider,
        "llm_model": "m",
        "served_model": served,
        "response_text": said,
        "cost_usd": 0.0,
        "attempt_id": derived_id(day, "attempts", provider, text),
        "payload_path": "p",
        "asked_at": world.website.created_at,
        "created_at": world.website.created_at,
    }


def answer(world: Any, day: date, provider: str, served: str | None) -> dict[str, Any]:
    ids = {
        name: derived_id(day, name, provider)
        for name in ("id", "simulation_run_id", "prompt_id", "conversation_id")
    }
    return {
        **ids,
        "website_id": world.website.id,
        "day": day,
        "topic": "t",
        "prompt_text": "?",
        "sequence_order": 1,
        "is_branded": False,
        "locale": "en-US",
        "llm_provider": provider,
        "llm_model": "m",
        "served_model": served,
        "sample_number": 1,
        "response_text": "!",
        "citations": "[]",
        "payload_path": "p",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": world.website.created_at,
        "created_at": world.website.created_at,
    }


def test_the_canaries_of_the_day_must_be_there(canaries_of: Canaries) -> None:
    canaries_of.world.materialize()
    with pytest.raises(MissingDataError, match="canary_responses"):
        canaries_of.judge()


def test_a_day_without_answers_has_no_row(canaries_of: Canaries) -> None:
    write_days(canaries_of.world, [0], {})
    assert canaries_of.judge() == []


def test_the_first_day_is_unknown(birds: Canaries) -> None:
    birds.ask()
    (row,) = birds.judge()
    assert (row["verdict"], row["is_served_model_changed"], row["canary_p_value"]) == (
        "unknown",
        None,
        None,
    )
    assert "1 and 0 at most" in row["reason"]


def test_the_model_that_was_asked_for_never_stands_in_for_the_one_that_answered(
    canaries_of: Canaries,
) -> None:
    canaries_of.server.plans = [Plan(body='{"choices": [{"message": {"content": "Red."}}]}')]
    canaries_of.world.materialize()
    canaries_of.ask()
    (row,) = canaries_of.judge()
    assert (row["served_models"], row["earlier_served_models"]) == ("[]", "[]")
    assert "gpt-5.6-luna" not in row["reason"]


def test_missing_days_are_left_out(canaries_of: Canaries) -> None:
    write_days(canaries_of.world, [0, 2, 5, 8, 15, 30], {"openai": COLOURS})
    (row,) = canaries_of.judge()
    assert row["verdict"] == "stable"
    assert (row["canary_response_count"], row["earlier_canary_response_count"]) == (24, 24)


def test_a_day_that_has_answers_and_no_canary_partition_counts_by_its_names(
    canaries_of: Canaries,
) -> None:
    world = canaries_of.world
    write_days(world, [0, 1], {"openai": COLOURS})
    key = join_key((DAY - timedelta(days=1)).isoformat(), world.website.key)
    world.lake.delete(canaries.canary_responses, key)
    (row,) = canaries_of.judge()
    assert (row["is_served_model_changed"], row["earlier_served_models"]) == (False, '["gpt-a"]')


def test_one_providers_change_does_not_flag_the_other(canaries_of: Canaries) -> None:
    write_days(canaries_of.world, BEFORE[3:], {"google": COLOURS, "openai": COLOURS})
    write_days(canaries_of.world, range(4), {"google": COLOURS, "openai": OTHERS})
    google, openai = canaries_of.judge()
    assert (google["llm_provider"], google["verdict"]) == ("google", "stable")
    assert (openai["llm_provider"], openai["verdict"]) == ("openai", "model_changed")
    assert openai["is_served_model_changed"] is False
    assert "differ from those of before" in openai["reason"]


def test_another_served_model_is_a_change_with_both_names(canaries_of: Canaries) -> None:
    write_days(canaries_of.world, BEFORE, {"openai": COLOURS})
    write_days(canaries_of.world, [0], {"openai": COLOURS}, served="gpt-b")
    (row,) = canaries_of.judge()
    assert row["verdict"] == "model_changed"
    assert "gpt-b answers; in the 28 days before it was gpt-a" in row["reason"]
    assert row["served_model_changed_on"] == DAY


def test_a_second_run_writes_the_same_rows(canaries_of: Canaries) -> None:
    write_days(canaries_of.world, [0, *BEFORE], {"openai": COLOURS})
    assert canaries_of.judge() == canaries_of.judge()


def test_a_changed_model_is_warned_about_by_name(canaries_of: Canaries) -> None:
    import dagster as dg

    from onevice_assets.brand_monitor.responses.canaries.assets import model_changes

    write_days(canaries_of.world, BEFORE, {"openai": COLOURS})
    write_days(canaries_of.world, [0], {"openai": COLOURS}, served="gpt-b")
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [canaries_of.world.website.key])
    done = dg.materialize(
        [model_changes, every_model_is_the_one_of_before],
        instance=instance,
        partition_key=canaries_of.world.partition,
        resources={"lake": canaries_of.world.lake},
    )
    (check,) = done.get_asset_check_evaluations()
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert "gpt-b answers" in str(check.metadata["openai"].value)
