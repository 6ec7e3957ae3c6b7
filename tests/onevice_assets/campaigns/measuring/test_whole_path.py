"""From files of the platforms' reports to what is believed, once for each business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from onevice_assets.campaigns.learnings.facts import read_facts
from onevice_assets.campaigns.learnings.learn import Learning, learn_from
from onevice_assets.campaigns.measuring.quarter import play
from onevice_assets.campaigns.measuring.reports import (
    FACEBOOK,
    GOOGLE,
    audience_of,
    name_file,
    write_reports,
)
from onevice_assets.campaigns.measuring.world import Business, Volume, World, make_world
from onevice_assets.campaigns.performance.deriving.derive import Given, derive
from onevice_assets.campaigns.performance.read_files import Files, Kept
from onevice_assets.campaigns.performance.rules import Thresholds
from onevice_assets.tables import campaign_reports as tables
from resources.campaign_files import ContentFile
from resources.control_plane.campaign_clients import Client
from resources.identity import text_hash

pytestmark = pytest.mark.e2e

NOW = datetime(2027, 1, 2, 4, tzinfo=UTC)
CLIENT = Client("b" * 8, "o" * 8, "studio", "studio.made-up", "made-up", "Made up", "service",
                "wellness", NOW)  # fmt: skip
SMALL = Volume(20, 6, 1_500.0)


class Shelf:
    """Objects that a test put there."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def get(self, path: str) -> bytes:
        return self.files[path].encode()


class Uncounted:
    def advance(self, count: int = 1) -> None:
        """Nobody watches."""


@dataclass
class Path:
    """A quarter, and what is learnt of it directly and by way of its reports."""

    world: World
    quarter: pd.DataFrame
    made: dict[str, Any]
    direct: list[Learning]
    by_reports: list[Learning]


def _read(world: World, quarter: pd.DataFrame) -> dict[str, Any]:
    written = write_reports(world, quarter)
    found = [
        ContentFile(path=name, name=name, content_hash=text_hash(text), size=len(text),
                    uploaded_at=NOW)
        for name, text in written.items()
    ]  # fmt: skip
    nothing = Kept([], *(one.arrow_schema.empty_table() for one in (
        tables.report_rows, tables.report_things, tables.refused_report_rows)))  # fmt: skip
    kept = Files(Shelf(written), CLIENT).read(found, nothing, Uncounted())  # type: ignore[arg-type]
    assert {row["status"] for row in kept.files} == {"taken"}, kept.files
    content = [
        {"id": one.id, "filename": name_file(one.id), "content_hash": text_hash(one.id)}
        for one in world.creatives
    ]
    rates = pd.DataFrame({"currency": ["EUR"], "day": [NOW.date()], "usd": [1.1]})
    import pyarrow as pa

    given = Given(kept.facts, kept.things, content, pa.Table.from_pandas(rates), {})
    return derive(CLIENT, given, Thresholds())


@pytest.fixture(scope="module", params=["service", "ecommerce"])
def path(request: pytest.FixtureRequest) -> Path:
    business: Business = request.param
    world = next(
        one
        for one in (make_world(seed, business, SMALL) for seed in range(100))
        if set(one.platforms) <= {*FACEBOOK, *GOOGLE}
    )
    quarter = play(world)
    made = _read(world, quarter)
    direct = learn_from(read_facts(quarter), world.contents())
    learned = learn_from(read_facts(made["ad_performance"].to_pandas()), world.contents())
    return Path(world, quarter, made, direct, learned)


def test_every_amount_of_the_quarter_arrives_once_though_a_week_came_twice(path: Path) -> None:
    arrived = path.made["ad_performance"].to_pandas()
    for name in ("impressions", "clicks", "conversions", "spend"):
        assert arrived[name].sum() == pytest.approx(path.quarter[name].sum(), rel=1e-6), name
    assert set(arrived["content_id"].dropna()) == set(path.quarter["content_id"])


def test_what_is_learnt_of_the_reports_is_what_is_learnt_of_the_truth(path: Path) -> None:
    names = {row["id"]: row["name"] for row in path.made["demographics"].to_pylist()}
    known = {_name(path.world, one): one for one in path.world.audiences}
    found = {
        (one.kind, known[names[one.audience]], one.name): one.judged for one in path.by_reports
    }
    for one in path.direct:
        same = found[(one.kind, one.audience, one.name)]
        assert same.believed == one.judged.believed, one
        if one.judged.lift is not None:
            assert same.lift == pytest.approx(one.judged.lift, abs=0.02), one
    assert len(found) == len(path.direct)


def _name(world: World, audience: str) -> str:
    gender, age = audience_of(world, audience)
    return f"{'women' if gender == 'female' else gender} {age}"
