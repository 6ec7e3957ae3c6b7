"""What one organization's graph is made of before any store holds it: rows by label and type.

A node is a dictionary of its properties; a relationship has `start` and `end`, the ids of its
nodes, beside them. Ids are made here and nowhere else. Whether rows keep to the model is checked
in `check_rows.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from resources.identity import derived_id

Row = dict[str, Any]

START, END = "start", "end"
_EPOCH = date(1970, 1, 1)  # an edge is itself by its ends, whenever it was first seen


@dataclass(frozen=True)
class GraphRows:
    """One organization's graph.

    Attributes:
        organization_id: every row carries it.
        nodes: label → properties of each node; labels that are not named have none.
        edges: type → properties of each relationship, with `start` and `end`.
    """

    organization_id: str
    nodes: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    edges: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def count(self) -> dict[str, int]:
        """Rows by label and type, those without any too."""
        counted = {label: len(self.nodes.get(label, ())) for label in NODES}
        return counted | {kind: len(self.edges.get(kind, ())) for kind in RELATIONSHIPS}


def make_node(label: str, organization_id: str, uuid: str, **properties: Any) -> Row:
    """A node's row; its id is the seed's form, `person_{uuid}`.

    Args:
        label: declared in the model.
        organization_id: whose it is.
        uuid: of the entity, the same in every store (`resources.identity`); never from a name.
        **properties: others, as the model declares them; None for one that is not known.

    Raises:
        KeyError: there is no such label.
    """
    return {"id": make_node_id(label, uuid), "organization_id": organization_id, **properties}


def make_node_id(label: str, uuid: str) -> str:
    """`{prefix}_{uuid}`; raises KeyError for a label that is not declared."""
    return f"{NODES[label].prefix}_{uuid}"


def uuid_of(node_id: str) -> str:
    """The UUID of a node's id, as stores that take nothing else have it."""
    return node_id.rpartition("_")[2]


def make_edge(
    kind: str, organization_id: str, start: str, end: str, *which: object, **properties: Any
) -> Row:
    """A relationship's row, its id derived from tenant, type, ends and `which`.

    Args:
        kind: type, declared in the model.
        organization_id: whose it is.
        start: id of the node it leads from.
        end: id of the node it leads to.
        *which: what tells it from others of its type between the two, as the role of a credit:
            one person may be director and co-director of one project.
        **properties: others, as the model declares them.

    Raises:
        KeyError: there is no such type.
    """
    identity = derived_id(_EPOCH, RELATIONSHIPS[kind].type, organization_id, start, end, *which)
    own = {"id": identity, "organization_id": organization_id}
    return {START: start, END: end, **own, **properties}
