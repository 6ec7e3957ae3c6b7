"""What the assets of an organization show beside their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.entertainment.entities.build import Built
from onevice_assets.entertainment.entities.quality.sift import Found

_MOST = 10


@dataclass(frozen=True)
class Told:
    """What a table's asset shows.

    Attributes:
        preview: rows of counts and kinds; no name, for who may see one is told elsewhere.
        extra: figures.
    """

    preview: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def tell_built(built: Built) -> dict[str, Told]:
    """What each table's asset shows, by its name."""
    linked = built.resolution.linked.values()
    entities = [
        {
            "kind": one.kind,
            "entities": len(one.entities),
            "names": sum(len(entity.mentions) for entity in one.entities),
            "merges": len(one.merges),
            "to review": len(one.reviews),
        }
        for one in linked
    ]
    nodes = {label: len(rows) for label, rows in built.sifted.rows.nodes.items()}
    edges = {kind: len(rows) for kind, rows in built.sifted.rows.edges.items()}
    errors = [one for one in built.sifted.found if one.issue.severity == "error"]
    others = [one for one in built.sifted.found if one.issue.severity != "error"]
    return {
        "resolved_entities": Told(entities, {"documents": len(built.gathered.documents)}),
        "checked_nodes": Told(_list(nodes, "label")),
        "checked_edges": Told(_list(edges, "type")),
        "quarantine": Told(_count(errors)),
        "quality_issues": Told(_count(others)),
    }


def _list(counts: Mapping[str, int], name: str) -> list[dict[str, object]]:
    return [{name: one, "rows": count} for one, count in counts.items() if count]


def _count(found: Iterable[Found]) -> list[dict[str, object]]:
    counted = Counter((one.label, one.issue.field, one.issue.severity) for one in found)
    return [
        {"label": label, "field": name, "severity": severity, "issues": count}
        for (label, name, severity), count in counted.most_common(_MOST)
    ]
