"""What every asset shows in the UI: its columns, its counts, a preview that stays a table."""

from __future__ import annotations

import html
import re

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.lake_assets import markdown_table, options, result
from onevice_assets.partitions import join_key, split_key, website_days, websites
from onevice_assets.tables import answers, audience
from resources.lake import Written

HOSTILE = st.text(st.sampled_from("a|\n\r\u2028<b>[x](y)`*_\\&#124;\t~! "), max_size=200)
KEY = "default.demo.test"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@given(st.lists(st.fixed_dictionaries({"na|me": HOSTILE, "count": st.integers()}), min_size=1))
def test_no_cell_breaks_out_of_its_table(rows: list[dict[str, object]]) -> None:
    table = markdown_table(rows)
    lines = table.splitlines()
    assert len(lines) == len(rows) + 2
    assert {len(cells(line)) for line in lines} == {2}
    assert not re.search(r"[<>\[\]`\\*]", table)
    for line, row in zip(lines[2:], rows, strict=True):
        cell = html.unescape(cells(line)[list(rows[0]).index("na|me")])
        assert cell == " ".join(str(row["na|me"]).split())[:120].strip()


def test_numbers_are_short_and_nothing_is_nothing() -> None:
    assert markdown_table([{"a": 0.123456, "b": None}]).endswith("| 0.123 |  |")


def shown(partitions: list[str], rows: int, preview: int) -> dg.MaterializeResult:
    written = {key: Written(rows, f"file:///lake/{key}", changed=False) for key in partitions}
    with dg.build_asset_context() as context:
        return result(
            context,
            audience.icps,
            written,
            preview=[{"number": n} for n in range(preview)],
            extra={"method": "rules"},
        )


def test_a_partition_shows_its_rows_where_they_lie_and_whether_they_changed() -> None:
    metadata = shown([KEY], rows=5, preview=12).metadata or {}
    assert metadata["dagster/row_count"] == metadata["dagster/partition_row_count"] == 5
    assert metadata["data"] == dg.MetadataValue.url(f"file:///lake/{KEY}")
    assert metadata["changed"] is False
    assert metadata["method"] == "rules"


@pytest.mark.parametrize(("given_rows", "shown_rows"), [(3, 3), (10, 10), (12, 10)])
def test_a_preview_has_at_most_ten_rows(given_rows: int, shown_rows: int) -> None:
    preview = (shown([KEY], rows=given_rows, preview=given_rows).metadata or {})["preview"]
    assert len(preview.md_str.splitlines()) == shown_rows + 2


def test_nothing_to_preview_is_not_shown() -> None:
    assert "preview" not in (shown([KEY], rows=0, preview=0).metadata or {})


def test_an_asset_is_named_cut_and_described_by_its_table() -> None:
    by_day = options(answers.llm_responses, "responses", kinds={"python"}, cost="paid")
    assert by_day["key"] == ["brand_monitor", "llm_responses"]
    assert by_day["partitions_def"] is website_days
    assert by_day["tags"]["cost"] == "paid"
    assert options(audience.icps, "audience", kinds=set())["partitions_def"] is websites
    columns = by_day["metadata"]["dagster/column_schema"].columns
    unique = [column.name for column in columns if column.constraints.unique]
    assert unique == ["id"]


def test_a_days_key_is_taken_apart_as_it_was_joined() -> None:
    assert join_key("2026-11-20", KEY) == f"2026-11-20|{KEY}"
    assert split_key(f"2026-11-20|{KEY}") == ("2026-11-20", KEY)


def test_dagster_and_the_lake_write_a_days_key_alike() -> None:
    key = dg.MultiPartitionKey({"day": "2026-11-20", "website": KEY})
    assert str(key) == join_key("2026-11-20", KEY)


def test_a_day_ends_at_midnight_utc_and_today_is_one() -> None:
    days = website_days.get_partitions_def_for_dimension("day")
    assert days.timezone == "UTC"
    assert days.end_offset == 1
