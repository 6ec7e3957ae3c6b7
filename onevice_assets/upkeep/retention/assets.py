"""Assets of the stage `retention`: one for each data type whose period ends.

A partition is the day it is looked on, for days of websites with the website: what is due on that
day goes, whenever it is run, so a run that was missed is made up for by the next.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from onevice_assets.every_copy import NEEDED
from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, markdown_table, not_retried
from onevice_assets.partitions import days, website_days, website_of
from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.data_types import REMOVED
from resources.errors import InputError

OLDER = "nothing_is_older_than_its_period"
HELD = "nothing_on_hold_was_removed"
_CUTS: Mapping[str, dg.PartitionsDefinition[str]] = {"day_website": website_days, "day": days}
_PREVIEW = 10
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


def _key(of: DataType) -> list[str]:
    return ["upkeep", "retention", of.name]


def _checks(of: DataType) -> list[dg.AssetCheckSpec]:
    """What is found right after a removal; both come from one look."""
    told = {
        OLDER: "Nothing that may go is older than its period and seven days.",
        HELD: "Nothing was removed that a hold was on when it went.",
    }
    return [
        dg.AssetCheckSpec(
            name, asset=_key(of), description=what, partitions_def=_CUTS[of.cut or "day"]
        )
        for name, what in told.items()
    ]


def _make(of: DataType) -> dg.AssetsDefinition:
    @dg.asset(
        key=_key(of),
        group_name=group("upkeep", "retention"),
        owners=owners("upkeep"),
        kinds={"python"},
        tags=tags(layer="upkeep"),
        description=_describe(of),
        partitions_def=_CUTS[of.cut or "day"],
        check_specs=_checks(of),
        code_version="1",
        backfill_policy=ONE_A_RUN,
        required_resource_keys=set(NEEDED | {"objects"}),
    )
    def remove(context: dg.AssetExecutionContext) -> Results:
        yield from _remove(context, of)

    return remove


def _describe(of: DataType) -> str:
    how = "archived, then removed" if of.is_archived else "removed"
    period = f"{of.days} days" if of.days is not None else "its own period"
    return (
        f"{of.what}: {how} once older than {period}.\n\n"
        f"In {of.where}, by {of.by}. {of.why} What is on hold, in use or the newest stays. A "
        "re-run of a day removes what was due then and is still there."
    )


def _remove(context: dg.AssetExecutionContext, of: DataType) -> Results:
    from onevice_assets.upkeep.retention.apply import apply, refuse_future

    website = website_of(context.partition_key) if of.cut == "day_website" else None
    today = date.fromisoformat(context.partition_key.partition("|")[0])
    given = {name: getattr(context.resources, name) for name in NEEDED | {"objects"}}
    resources = {**given, "instance": context.instance}
    with not_retried(InputError):
        refuse_future(today, datetime.now(UTC).date())
    applied = apply(of, resources, today, actor=f"dagster:{context.run.run_id}", website=website)
    yield _tell(of, applied)
    if applied.failed:
        raise dg.Failure(
            description=f"{len(applied.failed)} could not go, the rest went:\n"
            + "\n".join(applied.failed[:_PREVIEW])
        )
    yield from _look(of, resources, today, website)


def _tell(of: DataType, applied: Any) -> dg.MaterializeResult[Any]:
    stayed = [one for one in applied.decisions if one.verdict in ("held", "needed")]
    rows = [{"partition": unit.partition, "count": count} for unit, count in applied.removed]
    metadata: dict[str, Any] = {
        "dagster/row_count": sum(count for _, count in applied.removed),
        "partitions removed": len(rows),
        "held": sum(one.verdict == "held" for one in stayed),
        "needed": sum(one.verdict == "needed" for one in stayed),
    }
    if rows:
        metadata["preview"] = dg.MetadataValue.md(markdown_table(rows[:_PREVIEW]))
    return dg.MaterializeResult(asset_key=_key(of), metadata=metadata)


def _look(
    of: DataType, resources: Mapping[str, Any], today: date, website: str | None
) -> Iterator[dg.AssetCheckResult]:
    from onevice_assets.upkeep.retention.look_back import find_overdue, find_wrongly_removed

    found = {
        OLDER: find_overdue(of, resources, today, website),
        HELD: find_wrongly_removed(of, resources["control"]),
    }
    for name, wrong in found.items():
        yield dg.AssetCheckResult(
            asset_key=_key(of),
            check_name=name,
            passed=not wrong,
            description="\n".join(wrong[:_PREVIEW]) or None,
            metadata={"found": len(wrong)},
        )


for _of in REMOVED:
    globals()[_of.name] = _make(_of)
