"""A platform's report is read as it stands; what cannot be true is told by its line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.errors import InputError
from tests.onevice_assets.campaigns.performance.reports import (
    basic_ad,
    facts,
    faults,
    fb_ad,
    google_ad_day,
    read,
    write,
)

UPLOADED_LATER = "2026-12-24"
WRONG = {
    "less than nothing": ({"spend": "-1"}, "spend is -1: less than nothing"),
    "no number": ({"spend": "NaN"}, "spend is NaN: no number"),
    "endless": ({"spend": "inf"}, "spend is inf: no number"),
    "a word": ({"impressions": "many"}, "impressions is many: no number"),
    "half an impression": ({"impressions": "10.5"}, "impressions is 10.5: no whole number"),
    "more clicks": ({"inline_link_clicks": "1001"}, "1001 clicks of 1000 impressions"),
    "no such day": ({"date": "2026-02-30"}, "its day '2026-02-30' is no date"),
    "no day": ({"date": ""}, "its day is empty and is no date"),
    "to come": ({"date": UPLOADED_LATER}, "its day 2026-12-24 is long ago, or to come"),
    "no ad": ({"ad_id": ""}, "ad_id is empty"),
    "absurd": ({"spend": "1e300"}, "spend is 1e300: that cannot be"),
}


@pytest.mark.parametrize(("changes", "what"), WRONG.values(), ids=WRONG.keys())
def test_a_line_that_cannot_be_true_is_told_and_the_others_count(
    changes: dict[str, Any], what: str
) -> None:
    data = write([basic_ad(), basic_ad(**changes), basic_ad(ad_id="13")])
    assert faults(data) == [(3, what)]
    assert [row["ad_id"] for row in facts(data)] == ["11", "13"]


def test_a_line_that_is_cut_is_told_and_the_lines_after_it_keep_their_numbers() -> None:
    data = write([basic_ad(), basic_ad(spend="-1"), basic_ad(spend="-2")])
    lines = data.split(b"\n")
    data = b"\n".join([lines[0], lines[1], b"11,2026-11-03", *lines[2:]])
    assert sorted(faults(data)) == [
        (3, "it has 2 columns where the head has 7"),
        (4, "spend is -1: less than nothing"),
        (5, "spend is -2: less than nothing"),
    ]


MISSING = {
    "spend": ("basic_ad", basic_ad),
    "cost_micros": ("google_ads_ad_stats", google_ad_day),
    "ad_set_id": ("facebook_ads_ad_history", fb_ad),
}


@pytest.mark.parametrize("column", MISSING)
def test_a_file_without_a_column_is_refused_and_told_which(column: str) -> None:
    name, make = MISSING[column]
    row = make()
    del row[column]
    file = name if name.startswith(("google", "facebook")) else f"facebook_ads_{name}"
    with pytest.raises(InputError, match=f"lacks .*{column}"):
        read(write([row]), f"{file}_data.csv")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text|no report"),
        (b"a,b\n1,2\n", "no report"),
        (b"ad_id,ad_id,date\n1,2,3\n", "Two columns"),
        (b"ad_id,date,action_type,value\n1,2026-11-01,lead,2\n", "say which in the file's name"),
    ],
)
def test_what_is_no_report_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(data)


SHAPES = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "windows": lambda text: text.encode("cp1252"),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "capitals": lambda text: (text.split("\n")[0].upper() + text[text.index("\n") :]).encode(),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_no_matter(shape: Any, separator: str) -> None:
    row = basic_ad(ad_name="Café", spend="1,234.50" if separator == "," else "1.234,50")
    data = shape(write([row], separator).decode())
    (found,) = facts(data)
    assert (found["ad_id"], found["impressions"], found["spend"]) == ("11", 1000, 1234.5)


def test_millionths_and_cuts_of_google_are_read() -> None:
    found = facts(write([google_ad_day(), google_ad_day(device="DESKTOP")]))
    assert {row["spend"] for row in found} == {2.5}
    assert [row["cell"] for row in found] == ["device=MOBILE", "device=DESKTOP"]
    assert {row["placement"] for row in found} == {"SEARCH"}


def test_hours_of_tiktok_and_sums_of_linkedin_are_read() -> None:
    hour = {"ad_id": 1, "stat_time_hour": "2026-11-01 5:00:00", "impressions": 9, "clicks": 1}
    hour |= {"spend": 1, "conversion": 1, "likes": 2, "shares": 1, "total_purchase_value": 7}
    (row,) = facts(write([hour]))
    assert (row["date"], row["hour"], row["engagements"]) == (date(2026, 11, 1), 5, 3)
    assert (row["conversions"], row["revenue"]) == (1, 7)
    day = {"creative_id": 1, "day": "2026-11-01 00:00:00", "impressions": 9, "clicks": ""}
    day |= {"cost_in_usd": 3, "cost_in_local_currency": 2, "one_click_leads": 2}
    (row,) = facts(write([day | {"external_website_conversions": 1}]))
    assert (row["clicks"], row["conversions"], row["spend_usd"]) == (None, 3, 3)


def test_a_table_is_known_by_its_columns_whatever_the_file_is_called() -> None:
    named = read(write([fb_ad()]), "tiktok_campaign_history.csv")
    assert (named.table.network, named.table.name) == ("facebook", "ad_history")


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_read_or_refused(data: bytes) -> None:
    try:
        read(b"ad_id,date,impressions,inline_link_clicks,spend\n" + data)
    except InputError as error:
        assert str(error)
