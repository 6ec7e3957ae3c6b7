"""Copies of every system in the stores, for what looks after all of them: drift and rebuilds.

A system lists its own copies; a new one adds its list here, and drift and rebuilds know it. Not
here: what a copy is (`publishing/store_copy.py`).
"""

from __future__ import annotations

from onevice_assets.brand_monitor.projections import list_projections as brand_monitor
from onevice_assets.entertainment.graph.copies import list_copies as entertainment
from onevice_assets.publishing.projection import Cut
from onevice_assets.publishing.store_copy import StoreCopy, Work, list_work
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

COPIES: tuple[StoreCopy, ...] = (*brand_monitor.COPIES, *entertainment.COPIES)
NEEDED = frozenset({"lake", "control"}).union(*(copy.resources for copy in COPIES))
"""Names of the resources that reach all of them."""


def choose_copies(cut: Cut) -> list[StoreCopy]:
    """The copies that hold rows cut so."""
    return [copy for copy in COPIES if cut in copy.assets]


def list_all_work(
    lake: Lake, control: ControlPlane, store: str | None = None, system: str | None = None
) -> list[Work]:
    """Every copy with every scope the lake has of it, of what is still watched.

    Args:
        lake: its partitions are the scopes.
        control: knows websites and organizations; rows of one it does not know are nobody's.
        store: only copies in it.
        system: only its copies.
    """
    copies = [one for one in COPIES if store in (None, one.store) and system in (None, one.system)]
    return list_work(copies, lake, control)
