"""Every store that an organization's graph is copied to, and the organizations that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from onevice_assets.publishing.projection import Projection, Scope
from onevice_assets.publishing.scopes import list_organizations
from onevice_assets.publishing.store_copy import StoreCopy
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

if TYPE_CHECKING:
    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores

_FINDING: Final = frozenset({"graph", "vectors", "search", "embeddings", "control", "objects"})
_TEXTS: Final = ("entertainment", "finding", "talent_texts")


def list_own_scopes(lake: Lake, control: ControlPlane) -> list[Scope]:
    """Every organization whose graph was built, of those there are."""
    return list_organizations(lake, control, (tables.graph_nodes,))


def _open(resources: Any) -> FindingStores:
    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores

    return FindingStores(**{name: getattr(resources, name) for name in _FINDING})


def _make_graph(resources: Any) -> Projection:
    from onevice_assets.entertainment.graph.copies.talent_graph import TalentGraph

    return TalentGraph(resources.lake, _open(resources), resources.redis)


def _make_texts(resources: Any) -> Projection:
    from onevice_assets.entertainment.graph.copies.talent_texts import TalentTexts

    return TalentTexts(resources.lake, _open(resources))


def _make_vectors(resources: Any) -> Projection:
    from onevice_assets.entertainment.graph.copies.talent_vectors import TalentVectors

    return TalentVectors(resources.lake, _open(resources))


COPIES: Final = (
    StoreCopy(
        "entertainment",
        "graph",
        _FINDING | {"lake", "redis"},
        _make_graph,
        {"organization": ("entertainment", "graph", "talent_graph")},
        list_own_scopes,
    ),
    StoreCopy(
        "entertainment",
        "search",
        _FINDING | {"lake"},
        _make_texts,
        {"organization": _TEXTS},
        list_own_scopes,
    ),
    StoreCopy(
        "entertainment",
        "vectors",
        _FINDING | {"lake"},
        _make_vectors,
        {"organization": _TEXTS},
        list_own_scopes,
    ),
)
