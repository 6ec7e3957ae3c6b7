"""Assets of performance: reports as they were read, and the campaigns and days of them."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from onevice_assets.campaigns.performance.deriving.derive import NAMES, derive
from onevice_assets.lake_assets import ONE_A_RUN, find_client, not_retried, options, result
from onevice_assets.partitions import campaign_clients
from onevice_assets.tables import ALL, campaign_reports, campaigns
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError
from resources.lake import Lake, Written
from resources.object_store import Objects
from resources.progress import Progress
from resources.table_schema import Table

_READ = (
    campaign_reports.report_files,
    campaign_reports.report_rows,
    campaign_reports.report_things,
    campaign_reports.refused_report_rows,
)
_DERIVED = tuple(ALL[name] for name in NAMES)


def _specs(listed: tuple[Table, ...], *deps: Table) -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(
            **options(one, "performance", kinds={"python", "duckdb"}),
            description=one.description,
            code_version="1",
            deps=[dg.AssetKey([dep.system, dep.name]) for dep in deps],
        )
        for one in listed
    ]


@dg.multi_asset(
    name="read_report_files",
    specs=_specs(_READ),
    partitions_def=campaign_clients,
    backfill_policy=ONE_A_RUN,
)
def read_campaign_reports(
    context: dg.AssetExecutionContext,
    lake: Lake,
    objects: Objects,
    control: ControlPlane,
    progress: Progress,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Take what waits in the client's inbox of reports, and read what is new."""
    from onevice_assets.campaigns.performance.owned import read_rows, write_rows
    from onevice_assets.campaigns.performance.read_files import Files, Kept
    from onevice_assets.campaigns.performance.take_files import take_waiting
    from resources.campaign_files import REPORTS, list_content

    client = find_client(control, context.partition_key)
    taken = take_waiting(objects, client)
    found = list_content(objects, client.id, REPORTS)
    facts, things, refused = (read_rows(lake, one, client.key) for one in _READ[1:])
    kept = Kept(
        lake.read_rows_if_there(campaign_reports.report_files, client.key), facts, things, refused
    )
    files = Files(objects, client)
    with progress.track(f"Reading reports of {client.key}", len(found)) as task:
        now = files.read(found, kept, task)
    written = {
        one: write_rows(lake, one, client.key, rows)
        for one, rows in zip(_READ[1:], (now.facts, now.things, now.refused), strict=True)
    }
    # last: a file counts as read once its rows are there
    written[campaign_reports.report_files] = lake.write(
        campaign_reports.report_files, client.key, list(now.files)
    )
    told = {"taken_from_inbox": taken, "opened": files.opened}
    told["refused_files"] = sum(row["status"] == "refused" for row in now.files)
    yield from _results(context, client, written, {"report_files": told})


@dg.multi_asset(
    name="derive_campaign_performance",
    specs=_specs(
        _DERIVED, campaign_reports.report_rows, campaign_reports.report_things, campaigns.content
    ),
    partitions_def=campaign_clients,
    backfill_policy=ONE_A_RUN,
)
def derive_campaign_performance(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> Iterator[dg.MaterializeResult[Any]]:
    """Derive the client's campaigns and days of its reports, and write what differs."""
    from onevice_assets.campaigns.performance.decided import gather
    from onevice_assets.campaigns.performance.owned import write_rows
    from onevice_assets.campaigns.performance.rules import thresholds_from

    client = find_client(control, context.partition_key)
    with not_retried(ConfigurationError):
        limits = thresholds_from()
    made = derive(client, gather(lake, control, client), limits)
    written = {one: write_rows(lake, one, client.key, made[one.name]) for one in _DERIVED}
    yield from _results(context, client, written, {})


def _results(
    context: dg.AssetExecutionContext,
    client: Client,
    written: Mapping[Table, Written],
    extra: Mapping[str, Mapping[str, Any]],
) -> Iterator[dg.MaterializeResult[Any]]:
    for table in sorted(written, key=lambda one: one.name):
        one = {client.key: written[table]}
        yield result(context, table, one, extra=extra.get(table.name))
