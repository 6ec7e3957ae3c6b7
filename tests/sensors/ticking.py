"""A tick of the automation sensor, with what it asks the instance 30,000 times asked once."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

import dagster as dg


def evaluate(
    defs: dg.Definitions, instance: dg.DagsterInstance, selection: dg.AssetSelection, cursor: Any
) -> Any:
    """What `evaluate_automation_conditions` finds; no tick adds a partition while it looks."""
    with patch.object(instance, "get_dynamic_partitions", cache(instance.get_dynamic_partitions)):
        return dg.evaluate_automation_conditions(
            defs=defs, instance=instance, asset_selection=selection, cursor=cursor
        )
