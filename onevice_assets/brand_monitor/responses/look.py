"""What the checks look at in a partition's rows, and in its simulation runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resources.control_plane.simulations import SimulationRun

Row = Mapping[str, Any]


def find_duplicates(rows: Iterable[Row]) -> list[str]:
    """Ids of rows that answer what another row answers already.

    One answer per simulation run, prompt, provider, model and sample; imported ones may repeat a
    sample at another time.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    twice = []
    for row in rows:
        key = (
            row["simulation_run_id"],
            row["prompt_id"],
            row["llm_provider"],
            row["llm_model"],
            row["sample_number"],
            None if row["attempt_id"] else row["asked_at"],
        )
        seen[key] += 1
        if seen[key] > 1:
            twice.append(str(row["id"]))
    return twice


def list_served(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Models that say they answered, by the `provider:model` that was asked."""
    served: dict[str, set[str]] = {}
    for row in rows:
        if row["served_model"]:
            label = f"{row['llm_provider']}:{row['llm_model']}"
            served.setdefault(label, set()).add(row["served_model"])
    return {label: sorted(models) for label, models in served.items()}


def share_missing(runs: Iterable[SimulationRun]) -> float:
    """Share of a day's planned calls that have no answer; 0 if none was planned."""
    asked = [run for run in runs if run.kind != "import"]
    planned = sum(run.total_prompts or 0 for run in asked)
    answered = sum(run.completed_prompts for run in asked)
    return max(0.0, 1 - answered / planned) if planned else 0.0
