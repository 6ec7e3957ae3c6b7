"""Group, owner and layer names, so that every asset of a stage reads alike in the UI."""

from __future__ import annotations

OWNERS = ["team:brand-monitor"]
FREE_QUEUE, PAID_QUEUE = "free", "paid"


def owners(system: str) -> list[str]:
    """Who looks after a system's assets."""
    return [f"team:{system.replace('_', '-')}"]


def group(system: str, stage: str) -> str:
    """Name of a stage's group, `system__stage`."""
    return f"{system}__{stage}"


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
