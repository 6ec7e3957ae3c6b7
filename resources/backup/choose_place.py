"""Where backups go and what opens them, as the environment says.

    ONEVICE_BACKUP_URL           file://… or s3://… (the folder backups/ of the home)
    ONEVICE_BACKUP_KEY_FILE      path of the file with the key
    ONEVICE_BACKUP_KEY_COMMAND   instead of it: a command that prints the key
    ONEVICE_BACKUP_DAYS          how long a backup is kept (30)

Apart from the other resources, because a home that is half restored gives none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from resources.backup.resource import Backups
from resources.errors import ConfigurationError
from resources.home import backups_below


def choose_place(env: Mapping[str, str]) -> Backups:
    """The backups that variables name; nothing is made or asked.

    Raises:
        ConfigurationError: ONEVICE_BACKUP_DAYS is no number of days.
    """
    days = env.get("ONEVICE_BACKUP_DAYS") or "30"
    if not days.isdecimal() or int(days) < 1:
        raise ConfigurationError(f"ONEVICE_BACKUP_DAYS={days!r} is no whole number of at least 1.")
    command = "ONEVICE_BACKUP_KEY_COMMAND"
    return Backups(
        url=env.get("ONEVICE_BACKUP_URL") or backups_below(env).as_uri(),
        key_file=env.get("ONEVICE_BACKUP_KEY_FILE", ""),
        key_command=dg.EnvVar(command) if env.get(command) else "",
        keep_days=int(days),
    )
