"""Copies of every system in the stores, for what looks after all of them: drift and rebuilds.

A system's own copies are listed in its `projections/list_projections.py`; a new system adds its
list here. Not here: what a copy is (`publishing/projection.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onevice_assets.brand_monitor.projections import list_projections as brand_monitor
from onevice_assets.brand_monitor.projections.list_projections import Copy
from onevice_assets.publishing.projection import Cut, Scope
from onevice_assets.publishing.scopes import list_scopes
from onevice_assets.tables import answers, audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

COPIES: tuple[Copy, ...] = (*brand_monitor.ALL,)
NEEDED = frozenset({"lake", "control"}).union(*(copy.resources for copy in COPIES))
"""Names of the resources that reach all of them."""

_SCOPES = (audience.prompts, answers.llm_responses)


def choose_copies(cut: Cut) -> list[Copy]:
    """The copies that hold rows of websites, or of their days."""
    return [copy for copy in COPIES if copy.part(cut)]


def list_every_scope(lake: Lake, control: ControlPlane) -> list[Scope]:
    """Every website and day that has prompts or answers in the lake, of those still watched."""
    return list_scopes(lake, control, _SCOPES)


def held_by(copy: Copy, scopes: Iterable[Scope]) -> Sequence[Scope]:
    """Those of the scopes that a copy holds rows of."""
    return [scope for scope in scopes if copy.part(scope.cut)]
