"""Asset `content`: a client's files, described."""

from collections import Counter
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, find_client, markdown_table, options, result
from onevice_assets.tables import campaigns as tables
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress


@dg.asset(
    **options(tables.content, "content", kinds={"python"}, cost="paid"),
    description=tables.content.description,
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def content(
    context: dg.AssetExecutionContext,
    lake: Lake,
    objects: Objects,
    control: ControlPlane,
    llm: LanguageModels,
    progress: Progress,
) -> dg.MaterializeResult[Any]:
    """Take what waits in the client's inbox, read what is new, and write the client's rows."""
    from onevice_assets.campaigns.content.look import open_vision
    from onevice_assets.campaigns.content.read_files import Files
    from onevice_assets.campaigns.content.take_files import take_waiting
    from resources.campaign_files import list_content

    key = context.partition_key
    client = find_client(control, key)
    taken = take_waiting(objects, client)
    found = list_content(objects, client.id)
    kept = lake.read_rows_if_there(tables.content, key)
    with progress.track(f"Reading creatives of {key}", len(found)) as task:
        files = Files(objects, client, looks=open_vision(llm, control, objects, client))
        rows = files.read(found, kept, task)
    written = lake.write(tables.content, key, rows)
    failed = Counter(row["failure_reason"] for row in rows if row["failure_reason"])
    extra: dict[str, Any] = {
        "taken_from_inbox": taken,
        "failed_files": failed.total(),
        "profiled_by_a_model": files.asked,
    }
    if failed:
        counted = [{"reason": name, "files": count} for name, count in failed.most_common()]
        extra["failures"] = dg.MetadataValue.md(markdown_table(counted))
    shown = ("filename", "sort", "resolution", "duration_seconds", "profiled_by", "failure_reason")
    preview = [{name: row.get(name) for name in shown} for row in rows[:10]]
    return result(context, tables.content, {key: written}, preview=preview, extra=extra)
