"""A website whose every row the real stages made: pages, prompts, two days of answers, marts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import dagster as dg

from onevice_assets.brand_monitor.brand_states import assets as brand_states
from onevice_assets.brand_monitor.responses.imported import build_imported_rows, index_prompts
from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
from onevice_assets.partitions import join_key
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.scopes import find_scopes
from onevice_assets.tables import answers, audience
from resources.control_plane import simulations
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.dbt_runner import Dbt
from resources.imports import store_import
from resources.lake import Lake
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.audience.run_stage import run_all
from tests.onevice_assets.brand_monitor.audience.sites import BRANDS, add_example

DAYS = ("2026-11-20", "2026-11-21")
LONG_TOPIC = "Which tool to plan the week with, " * 10
TEXTS = (
    "My picks:\n\n1. **{own}** – easy\n2. **{rival}** – for carts\n",
    "I recommend:\n\n1. **{rival}** – trusted\n2. **Überseekontor** – \U0001f600 global\n",
    "Hard to say,\tit \"depends\".\r\n\\.\n",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The stores of one test, and the website in them."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    website: Website

    @property
    def standing(self) -> Scope:
        return self.scope(self.website.key)

    def day(self, day: str = DAYS[0]) -> Scope:
        return self.scope(join_key(day, self.website.key))

    def scope(self, partition: str) -> Scope:
        with self.control.begin() as db:
            return find_scopes(db, [partition])[partition]


def make_world(
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    *,
    marts: bool,
    website: Website | None = None,
    marker: str = "",
    files: Sequence[Sequence[Mapping[str, object]]] = (),
) -> World:
    """Derive a website and import two days of answers; `marts` takes six seconds.

    Args:
        lake, control, objects: where to.
        marts: whether to count what was said, too.
        website: one whose pages are there, instead of the bundled example.
        marker: a brand to put in each answer, and in another word of each prompt.
        files: lines of files to import, instead of one with answers of `DAYS`.
    """
    world = World(lake, control, objects, website or add_example(control, lake))
    every = files or [list_lines(marker)]
    for lines in every:
        data = "\n".join(json.dumps(line) for line in lines).encode()
        store_import(control, objects, world.website, data, "found")
    run_all(world.website.key, lake, control, objects)
    partitions = [join_key(day, world.website.key) for day in DAYS]
    for partition in partitions:
        _write_answers(world, partition)
    count_answers(world, partitions, marts=marts)
    return world


def list_lines(marker: str = "") -> list[dict[str, object]]:
    """Lines of a file with answers of `DAYS`, two samples of each."""
    return [_line(day, number, marker) for day in DAYS for number in range(len(TEXTS) * 2)]


def count_answers(world: World, partitions: list[str], *, marts: bool = True) -> None:
    """Read the answers of some days, and count what they say."""
    _read_answers(world, partitions)
    if marts:
        assert not publish_marts(world.lake, Dbt(), partitions).offenders


def _line(day: str, number: int, marker: str) -> dict[str, object]:
    text = TEXTS[number % len(TEXTS)].format(own=BRANDS[0], rival=BRANDS[1][0])
    prompt = f"Which tool, {number % 2}?"
    if marker:
        prompt = f"Which {marker}ish tool, {number % 2}?"
        text += f"\nBy the way, **{marker}** is worth a look, as {marker} users say.\n"
    return {
        "provider": "openai", "model": "chatgpt", "prompt": prompt,
        "topic": LONG_TOPIC, "answer": f"{text} {number}", "sample": number // 2 + 1,
        "asked_at": f"{day}T10:00:00.{number:06}Z",
    }  # fmt: skip


def _write_answers(world: World, partition: str) -> None:
    """The imported answers of a day; nobody is asked."""
    key, day = world.website.key, date.fromisoformat(partition.split("|", maxsplit=1)[0])
    conversations = world.lake.read_rows(audience.conversation_sequences, key)
    prompts = index_prompts(conversations, world.lake.read_rows(audience.prompts, key))
    with world.control.begin() as db:
        runs = simulations.imports(db, world.website.id)
    rows = build_imported_rows(runs, world.objects, day, prompts)
    world.lake.write(answers.llm_responses, partition, rows)


def _read_answers(world: World, partitions: list[str]) -> None:
    """Candidates, states and belief maps of the days, by the stage's assets."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [world.website.key])
    done = dg.materialize(
        [
            brand_states.brand_candidates,
            brand_states.llm_brand_states,
            brand_states.llm_answer_belief_maps,
        ],
        instance=instance,
        resources={"lake": world.lake, "control": world.control},
        tags={
            "dagster/asset_partition_range_start": partitions[0],
            "dagster/asset_partition_range_end": partitions[-1],
        },
    )
    assert done.success
