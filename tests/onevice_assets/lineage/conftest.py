"""One lake with every world's answers, the marts over them, and the verdicts over the marts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from onevice_assets.lineage.read_day import Day, read_day
from onevice_assets.partitions import join_key, list_days, split_key
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.dbt_runner import Dbt
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice import worlds as hand
from tests.onevice_assets.lineage import worlds

LATER = worlds.FIRST + timedelta(days=7)


@dataclass(frozen=True)
class Counted:
    """A lake, its days by partition, and those of them that vary in everything."""

    lake: Lake
    days: Mapping[str, Day]
    rich: Sequence[str]

    def between(self, website: str, first: date | None, last: date | None) -> list[Day]:
        """Days of a website from one to another; none where there is no first."""
        keys = (
            [join_key(day.isoformat(), website) for day in list_days(first, last)]
            if (first and last)
            else []
        )
        return [self.days[key] for key in keys if key in self.days]


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """Random days that vary in everything, and the hand-made ones of the marts' own tests."""
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
    from onevice_assets.brand_monitor.share_of_voice.verdicts.judge_visibility import (
        judge_visibility,
    )

    folder = tmp_path_factory.mktemp("lineage")
    lake = Lake(url=(folder / "lake").as_uri())
    days = [worlds.FIRST, worlds.FIRST + timedelta(days=1), LATER]
    rich = [
        partition
        for seed, site in enumerate(worlds.SITES)
        for partition in worlds.write_world(lake, seed, site, days)
    ]
    partitions = [*hand.write_all(lake), *rich]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEVICE_HOME", str(folder / "home"))
        done = publish_marts(lake, Dbt(), partitions)
    assert not done.offenders
    for partition in rich:
        day, website = split_key(partition)
        rows = judge_visibility(lake, website, date.fromisoformat(day))
        lake.write(visibility_verdicts, partition, rows)
    return Counted(lake, {one: read_day(lake, one) for one in partitions}, rich)
