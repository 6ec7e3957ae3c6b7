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

from resources.variables import value_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.engine import Limits
    from resources.resilience.health import Health, Probe


class ControlPlane(dg.ConfigurableResource[Any]):
    """Opens transactions on schema `control`; its tables appear at first use."""

    url: str = Field(
        "",
        description="postgresql://user:password@host/database, best as EnvVar; empty = embedded",
        repr=False,
    )
    pool_min: int = Field(default=5, ge=1, description="Connections kept open")
    pool_max: int = Field(default=20, ge=1, description="Connections at most")
    connect_seconds: int = Field(default=10, ge=2, description="For one connection to come about")
    statement_seconds: int = Field(default=60, ge=1, description="For one statement")
    retry_seconds: float = Field(default=15.0, ge=0, description="For all tries to connect")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open one transaction: committed at the end, rolled back on any error.

        Times are read in UTC; no statement may run longer than `statement_seconds`. Keep it
        short: none around a crawl or a call of a model.

        Raises:
            ConfigurationError: when the address is none of PostgreSQL's.
            StoreError: when the server cannot be reached, refuses the user, gives up a statement,
                or holds a schema that is newer than this code.
        """
        from resources.control_plane.connection import transaction

        with transaction(self._address(), self._limits()) as db:
            yield db

    def health(self) -> Health:
        """Whether the server answers, without migrating anything and without starting it."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        from resources.control_plane.look import probe

        return probe(self._address())

    @contextmanager
    def begin_as_is(self) -> Iterator[Connection]:
        """Open one transaction without bringing the schema up to date, to look at or migrate it.

        Raises:
            ConfigurationError, StoreError: as `begin`, except that any schema will do.
        """
        from resources.control_plane.connection import transaction_as_is

        with transaction_as_is(self._address(), self._limits()) as db:
            yield db

    def close(self) -> None:
        """Close this process's connections; the next `begin` opens new ones."""
        from resources.control_plane.connection import forget

        forget(self._address())

    def libpq_address(self) -> str:
        """The address for other programs and drivers; the embedded server is started.

        It may hold the password: never shown, and never in the arguments of a program.

        Raises:
            ConfigurationError: it is none of PostgreSQL's.
        """
        from resources.control_plane.connection import libpq_address

        return libpq_address(self._address())

    def _limits(self) -> Limits:
        from resources.control_plane.engine import Limits

        return Limits(
            self.pool_min,
            max(self.pool_min, self.pool_max),
            self.connect_seconds,
            self.statement_seconds,
            self.retry_seconds,
        )

    def _address(self) -> str:
        return value_of(self.url)
