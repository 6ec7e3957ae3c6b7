"""How old the newest backup is, and whether that is too old; for `onevice status` and the check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from resources.backup.resource import Backups
from resources.errors import OneviceError

OLDEST: Final = timedelta(hours=26)  # a day, and two hours for the daily run to end


@dataclass(frozen=True)
class Age:
    """What is known of the newest backup.

    Attributes:
        line: for people, whole.
        newest_at: when it was begun, UTC; none where there is none or nobody answers.
        hours: since then.
        failure: what somebody has to see to; '' where nothing is, also where no backup is wanted
            (no key is set).
    """

    line: str
    newest_at: datetime | None = None
    hours: float | None = None
    failure: str = ""

    def row(self) -> dict[str, Any]:
        """The same for a program."""
        return {"newest_at": self.newest_at, "age_hours": self.hours, "failure": self.failure}


def tell_age(backups: Backups, now: datetime) -> Age:
    """Look how old the newest backup is; changes and starts nothing."""
    try:
        newest = backups.newest_at()
    except OneviceError as error:
        return Age("Whether there is a backup is not known.", failure=str(error))
    if newest is None:
        if not backups.is_configured:
            return Age("No backup is made: `onevice backup keys --new FILE` is the first step.")
        return Age("There is no backup yet.", failure="There is no backup: `onevice backup now`.")
    hours = round((now - newest) / timedelta(hours=1), 1)
    line = f"The last backup is {hours} h old ({backups.url})."
    failure = ""
    if backups.is_configured and now - newest > OLDEST:
        failure = (
            f"The last backup is {hours} h old, more than {OLDEST // timedelta(hours=1)} h: see "
            "why the asset upkeep/backup failed, or take one by `onevice backup now`."
        )
    return Age(line, newest, hours, failure)
