"""How far a simulation is, for whoever watches it: `simulation:active:{id}` of seed 004.

Written by the run that asks, and read by nobody it depends on: without Redis a paid run goes on,
and nothing is started only for this. A hash ends an hour after its last word, so that neither a
finished run nor a killed one stays. The row in `control.simulation_runs` is the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

from resources.control_plane.simulations import Status
from resources.redis_keys.monitor import ACTIVE_SIMULATION
from resources.redis_store import RedisStore

KEPT = ACTIVE_SIMULATION.ttl or timedelta(hours=1)


@dataclass(frozen=True)
class ActiveSimulation:
    """The seed's fields: how many of how many prompts are asked, and since when (UTC)."""

    status: Status
    progress: int
    total: int
    started_at: datetime


@dataclass
class Tracker:
    """What is told of one simulation.

    Attributes:
        simulation_id: the run.
        started_at: when it began, UTC.
    """

    simulation_id: str
    started_at: datetime
    status: Status = "pending"
    progress: int = 0
    total: int = 0

    def note(
        self,
        status: Status | None = None,
        *,
        progress: int | None = None,
        total: int | None = None,
    ) -> None:
        """Note how far it is; what is left out stays."""
        self.status = status or self.status
        self.progress = self.progress if progress is None else progress
        self.total = self.total if total is None else total

    def write(self, store: RedisStore) -> None:
        """Tell what is noted.

        Raises:
            StoreError: Redis does not answer.
        """
        fields = {
            "status": self.status,
            "progress": str(self.progress),
            "total": str(self.total),
            "started_at": self.started_at.astimezone(UTC).isoformat(),
        }
        key = ACTIVE_SIMULATION.key(simulation_id=self.simulation_id)
        store.write_hash(key, fields, expires_at=datetime.now(UTC) + KEPT)


def read_active(store: RedisStore, simulation_id: str) -> ActiveSimulation | None:
    """How far a simulation is; none where nobody told in the last hour, or it is not readable.

    Raises:
        StoreError: Redis does not answer.
    """
    fields = store.read_hash(ACTIVE_SIMULATION.key(simulation_id=simulation_id))
    try:
        status = next(one for one in get_args(Status) if one == fields["status"])
        return ActiveSimulation(
            status,
            int(fields["progress"]),
            int(fields["total"]),
            datetime.fromisoformat(fields["started_at"]),
        )
    except (KeyError, ValueError, StopIteration):
        return None
