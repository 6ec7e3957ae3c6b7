"""A control plane with watched websites, and Dagster's storage in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from resources.control_plane import simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.redis_store import RedisStore

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)
DEFS = build_defs()


@dataclass
class Platform:
    """What a sensor sees, and the daemon in a few lines."""

    control: ControlPlane
    instance: dg.DagsterInstance
    resources: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None

    def tick(self, sensor: dg.SensorDefinition) -> dg.SensorResult:
        """One tick as the daemon has it: the cursor is kept, partitions are made, keys checked."""
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            definitions=DEFS,
            resources={"control": self.control, **self.resources},
        )
        done = sensor(context)
        if isinstance(done, dg.SkipReason):
            return dg.SensorResult(skip_reason=done)
        self.cursor = done.cursor or self.cursor
        for asked in done.dynamic_partitions_requests or []:
            self.instance.add_dynamic_partitions("websites", list(asked.partition_keys))
        with dg.partition_loading_context(dynamic_partitions_store=self.instance):
            for request in done.run_requests or []:
                job = DEFS.resolve_job_def(request.job_name)
                if request.partition_key:
                    assert job.partitions_def.has_partition_key(request.partition_key)
        return done

    def start(self, request: dg.RunRequest, status: dg.DagsterRunStatus) -> str:
        """Note a run of a request in Dagster's storage, as far along as told."""
        job = DEFS.resolve_job_def(request.job_name or "")
        key = {"dagster/partition": request.partition_key} if request.partition_key else {}
        run = self.instance.create_run_for_job(job, tags={**key, **request.tags}, status=status)
        return run.run_id

    def add_website(self, domain: str, *, organization: str = "default") -> Website:
        """Watch a website whose pages were read."""
        with self.control.begin() as db:
            url = f"https://{domain}"
            website = websites.add(db, url=url, organization=organization, actor="test")
            at = datetime.now(UTC)
            websites.note_scrape(db, website.id, at=at, hard=False, status="completed")
        return website

    def queue(self, website: Website, day: date = TODAY, **settings: Any) -> str:
        with self.control.begin() as db:
            return simulations.queue(db, website.id, day, settings, actor="test").id

    def row(self, run_id: str) -> dict[str, Any]:
        """A simulation run as it stands."""
        sql = "SELECT * FROM control.simulation_runs WHERE id = %(id)s"
        with self.control.begin() as db:
            return dict(db.exec_driver_sql(sql, {"id": run_id}).mappings().one())

    def change(self, run_id: str, changes: str) -> None:
        """Set columns of a simulation run."""
        sql = f"UPDATE control.simulation_runs SET {changes} WHERE id = %(id)s"
        with self.control.begin() as db:
            db.exec_driver_sql(sql, {"id": run_id})


@pytest.fixture
def platform(control: ControlPlane) -> Iterator[Platform]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Platform(control, instance, {"redis": RedisStore()})
