"""The ids that people and runs mint at random, made from what they stand for.

Two months are compared row by row, and ids are part of rows: what derives from a website or a
simulation, down to the seed of an interval, is the same only where theirs are.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

from resources.identity import derived_id

_OLD = date(2026, 1, 1)


@contextmanager
def same_ids() -> Iterator[None]:
    """Let websites, organizations and simulations have the ids of their names and numbers."""
    from resources.control_plane import organizations, simulations, websites

    # by module: a process that begins anew numbers what it makes as the one before it would have
    numbers = defaultdict[str, "itertools.count[int]"](itertools.count)
    insert = simulations._insert

    def insert_by_name(db: Any, website_id: str, kind: Any, **values: Any) -> Any:
        key = (website_id, kind, values.get("day"))
        with patch.object(simulations, "new_id", lambda: derived_id(_OLD, "simulation_runs", *key)):
            return insert(db, website_id, kind, **values)

    with ExitStack() as stack:
        for module in (organizations, websites):
            name = module.__name__
            stack.enter_context(
                patch.object(
                    module, "new_id", lambda name=name: derived_id(_OLD, name, next(numbers[name]))
                )
            )
        stack.enter_context(patch.object(simulations, "_insert", insert_by_name))
        yield
