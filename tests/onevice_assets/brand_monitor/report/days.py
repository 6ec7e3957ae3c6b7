"""Days of a small market in a lake of its own, with marts and verdicts, for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from onevice_assets.brand_monitor.report.read import read_rows
from onevice_assets.brand_monitor.report.view import ReportView, build_view
from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
from onevice_assets.brand_monitor.share_of_voice.verdicts.judge_visibility import judge_visibility
from onevice_assets.partitions import split_key
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.dbt_runner import Dbt
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, write_day

SITE = "default.browsers.test"
WEEK_BEFORE, DAY = "2026-11-13", "2026-11-20"
ROLES = {"Firefox": "own", "Chrome": "competitor"}
_SHOWN: dict[str, ReportView] = {}


def ask(
    own: int, *, rival: int = 6, topics: int = 12, names: Sequence[str] = ("Firefox", "Chrome")
) -> list[Answer]:
    """One answer a topic; the first `own` of them recommend the own brand, `rival` the rival."""
    answers = []
    for at in range(topics):
        said = [name for name, until in zip(names, (own, rival), strict=True) if at < until]
        answers.append(
            Answer(
                "openai",
                {name: ("recommended", rank) for rank, name in enumerate(said, 1)},
                f"topic {at:02}",
                text=f"I'd go with **{' and '.join(said)}**." if said else "It depends.",
                prompt=f"Which one for {at}?",
                kind=("evaluation", "consideration"),
            )
        )
    return answers


def show(
    folder: Path, days: Mapping[str, Sequence[Answer]], roles: Mapping[str, str] = ROLES
) -> ReportView:
    """Publish some days and build the view of the last one; the same days once for all tests."""
    told = repr((dict(days), dict(roles)))
    if told not in _SHOWN:
        _SHOWN[told] = _publish(folder, days, roles)
    return _SHOWN[told]


def _publish(
    folder: Path, days: Mapping[str, Sequence[Answer]], roles: Mapping[str, str]
) -> ReportView:
    lake = Lake(url=(folder / "lake").as_uri())
    keys = [write_day(lake, day, SITE, asked, roles) for day, asked in days.items()]
    done = publish_marts(lake, Dbt(), keys)
    assert not done.offenders
    for key in keys:
        day, site = split_key(key)
        rows = judge_visibility(lake, site, date.fromisoformat(day))
        lake.write(visibility_verdicts, key, rows)
    return build_view(SITE, list(days)[-1], read_rows(lake, keys[-1]))
