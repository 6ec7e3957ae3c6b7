"""Who is credited on what, in which role."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from onevice_assets.entertainment.graph.model.person_edges import CREDIT_ROLES
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows


@dataclass(frozen=True, order=True)
class Credit:
    """One person's part in one project: the word of the relationship, and whether it leads."""

    role: str
    is_leading: bool


Cast = dict[str, dict[str, set[Credit]]]
"""Project → person → credits."""


def list_casts(rows: GraphRows) -> Cast:
    """Everybody credited on each project, once, with all their credits there.

    Directors, creative directors, producers and lead performers lead.
    """
    casts: Cast = defaultdict(lambda: defaultdict(set))
    for kind, role in CREDIT_ROLES.items():
        for edge in rows.edges.get(kind, ()):
            leads = kind != "PERFORMED_IN" or edge.get("role") == "Lead Performer"
            casts[edge[END]][edge[START]].add(Credit(role, leads))
    return casts
