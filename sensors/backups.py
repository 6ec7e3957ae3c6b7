"""The daily backup and, after it, the drill that restores it; skipped while no key is set."""

from __future__ import annotations

import dagster as dg

from onevice_assets.jobs import back_up
from resources.backup.resource import Backups


@dg.schedule(
    name="daily_backup",
    cron_schedule="30 2 * * *",
    job=back_up,
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Takes a backup at 02:30 UTC and restores it into fresh stores. Free.",
)
def daily_backup(
    context: dg.ScheduleEvaluationContext, backups: Backups
) -> dg.RunRequest | dg.SkipReason:
    """Ask for one run a day, where somebody said what backups are encrypted with."""
    if not backups.is_configured:
        return dg.SkipReason(
            "No backup is made: make a key (`onevice backup keys --new FILE`) and set "
            "ONEVICE_BACKUP_KEY_FILE."
        )
    day = context.scheduled_execution_time.date().isoformat()
    return dg.RunRequest(run_key=f"backup {day}", tags={"onevice/trigger": "daily_backup"})


ALL = [daily_backup]
