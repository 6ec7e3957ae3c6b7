"""From the lake's rows of reports to the lake's campaigns, days, audiences, areas and creatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.performance.database import fetch, open_database
from onevice_assets.campaigns.performance.deriving import count_rows, place_rows, sums
from onevice_assets.campaigns.performance.deriving.audiences import name_audience
from onevice_assets.campaigns.performance.deriving.campaigns import tell_campaigns
from onevice_assets.campaigns.performance.deriving.creatives import match_ads
from onevice_assets.campaigns.performance.owned import owned
from onevice_assets.campaigns.performance.rules import Thresholds, judge_content
from onevice_assets.tables import campaign_performance as tables

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from resources.control_plane.campaign_clients import Client

NAMES: Final = (
    "campaigns", "demographics", "geographics", "ad_performance", "uncounted_report_rows",
    "performance", "content_results",
)  # fmt: skip
Tables = dict[str, "pa.Table"]


@dataclass(frozen=True)
class Given:
    """What is known of a client.

    Attributes:
        rows, things: `report_rows` and `report_things`.
        content: rows of `content`: `id`, `filename`, `content_hash`.
        rates: rows of `currency`, `day`, `usd`.
        links: (network, ad) → creative, as persons said.
        archived: creatives that persons took out of use.
    """

    rows: pa.Table
    things: pa.Table
    content: list[Mapping[str, Any]]
    rates: pa.Table
    links: Mapping[tuple[str, str], str]
    archived: frozenset[str] = frozenset()


def derive(client: Client, given: Given, limits: Thresholds) -> Tables:
    """Rows of the tables of `NAMES`, with ids, in the order of their keys."""
    things = given.things.to_pylist()
    with open_database(rows=given.rows, things=given.things, rates=given.rates) as db:
        db.execute(place_rows.SCRIPT)
        db.execute(count_rows.SCRIPT)
        db.execute(f"CREATE TEMP TABLE cells AS {count_rows.CELLS}")
        waiting = fetch(db, place_rows.WAITING)
        made = {
            "uncounted_report_rows": owned(
                tables.uncounted_report_rows, client, waiting, None, ["file_hash", "source_line"]
            )
        }
        made |= _name_reached(db, client)
        made["campaigns"] = _tell_campaigns(db, client, given, things, limits)
        shown = match_ads(things, given.content, given.links)
        db.register("shown", _shown(shown))
        cells = fetch(db, sums.AD_PERFORMANCE)
        made["ad_performance"] = owned(tables.ad_performance, client, cells, "date", ["key"])
        db.register("ad_performance", made["ad_performance"])
        days = fetch(db, sums.PERFORMANCE)
        key = ["campaign_id"]
        made["performance"] = owned(tables.performance, client, days, "date", key)
        made["content_results"] = _tell_content(db, client, given, limits)
    return made


def _name_reached(db: duckdb.DuckDBPyConnection, client: Client) -> Tables:
    """Audiences and areas, and in the database which cells are of which."""
    import pyarrow as pa

    pairs = fetch(db, "SELECT DISTINCT any_gender AS gender, any_age AS age FROM cells").to_pylist()
    named = [(one, name_audience(one["gender"], one["age"])) for one in pairs]
    people = sorted({told for _, told in named if told})
    rows = pa.Table.from_pylist(
        [vars(one) for one in people],
        pa.schema([(name, pa.string()) for name in ("name", "age_range", "description")]),
    )
    demographics = owned(tables.demographics, client, rows, None, ["name"])
    db.register("demographics", demographics)
    told = [{**one, "name": audience.name} for one, audience in named if audience]
    shape = pa.schema([(name, pa.string()) for name in ("gender", "age", "name")])
    db.register("audiences", pa.Table.from_pylist(told, shape))
    db.execute(sums.AREAS)
    geographics = owned(
        tables.geographics, client, fetch(db, sums.GEOGRAPHICS), None, ["type", "name"]
    )
    db.register("geographics", geographics)
    return {"demographics": demographics, "geographics": geographics}


def _tell_campaigns(
    db: duckdb.DuckDBPyConnection,
    client: Client,
    given: Given,
    things: list[Any],
    limits: Thresholds,
) -> pa.Table:
    import pyarrow as pa

    days = fetch(db, sums.CAMPAIGN_DAYS).to_pylist()
    rates = {"USD": 1.0}
    for one in sorted(given.rates.to_pylist(), key=lambda row: row["day"]):
        rates[one["currency"]] = one["usd"]
    told = tell_campaigns(things, days, rates, limits)
    shape = pa.schema([("network", pa.string()), *tables.campaigns.arrow_schema])
    rows = pa.Table.from_pylist(told, shape).drop_columns(["id"])
    key = ["network", "external_id"]
    with_id = owned(tables.campaigns, client, rows, None, key)
    # `owned` sorts by id: the network is found again by what makes a campaign itself
    db.register("campaign_rows", with_id)
    db.register("campaign_told", rows)
    db.execute(sums.CAMPAIGN_IDS)
    return with_id


def _shown(shown: Mapping[tuple[str, str], str]) -> pa.Table:
    import pyarrow as pa

    shape = pa.schema([(name, pa.string()) for name in ("network", "ad_id", "content_id")])
    rows = [
        {"network": network, "ad_id": ad, "content_id": one}
        for (network, ad), one in sorted(shown.items())
    ]
    return pa.Table.from_pylist(rows, shape)


def _tell_content(
    db: duckdb.DuckDBPyConnection, client: Client, given: Given, limits: Thresholds
) -> pa.Table:
    import pyarrow as pa

    (last,) = fetch(db, "SELECT max(date) AS day FROM ad_performance")["day"].to_pylist()
    found = {row["content_id"]: row for row in fetch(db, sums.CONTENT).to_pylist()}
    nothing = {"total_impressions": 0, "total_clicks": 0, "total_conversions": 0.0}
    rows = []
    for one in given.content:
        row = {**nothing, "total_spend": 0.0, "campaigns": "[]", **found.get(one["id"], {})}
        status = judge_content(row.get("last_day"), last, one["id"] in given.archived, limits)
        rows.append(row | {"content_id": one["id"], "status": status})
    shaped = pa.Table.from_pylist(rows, tables.content_results.arrow_schema)
    return owned(tables.content_results, client, shaped, None, ["content_id"])
