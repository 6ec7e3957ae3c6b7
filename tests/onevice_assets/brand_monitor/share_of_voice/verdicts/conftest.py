"""A watched website, a webhook that counts, and runs of the alerts' assets and checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.share_of_voice.verdicts import checks
from onevice_assets.brand_monitor.share_of_voice.verdicts.assets import (
    verdict_notices,
    visibility_verdicts,
)
from onevice_assets.partitions import join_key, website_days
from resources.control_plane import listing, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.notifications.resource import Notifier
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.rows import DAY, KEY
from tests.resources.notifications.servers import Hook, run_hook

CHECKS = (checks.no_verdict_changed, checks.verdicts_can_be_given)


@dg.asset(
    key=visibility_verdicts.key,
    partitions_def=website_days,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def written() -> None:
    """The verdicts that a test wrote into its lake."""


def run_checks(lake: Lake, day: date = DAY, last: date | None = None) -> dict[str, Any]:
    """Both checks of the verdicts for a day, or a range of days in one run; by name."""
    done = _run(
        [written, *CHECKS],
        dg.AssetSelection.all(),
        (day, last or day),
        {"lake": lake},
    )
    assert done.success
    return {one.check_name: one for one in done.get_asset_check_evaluations()}


@dataclass
class Office:
    """A website that is watched, and people who are told by a webhook."""

    lake: Lake
    control: ControlPlane
    hook: Hook
    channels: tuple[str, ...] = ("webhook",)

    def tell(
        self, day: date = DAY, *, today: date | str | None = DAY, last: date | None = None
    ) -> Any:
        """Materialise `verdict_notices` of a day, or of a range in one run."""
        notifier = Notifier(
            channels=list(self.channels), webhook_url=self.hook.url, timeout_s=20, first_wait_s=0
        )
        config = {"config": {"today": str(today or "")}}
        return _run(
            [visibility_verdicts, verdict_notices],
            dg.AssetSelection.assets(verdict_notices),
            (day, last or day),
            {"lake": self.lake, "control": self.control, "notifier": notifier},
            {"ops": {"brand_monitor__verdict_notices": config}},
        )

    def check(self, **told: Any) -> Any:
        """The result of `every_notice_went_out` of a run that succeeds."""
        done = self.tell(**told)
        assert done.success
        (found,) = done.get_asset_check_evaluations()
        return found

    def heard(self) -> list[tuple[str, str]]:
        """Brand and day of every POST."""
        return [(body["brand"], body["day"]) for body in self.hook.bodies]

    def account(self) -> list[tuple[str, str, str]]:
        """Brand, channel and status of every notice in the account."""
        with self.control.begin() as db:
            rows = listing.rows(db, "notices")
        return [(row["brand"], row["channel"], row["status"]) for row in rows]


def _run(
    assets: list[Any],
    selection: dg.AssetSelection,
    span: tuple[date, date],
    resources: dict[str, Any],
    config: dict[str, Any] | None = None,
) -> Any:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [KEY])
    first, last = (join_key(day.isoformat(), KEY) for day in span)
    tags = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
    return dg.materialize(
        assets,
        selection=selection,
        partition_key=first if first == last else None,
        tags={} if first == last else tags,
        resources=resources,
        run_config=config,
        instance=instance,
        raise_on_error=False,
    )


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    monkeypatch.setenv("NO_PROXY", "*")
    with run_hook(Hook()) as hook:
        yield hook


@pytest.fixture
def office(lake: Lake, control: ControlPlane, hook: Hook) -> Office:
    with control.begin() as db:
        websites.add(db, url="https://demo.test/", name="Demo", actor="test")
    return Office(lake, control, hook)
