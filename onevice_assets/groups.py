"""Group, owner and layer names, so that every asset of a stage reads alike in the UI."""

from __future__ import annotations

OWNERS = ["team:brand-monitor"]
FREE_QUEUE, PAID_QUEUE = "free", "paid"
_NAMELESS = ("brand_monitor", "control", "upkeep")


def group(system: str, stage: str) -> str:
    """Name of a stage's group: the stage's own, in a sibling system `system_stage`.

    Keep it to 17 characters: the first page of the UI cuts the middle out of longer names.
    """
    return stage if system in _NAMELESS else f"{system}_{stage}"


def tags(*, layer: str, cost: str = "free") -> dict[str, str]:
    """Tags every asset carries.

    Args:
        layer: `control`, `lake`, `mart`, `projection`, `view` or `upkeep`.
        cost: `free` or `paid`; a paid asset may call a provider that charges.
    """
    return {"layer": layer, "cost": cost}


def queue(*, cost: str) -> dict[str, dict[str, str]]:
    """The option that says which workers may take the step, where steps go to workers.

    What has none (checks, copies) goes to the free ones.
    """
    return {"op_tags": {"dagster-celery/queue": PAID_QUEUE}} if cost == "paid" else {}
