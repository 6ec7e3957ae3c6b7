"""A partition that a run left failed is named until it is made; nothing else is."""

from __future__ import annotations

from typing import Any

import dagster as dg

from onevice_assets.observing.failed_partitions import (
    has_failures,
    list_failed,
    list_partitioned,
    tell_failed,
)
from onevice_assets.observing.upkeep_results import read_check
from onevice_assets.partitions import join_key, website_days, websites
from onevice_assets.upkeep.partitions.assets import CHECK, KEY, watch

SITE = "default.shop.test"
DAYS = [join_key(day, SITE) for day in ("2026-01-01", "2026-01-02")]


def make_assets(broken: set[str]) -> list[Any]:
    @dg.asset(partitions_def=website_days)
    def share(context) -> None:  # type: ignore[no-untyped-def]  # Dagster reads annotations
        if context.partition_key in broken:
            raise dg.Failure("no", allow_retries=False)

    @dg.asset(partitions_def=website_days, deps=[share])
    def report() -> None: ...

    @dg.asset(partitions_def=websites)
    def pages() -> None: ...

    return [share, report, pages]


def test_failed_partitions_are_named_with_the_next_step_until_they_are_made() -> None:
    broken = {DAYS[0]}
    assets = make_assets(broken)
    asset = watch(assets)
    partitioned = list_partitioned(spec for one in assets for spec in one.specs)
    with dg.DagsterInstance.ephemeral() as instance:

        def run(day: str) -> None:
            dg.materialize(assets[:2], partition_key=day, instance=instance, raise_on_error=False)

        def look() -> dg.AssetCheckEvaluation:
            done = dg.materialize([asset], instance=instance)
            (found,) = done.get_asset_check_evaluations()
            return found

        instance.add_dynamic_partitions("websites", [SITE])
        assert not has_failures(instance)
        assert look().passed
        for day in DAYS:
            run(day)
        found = list_failed(instance, partitioned)
        assert {one.asset: one.partitions for one in found} == {
            "report": (DAYS[0],),
            "share": (DAYS[0],),
        }
        told = look()
        assert not told.passed
        assert f"share: {DAYS[0]}" in (told.description or "")
        assert "onevice backfill" in (told.description or "")
        result = read_check(KEY, CHECK)({}, instance)
        assert result is not None
        assert not result.is_good
        broken.clear()
        run(DAYS[0])
        assert list_failed(instance, partitioned) == []
        assert look().passed


def test_many_partitions_are_counted_and_the_first_are_named() -> None:
    from onevice_assets.observing.failed_partitions import FailedPartitions

    (line,) = tell_failed([FailedPartitions("a/b", ("1", "2", "3", "4", "5"), "publish")], most=2)
    assert line == "a/b: 1, 2 and 3 more (job publish)"
