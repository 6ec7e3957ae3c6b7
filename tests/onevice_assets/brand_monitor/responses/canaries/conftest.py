"""A website whose prompts a provider answers, and the canaries' assets on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.canaries.assets import (
    AskingCanaries,
    canary_responses,
    model_changes,
)
from onevice_assets.brand_monitor.responses.canaries.panel import read_panel
from onevice_assets.tables import canaries
from resources.control_plane import stage_attempts
from resources.control_plane.stage_attempts import StageAttempt
from resources.progress import Progress
from tests.onevice_assets.brand_monitor.responses.conftest import World
from tests.provider_server import ProviderServer

PANEL = read_panel().texts


@dataclass
class Canaries:
    """The assets of one test's world."""

    world: World
    server: ProviderServer

    def ask(self, **config: Any) -> dict[str, Any]:
        """Materialise `canary_responses` of the day; its metadata."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [self.world.website.key])
        partition = self.world.partition
        with dg.build_asset_context(partition_key=partition, instance=instance) as context:
            found = canary_responses(
                context,
                config=AskingCanaries(**config),
                lake=self.world.lake,
                control=self.world.control,
                objects=self.world.objects,
                llm=self.world.llm,
                progress=Progress(mode="off"),
                redis=self.world.redis,
            )
        return dict(found.metadata or {})

    def judge(self) -> list[dict[str, Any]]:
        """Materialise `model_changes` of the day; its rows."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [self.world.website.key])
        partition = self.world.partition
        with dg.build_asset_context(partition_key=partition, instance=instance) as context:
            model_changes(context, lake=self.world.lake)
        return self.world.lake.read_rows(canaries.model_changes, partition)

    def rows(self) -> list[dict[str, Any]]:
        return self.world.lake.read_rows(canaries.canary_responses, self.world.partition)

    def file(self) -> bytes:
        path = self.world.lake.path(canaries.canary_responses, self.world.partition)
        return bytes(self.world.lake._store().get(path).bytes())

    def asked(self) -> list[str]:
        """The canaries that the provider was asked, once for each call."""
        return [call.asked for call in self.server.calls if call.asked in PANEL]

    def booked(self) -> list[StageAttempt]:
        with self.world.control.begin() as db:
            return stage_attempts.attempts(db, self.world.website.id)


@pytest.fixture
def canaries_of(world: World, server: ProviderServer) -> Canaries:
    """The day's own prompts are not asked yet."""
    return Canaries(world, server)


@pytest.fixture
def birds(canaries_of: Canaries) -> Canaries:
    """The day's own prompts are answered."""
    canaries_of.world.materialize()
    return canaries_of
