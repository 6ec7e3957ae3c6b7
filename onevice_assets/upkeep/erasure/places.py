"""Every place that holds data, in the order in which they are erased.

Sources before what is made of them: decisions first, so that no sensor finds anything to do; then
what was derived, then its copies. Entries of the audit log and brands go last of PostgreSQL, when
the lake can tell what others know.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.upkeep.erasure import (
    home_places,
    lake_places,
    object_places,
    redis_places,
    store_places,
)
from onevice_assets.upkeep.erasure.place import Place

_LAST: Final = ("control.audit_log", "control.brands")


def _list_places() -> tuple[Place, ...]:
    tables = store_places.list_tables()
    last = [one for name in _LAST for one in tables if one.name == name]
    return (
        *(one for one in tables if one not in last),
        *lake_places.list_places(),
        *object_places.list_places(),
        *home_places.list_places(),
        *store_places.list_search(),
        *store_places.list_vectors(),
        *store_places.list_graph(),
        *redis_places.list_places(),
        *last,
    )


PLACES: Final = _list_places()
