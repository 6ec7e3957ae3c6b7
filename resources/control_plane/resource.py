"""The control plane as a Dagster resource: one transaction at a time.

`with control.begin() as db:` commits on success and rolls back on an error. The nouns beside this
module (`websites`, `brands`, …) take `db`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

if TYPE_CHECKING:
    from sqlalchemy import Connection


class ControlPlane(dg.ConfigurableResource[Any]):
    """Opens transactions on schema `control`; its tables appear at first use."""

    url: str = Field(
        "",
        description="postgresql://user:password@host/database, best as EnvVar; empty = embedded",
        repr=False,
    )

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open one transaction: committed at the end, rolled back on any error.

        Times are read in UTC; no statement may run longer than a minute. Keep it short: none
        around a crawl or a call of a model.

        Raises:
            ConfigurationError: when the address is none of PostgreSQL's.
            StoreError: when the server cannot be reached, refuses the user, gives up a statement,
                or holds a schema that is newer than this code.
        """
        from resources.control_plane.connection import transaction

        with transaction(self._address()) as db:
            yield db

    @contextmanager
    def begin_as_is(self) -> Iterator[Connection]:
        """Open one transaction without bringing the schema up to date, to look at or migrate it.

        Raises:
            ConfigurationError, StoreError: as `begin`, except that any schema will do.
        """
        from resources.control_plane.connection import transaction_as_is

        with transaction_as_is(self._address()) as db:
            yield db

    def close(self) -> None:
        """Close this process's connections; the next `begin` opens new ones."""
        from resources.control_plane.connection import forget

        forget(self._address())

    def _address(self) -> str:
        """The address itself where the field names a variable, which Dagster's UI shows instead."""
        return self.url.get_value("") or "" if isinstance(self.url, dg.EnvVar) else self.url
