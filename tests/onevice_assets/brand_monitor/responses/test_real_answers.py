"""The 408 real answers go through the import whole: every line, every topic, every character."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from onevice_assets.brand_monitor.prompts.assets import conversation_sequences, prompts
from onevice_assets.brand_monitor.responses import checks
from onevice_assets.brand_monitor.responses.assets import llm_responses
from onevice_assets.brand_monitor.responses.citing import checks as citing_checks
from onevice_assets.brand_monitor.responses.citing.assets import answer_citations
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience
from resources.control_plane import websites
from resources.imports import read_lines, store_import
from resources.progress import Progress
from resources.redis_store import RedisStore
from tests.convert_ai_product_bench import convert
from tests.onevice_assets.brand_monitor.responses.conftest import World
from tests.provider_server import ProviderServer

DAYS = [date(2025, 5, 24), date(2025, 5, 25)]


@pytest.mark.shared
def test_every_line_of_the_real_answers_is_read(shared: Path) -> None:
    found = read_lines(convert(shared / "data" / "llm_answers" / "ai_product_bench"))
    assert (len(found.lines), found.duplicates, found.bad) == (408, 0, [])
    assert found.days == DAYS
    assert len({line.topic for line in found.lines}) == 17
    cells = Counter((line.topic, line.prompt, line.provider) for line in found.lines)
    assert len(cells) == 17 * 4 * 2
    assert set(cells.values()) == {3}


@pytest.mark.shared
def test_the_real_answers_become_rows_and_pass_every_check(
    world: World, server: ProviderServer, shared: Path
) -> None:
    with world.control.begin() as db:
        world.website = websites.add(db, domain="ai-product-bench", source="import", actor="test")
    data = convert(shared / "data" / "llm_answers" / "ai_product_bench")
    report = store_import(world.control, world.objects, world.website, data, "found")
    assert (report.answers, report.days) == (408, DAYS)
    materialize_all(world)
    rows = world.lake.read_rows(answers.llm_responses, partitions(world))
    assert len(rows) == 408
    assert len({row["topic"] for row in rows}) == 17
    assert not server.calls
    gold = (shared / "data" / "gold" / "answers.jsonl").read_text("utf-8").splitlines()
    texts = {row["response_text"] for row in rows}
    assert {json.loads(line)["text"] for line in gold} <= texts


def materialize_all(world: World) -> None:
    """The prompts of the website, then its days with every check."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [world.website.key])
    everything = {
        "lake": world.lake,
        "control": world.control,
        "objects": world.objects,
        "llm": world.llm,
        "progress": Progress(mode="off"),
        "redis": RedisStore(),
    }
    for nothing in (audience.website_analysis, audience.icps):
        world.lake.write(nothing, world.website.key, [])
    stage = [conversation_sequences, prompts]
    dg.materialize(stage, resources=everything, partition_key=world.website.key, instance=instance)
    for partition in partitions(world):
        done = dg.materialize(
            [
                llm_responses,
                answer_citations,
                *dg.load_asset_checks_from_modules([checks, citing_checks]),
            ],
            resources=everything,
            partition_key=partition,
            instance=instance,
        )
        evaluations = done.get_asset_check_evaluations()
        assert len(evaluations) == 5
        assert all(one.passed for one in evaluations)


def partitions(world: World) -> list[str]:
    return [join_key(day.isoformat(), world.website.key) for day in DAYS]
