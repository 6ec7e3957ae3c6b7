"""How far a run has come: noted in the control plane every few seconds, and told to who watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from resources.control_plane import simulations

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.live import Live
    from resources.control_plane.resource import ControlPlane
    from resources.progress import Task

_BETWEEN_UPDATES_S = 2.0


@dataclass
class ProgressNote:
    """Notes in the control plane how far a run has come, and tells whoever watches."""

    control: ControlPlane
    live: Live
    silent: bool
    written_at: float = 0.0

    def write(self, **progress: Any) -> None:
        """Write now, unless there is nothing to tell."""
        if self.silent:
            return
        with self.control.begin() as db:
            run_id = self.live.simulation.id
            simulations.set_progress(db, run_id, at=datetime.now(UTC), **progress)
        self.live.tell(**progress)
        self.written_at = time.monotonic()

    def ticker(self, task: Task) -> Callable[[], None]:
        """A function that writes the count of done calls every two seconds at most."""

        def tick() -> None:
            if time.monotonic() - self.written_at > _BETWEEN_UPDATES_S:
                self.write(completed=task.done)

        return tick
