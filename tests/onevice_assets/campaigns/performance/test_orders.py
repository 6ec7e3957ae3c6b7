"""However the files come, together or one after the other, the same days follow."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.performance.deriving.derive import Given, derive
from onevice_assets.campaigns.performance.read_files import Files, Kept
from onevice_assets.campaigns.performance.rules import Thresholds
from onevice_assets.tables import campaign_reports
from resources.identity import text_hash
from tests.onevice_assets.campaigns.performance.reports import basic_ad, fb_ad, write
from tests.onevice_assets.campaigns.studio import UPLOADED

IDS = ("0193d0e0-0000-7000-8000-000000000001", "0193d0e0-0000-7000-8000-000000000002")
CLIENT: Any = SimpleNamespace(id=IDS[0], organization_id=IDS[1], created_at=UPLOADED, key="a.b")
TASK: Any = SimpleNamespace(advance=lambda: None)
FILES = {
    "ads": write([fb_ad(), fb_ad(id="13", campaign_id="32")]),
    "first": write([basic_ad(), basic_ad(ad_id="13")]),
    "corrected": write([basic_ad(spend="20", _fivetran_synced="2026-11-05 04:00:00")]),
    "late": write([basic_ad(spend="1", _fivetran_synced="2026-11-01 04:00:00")]),
    "wrong": write([basic_ad(spend="-1", _fivetran_synced="2026-11-09 04:00:00")]),
}


def empty() -> Kept:
    none = [
        one.arrow_schema.empty_table()
        for one in (
            campaign_reports.report_rows,
            campaign_reports.report_things,
            campaign_reports.refused_report_rows,
        )
    ]
    return Kept([], *none)


def read(names: list[str], steps: int) -> Kept:
    """Read files in an order, some of them first and all of them then."""
    found: Any = [
        SimpleNamespace(
            path=name,
            name=f"{name}.csv",
            content_hash=text_hash(name),
            size=len(FILES[name]),
            uploaded_at=UPLOADED + timedelta(hours=number),
        )
        for number, name in enumerate(names)
    ]
    objects: Any = SimpleNamespace(get=FILES.__getitem__)
    kept = Files(objects, CLIENT).read(found[:steps], empty(), TASK)
    return Files(objects, CLIENT).read(found, kept, TASK)


def spend(kept: Kept) -> list[float]:
    import pyarrow as pa

    shape = pa.schema([("currency", pa.string()), ("day", pa.date32()), ("usd", pa.float64())])
    made = derive(CLIENT, Given(kept.facts, kept.things, [], shape.empty_table(), {}), Thresholds())
    return sorted(made["performance"]["spend"].to_pylist())


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(list(FILES)), steps=st.integers(0, len(FILES)))
def test_the_order_of_files_is_no_matter(order: list[str], steps: int) -> None:
    kept = read(order, steps)
    assert spend(kept) == [12.5, 20.0]
    assert [row["what"] for row in kept.refused.to_pylist()] == ["spend is -1: less than nothing"]


@pytest.mark.parametrize("steps", [1, 4])
def test_a_file_that_is_taken_away_takes_its_rows_with_it(steps: int) -> None:
    kept = read(["ads", "first", "late", "corrected"], steps)
    objects: Any = SimpleNamespace(get=FILES.__getitem__)
    left: Any = [
        SimpleNamespace(
            path=name,
            name=name,
            content_hash=text_hash(name),
            size=1,
            uploaded_at=UPLOADED,
        )
        for name in ("ads", "first")
    ]
    assert spend(Files(objects, CLIENT).read(left, kept, TASK)) == [12.5, 12.5]
