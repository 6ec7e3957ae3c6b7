"""Assets of the stage `backup`: the daily backup, and the drill that restores it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import not_retried
from onevice_assets.upkeep.backup.needed import NEEDED
from resources.backup.resource import Backups
from resources.errors import ConfigurationError, OneviceError

BACKUP, DRILL = dg.AssetKey(["upkeep", "backup"]), dg.AssetKey(["upkeep", "restore_drill"])
DRILL_CHECK = "the_last_backup_comes_back_equal"
_MB = 1_000_000
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


@dg.asset(
    key=BACKUP,
    group_name=group("upkeep", "backup"),
    owners=OWNERS,
    kinds={"python"},
    tags=tags(layer="upkeep"),
    code_version="1",
    required_resource_keys={*NEEDED, "backups"},
)
def backup(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """Everything that cannot be made again, encrypted, where backups go; old ones are let go.

    One row per table, graph and file in a manifest that is written last: a run that ends on the
    way leaves no backup, and the next one takes up what it wrote. A re-run takes another backup, in
    which only what changed is new.
    """
    from onevice_assets.upkeep.backup.take import take_backup

    resources = {name: getattr(context.resources, name) for name in (*NEEDED, "backups")}
    with not_retried(ConfigurationError):
        taken = take_backup(resources, datetime.now(UTC))
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(taken.manifest.entries),
            "backup": taken.manifest.id,
            "content MB": round(taken.manifest.size / _MB, 3),
            "written MB": round(taken.written_bytes / _MB, 3),
            "seconds": round(taken.seconds, 1),
            "not in it": "; ".join(taken.manifest.notes) or "nothing",
            "let go": len(taken.rotated.backups),
            "kept because": taken.rotated.kept_because or "–",
        }
    )


@dg.asset(
    key=DRILL,
    group_name=group("upkeep", "backup"),
    owners=OWNERS,
    kinds={"python"},
    tags=tags(layer="upkeep"),
    code_version="1",
    deps=[BACKUP],
    check_specs=[
        dg.AssetCheckSpec(
            DRILL_CHECK,
            asset=DRILL,
            description="The newest backup was restored into fresh stores; every hash is equal.",
        )
    ],
)
def restore_drill(backups: Backups) -> Results:
    """The newest backup, restored into fresh embedded stores of a home that goes afterwards.

    Every table, graph and file is read again from there and its hash compared with the backup's.
    Nothing of this installation's stores is touched. A re-run does it again.
    """
    from onevice_assets.upkeep.backup.drill import drill

    try:
        done = drill(backups)
    except OneviceError as error:
        yield dg.MaterializeResult(asset_key=DRILL, metadata={"dagster/row_count": 0})
        yield _judge(passed=False, told=str(error))
        return
    told: dict[str, str | int] = {"dagster/row_count": done.compared, "backup": done.backup_id}
    yield dg.MaterializeResult(asset_key=DRILL, metadata=told)
    yield _judge(passed=True, told="")


def _judge(*, passed: bool, told: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=passed,
        asset_key=DRILL,
        check_name=DRILL_CHECK,
        severity=dg.AssetCheckSeverity.ERROR,
        description=told or None,
    )
