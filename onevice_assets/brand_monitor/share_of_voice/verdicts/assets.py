"""Assets `visibility_verdicts` and `verdict_notices`: what changed, and who was told of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from onevice_assets.brand_monitor.share_of_voice.verdicts.checks import (
    EVERY_NOTICE_WENT_OUT,
    report_deliveries,
)
from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import markdown_table, not_retried, options, result
from onevice_assets.partitions import split_key, website_days
from onevice_assets.tables.verdicts import visibility_verdicts as table
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, OneviceError
from resources.lake import Lake
from resources.notifications.resource import Notifier

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import Told

_UPSTREAM = ("prompt_cells", "brand_cells", "share_of_voice", "model_changes")
_SHOWN = ("brand_name", "llm_provider", "measure", "rate_before", "rate_after", "verdict", "reason")


@dg.asset(
    **options(table, "share_of_voice", kinds={"python", "scipy"}, layer="mart"),
    description=table.description,
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _UPSTREAM],
    code_version="2",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def visibility_verdicts(context: dg.AssetExecutionContext, lake: Lake) -> dg.MaterializeResult[Any]:
    """Judge every brand's change since the last period, and its distance to your own."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.judge_visibility import (
        judge_visibility,
    )

    written, rows = {}, []
    for partition in sorted(context.partition_keys):
        day, website = split_key(partition)
        with not_retried(OneviceError):
            rows = judge_visibility(lake, website, date.fromisoformat(day))
            written[partition] = lake.write(table, partition, rows)
    own = [row for row in rows if row["comparison"] == "previous_period"]
    counted = Counter(row["verdict"] for row in own)
    shown = sorted(own, key=lambda row: (row["verdict"] not in ("up", "down"), row["id"]))
    return result(
        context,
        table,
        written,
        preview=[{name: row[name] for name in _SHOWN} for row in shown],
        extra={f"{verdict}_count": counted[verdict] for verdict in ("up", "down", "no_change")},
    )


class Telling(dg.Config):
    """When it is told."""

    today: str = Field("", description="Today for this run, YYYY-MM-DD; the clock's (UTC) if empty")


@dg.asset(
    key=[table.system, "verdict_notices"],
    group_name=group(table.system, "share_of_voice"),
    owners=OWNERS,
    kinds={"python"},
    tags=tags(layer="projection"),
    partitions_def=website_days,
    deps=[dg.AssetKey([table.system, table.name])],
    check_specs=[EVERY_NOTICE_WENT_OUT],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def verdict_notices(
    context: dg.AssetExecutionContext,
    config: Telling,
    lake: Lake,
    control: ControlPlane,
    notifier: Notifier,
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Tells people of every brand whose verdict turned, once per brand, day and channel.

    Source: visibility_verdicts. People are told of days not older than two days and never of the
    demonstration model; of everything else only the log. A re-run sends nothing twice and tries
    again what failed, of the two days before too. An asset and not the end of
    `visibility_verdicts`, so that a channel that hangs keeps no number back and telling can be
    repeated alone; not a sensor, so that `onevice run` tells without a daemon.
    """
    from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import (
        choose_days,
        tell_alerts,
    )

    told: list[Told] = []
    with not_retried(OneviceError):
        today = _read_today(config.today)
        for website, days in _by_website(context.partition_keys).items():
            for day in choose_days(days, today):
                told += tell_alerts(lake, control, notifier, website, day, today)
    rows = _list_deliveries(told)
    for row in rows:
        context.log.info(f"{row['channel']}: {row['outcome']}: {row['title']}")
    preview = {"preview": dg.MetadataValue.md(markdown_table(rows))} if rows else {}
    yield dg.MaterializeResult(metadata={"dagster/row_count": len(told), **preview})
    yield report_deliveries(told)


def _read_today(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError as error:
        raise InputError(f"today={text!r} is not a day; write it as 2026-01-31.") from error


def _by_website(partitions: Iterable[str]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for partition in partitions:
        day, website = split_key(partition)
        found.setdefault(website, []).append(date.fromisoformat(day))
    return found


def _list_deliveries(told: Iterable["Told"]) -> list[dict[str, Any]]:
    return [
        {"day": one.notice.day, "title": one.notice.title, **vars(delivery)}
        for one in told
        for delivery in one.deliveries
    ]
