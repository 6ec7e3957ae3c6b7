"""Check of the stage `backup`: the newest one is young enough."""

from datetime import UTC, datetime

import dagster as dg

from onevice_assets.upkeep.backup.assets import BACKUP
from resources.backup.resource import Backups


@dg.asset_check(asset=BACKUP)
def the_last_backup_is_younger_than_26_hours(backups: Backups) -> dg.AssetCheckResult:
    """There is a backup of the last 26 hours. Without a key none is made, which is a warning."""
    from onevice_assets.upkeep.backup.tell_age import OLDEST, tell_age

    now = datetime.now(UTC)
    told = tell_age(backups, now)
    is_young = told.newest_at is not None and now - told.newest_at <= OLDEST
    wanted = backups.is_configured
    return dg.AssetCheckResult(
        passed=is_young and not told.failure,
        severity=dg.AssetCheckSeverity.ERROR if wanted else dg.AssetCheckSeverity.WARN,
        description=told.failure or told.line,
        metadata={"hours": told.hours} if told.hours is not None else {},
    )
