"""A plan as a run's settings keep it: written before the first call and after the last, read again.

Only a daily run keeps one: the settings of a requested run are what a person asked for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.sampling.choose_samples import SamplingPlan
from resources.control_plane import run_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.simulations import SimulationRun


@dataclass(frozen=True)
class Kept:
    """The plan of a run that has begun; `asked` rounds once it is done, 0 before, `stopped` why."""

    plan: SamplingPlan
    asked: int = 0
    stopped: str | None = None


def note_settings(db: Connection, run_id: str, settings: dict[str, Any], kept: Kept | None) -> None:
    """Note what a run is asked with; see `resources.control_plane.run_settings`.

    Args:
        db: the open transaction.
        run_id: the run.
        settings: `samples`, `conversations`, `providers`.
        kept: the plan; None where a person said how often.
    """
    if kept is not None:
        row = asdict(kept.plan) | {"usd": str(kept.plan.usd)}
        done = {"asked": kept.asked, "stopped": kept.stopped} if kept.asked else {}
        settings = {**settings, "sampling": {**row, **done}}
    run_settings.note(db, run_id, settings)


def read_kept(run: SimulationRun | None, wanted: float) -> Kept | None:
    """The plan that a daily run has kept; None where another half-width is wanted now."""
    row = run.settings.get("sampling") if run is not None and run.kind == "daily" else None
    if row is None or row["wanted"] != wanted:
        return None
    plan = SamplingPlan(**{name: row[name] for name in SamplingPlan.__dataclass_fields__})
    usd = Decimal(row["usd"])
    return Kept(replace(plan, usd=usd), row.get("asked", 0), row.get("stopped"))
