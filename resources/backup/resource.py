"""Where backups go and what opens them, as a Dagster resource; its fields hold no secret."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dagster as dg
from pydantic import Field

from resources.backup.keys import KeyRing, read_keys
from resources.backup.manifest import moment_of
from resources.backup.vault import Vault, list_ids
from resources.variables import value_of


class Backups(dg.ConfigurableResource[Any]):
    """The vault of this installation."""

    url: str = Field(description="Where backups lie: file:///… or s3://bucket/prefix")
    key_file: str = Field(default="", description="Path of the file with the age identity")
    key_command: str = Field(
        default="", description="Prints the age identity (a KMS, a keyring)", repr=False
    )
    keep_days: int = Field(default=30, ge=1, description="How long a backup is kept")

    @property
    def is_configured(self) -> bool:
        """Whether somebody said where the key is; without one no backup is made."""
        return bool(self.key_file or value_of(self.key_command))

    def open(self) -> Vault:
        """The vault with its keys, read now.

        Raises:
            ConfigurationError: there is no key, or it cannot be read.
        """
        return Vault(self.url.rstrip("/"), self.read_keys())

    def read_keys(self) -> KeyRing:
        """The keys alone; raises as `open`."""
        return read_keys(self.key_file, value_of(self.key_command))

    def newest_at(self) -> datetime | None:
        """When the newest backup was begun; none where there is none. No key is needed.

        Raises:
            StoreError: the place does not answer.
        """
        url = urlsplit(self.url)
        if url.scheme == "file" and not Path(unquote(url.path)).exists():
            return None  # looking makes no folder
        ids = list_ids(self.url.rstrip("/"))
        return moment_of(ids[-1]) if ids else None
