"""What was read or measured a moment ago, while the files it rests on are the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, TypeVar, cast

from onevice_assets.dashboard.remember import RememberingLake
from onevice_assets.measures.read_cells import Cells, Filters, choose_cells, read_cells
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts

T = TypeVar("T")

# each may hold a year of a website's cells: a handful is what some people look at at once
_MOST = 48
_FILES = (marts.prompt_cells, marts.brand_cells, marts.share_of_voice)
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def recall(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under a key, or make it now; the least used is forgotten."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("T", _kept[key])
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def stamp(lake: RememberingLake, website: str, days: tuple[date, ...]) -> Hashable:
    """What changes when any of the cells' files of some days does."""
    keys = [join_key(day.isoformat(), website) for day in days]
    return (lake.url, tuple(lake.mark(table, key) for table in _FILES for key in keys))


def recall_cells(
    lake: RememberingLake, website: str, days: tuple[date, ...], filters: Filters | None
) -> Cells:
    """Cells of some days (`read_cells`), read once for all filters."""
    mark = stamp(lake, website, days)
    whole = recall(("cells", website, mark), lambda: read_cells(lake, website, days))
    if filters is None:
        return whole
    return recall(("cells", website, mark, filters), lambda: choose_cells(whole, filters))
