"""What a run tells Redis while it asks: how far it is, and what its organization spent today.

For whoever watches; nothing depends on it, so without Redis a paid run goes on (and starts none).
The control plane has the truth of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.redis_keys import costs
from resources.redis_keys.active_simulations import Tracker
from resources.redis_keys.best_effort import BestEffort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun, Status
    from resources.redis_store import RedisStore


@dataclass
class Live:
    """One run as it goes."""

    simulation: SimulationRun
    effort: BestEffort
    _tracker: Tracker = field(init=False)

    def __post_init__(self) -> None:
        begun = self.simulation.started_at or datetime.now(UTC)
        self._tracker = Tracker(self.simulation.id, begun)

    def tell(
        self, status: Status | None = None, completed: int | None = None, total: int | None = None
    ) -> None:
        """Tell how far it is; what is left out stays."""
        self._tracker.note(status, progress=completed, total=total)
        self.effort.do(self._tracker.write)

    def spend(self, provider: str, usd: Decimal) -> None:
        """Count what a call cost, once the ledger has it."""
        today, owner = datetime.now(UTC).date(), self.simulation.organization_id
        self.effort.do(lambda store: costs.add(store, owner, provider, usd, day=today))

    def count_anew(self, control: ControlPlane, providers: Sequence[str]) -> None:
        """Make the counters of today what the ledger says."""
        count_anew(self.effort, control, self.simulation.organization_id, providers)


def count_anew(
    effort: BestEffort, control: ControlPlane, organization_id: str, providers: Sequence[str]
) -> None:
    """Make an organization's counters of today what the ledger says, where Redis is at hand."""
    today = datetime.now(UTC).date()

    def rebuild(store: RedisStore) -> None:
        with control.begin() as db:
            costs.rebuild(store, db, organization_id, providers, day=today)

    effort.do(rebuild)
