"""Reports as the connectors write them, made up row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from onevice_assets.campaigns.performance.reports.read_report import Report, Source, read_report
from tests.onevice_assets.campaigns.studio import UPLOADED

Row = dict[str, Any]


def basic_ad(**changes: Any) -> Row:
    """A day of an ad on Facebook."""
    row = {
        "ad_id": "11",
        "date": "2026-11-01",
        "account_id": "7",
        "impressions": "1000",
        "inline_link_clicks": "20",
        "spend": "12.50",
        "_fivetran_synced": "2026-11-02 04:00:00",
    }
    return row | changes


def fb_ad(**changes: Any) -> Row:
    """A version of an ad on Facebook."""
    row = {
        "id": "11",
        "account_id": "7",
        "ad_set_id": "21",
        "campaign_id": "31",
        "creative_id": "41",
        "name": "hero.jpg",
        "_fivetran_synced": "2026-11-02 04:00:00",
        "updated_time": "2026-10-01 00:00:00",
    }
    return row | changes


def google_ad_day(**changes: Any) -> Row:
    """A day of an ad on Google."""
    row = {
        "customer_id": "8",
        "date": "2026-11-01",
        "ad_group_id": "22",
        "ad_network_type": "SEARCH",
        "device": "MOBILE",
        "ad_id": "12",
        "campaign_id": "32",
        "clicks": "5",
        "cost_micros": "2500000",
        "impressions": "100",
        "conversions": "1.5",
        "conversions_value": "30",
    }
    return row | changes


def write(rows: Sequence[Mapping[str, Any]], separator: str = ",") -> bytes:
    """A CSV of rows."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue().encode()


def read(data: bytes, name: str = "report.csv") -> Report:
    """Read a report that came when the studio's files came."""
    return read_report(data, Source(name, f"hash of {name}", UPLOADED))


def facts(data: bytes, name: str = "report.csv") -> list[Row]:
    """Rows that are taken of a report."""
    table = read(data, name).facts
    assert table is not None
    return list(table.to_pylist())


def faults(data: bytes, name: str = "report.csv") -> list[tuple[int, str]]:
    """Lines that are refused of a report, and why."""
    return [(one["source_line"], one["what"]) for one in read(data, name).refused.to_pylist()]
