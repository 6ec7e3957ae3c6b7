"""Tables around the entertainment graph: what is wrong with rows, and rules of unions.

One partition is one organization. What is wrong stands in full, so whoever reads these tables
sees every level of sensitivity: they are for the organization's leadership.
"""

from __future__ import annotations

from onevice_assets.tables.columns import ORGANIZATION
from resources.table_schema import (
    Column,
    Table,
    date,
    fraction,
    integer,
    json,
    number,
    text,
    timestamp,
    uuid,
)

_CREATED = timestamp("created_at", "Logical time of the row, never a re-run's clock")


def _nodes(name: str, description: str) -> Table:
    columns = (
        uuid("id", "UUID of the node, the same in every store"),
        ORGANIZATION,
        text("label", "Person, Project, Organization, Document, CreativeConcept or Union"),
        text("node_id", "Its id in the graph: `person_{uuid}`"),
        text("name", "Name, title or file", nullable=True),
        integer("sensitivity_level", "Who may see it at all: 1 to 6", nullable=True, low=1),
        json("properties", "All of them: docs/entertainment-graph.md"),
        _CREATED,
    )
    return Table("entertainment", name, "organization", columns, ("label", "node_id"), description)


def _edges(name: str, description: str) -> Table:
    columns = (
        uuid("id", "UUID of the relationship, the same in every store"),
        ORGANIZATION,
        text("type", "DIRECTED, FOR_CLIENT, …"),
        text("start_id", "Node it leads from"),
        text("end_id", "Node it leads to"),
        json("properties", "All of them: docs/entertainment-graph.md"),
        _CREATED,
    )
    return Table("entertainment", name, "organization", columns, ("type", "id"), description)


checked_nodes = _nodes(
    "checked_nodes",
    """One row per node that documents state and that can be right.

Grain: organization and node. Source: what was read and resolved, without what is in `quarantine`.
Nothing is counted or derived yet. A re-run gives the same rows.""",
)
checked_edges = _edges(
    "checked_edges",
    """One row per relationship that documents state and whose both ends can be right.

Grain: organization and relationship. Source: as of `checked_nodes`.""",
)
graph_nodes = _nodes(
    "graph_nodes",
    """One row per node of the graph as it is published: what documents state, and what follows.

Grain: organization and node. Source: `checked_nodes`, with counts, tiers, ranges and ranks. The
graph is a copy of these rows. A re-run gives the same rows.""",
)
graph_edges = _edges(
    "graph_edges",
    """One row per relationship of the graph as it is published, collaborations among them.

Grain: organization and relationship. Source: `checked_edges`, with COLLABORATED_WITH and
RELATED_TO. The graph is a copy of these rows.""",
)


def _issue(severities: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        uuid("id", "Deterministic UUID v7 of the issue"),
        ORGANIZATION,
        text("label", "Label of the node, or type of the relationship"),
        text("entity_id", "Id of it, else its name"),
        text("field", "The property that is wrong"),
        text("severity", "How bad it is", one_of=severities),
        text("message", "What was found"),
        text("suggestion", "What to do"),
        json("sets_aside", "Properties that did not go on; `*` is the whole row"),
        json("entity", "The row as it came"),
        _CREATED,
    )


quarantine = Table(
    "entertainment",
    "quarantine",
    "organization",
    _issue(("error",)),
    ("label", "entity_id", "field", "message"),
    """What was set aside because it cannot be right, each with its reason.

One row per error; the rest of the entity goes on, unless `sets_aside` says `*`.
""",
)
quality_issues = Table(
    "entertainment",
    "quality_issues",
    "organization",
    _issue(("warning", "info")),
    ("label", "entity_id", "field", "message"),
    """What a person should look at: warnings and infos about entities that went on.

One row per issue.
""",
)
union_rules = Table(
    "entertainment",
    "union_rules",
    "organization",
    (
        uuid("id", "Deterministic UUID v7 of the rule"),
        ORGANIZATION,
        text("union_code", "IATSE, DGA, SAG-AFTRA, LOCAL_399, …"),
        text("state", "US state of two letters, or * for everywhere"),
        integer("year", "Calendar year the rates are of", low=1900),
        number("scale_daily", "USD a day", nullable=True),
        number("scale_weekly", "USD a week", nullable=True),
        number("scale_overtime", "USD an hour of overtime", nullable=True),
        number("scale_doubletime", "USD an hour of double time", nullable=True),
        json("holidays", "Days or names of days", nullable=True),
        number("holiday_premium", "Factor on wages", nullable=True),
        number("weekend_premium", "Factor on wages", nullable=True),
        fraction("pension_rate", "Of gross wages", nullable=True),
        fraction("health_rate", "Of gross wages", nullable=True),
        fraction("vacation_rate", "Of gross wages", nullable=True),
        integer("minimum_call", "Hours", nullable=True),
        integer("maximum_hours", "Hours a day", nullable=True),
        integer("overtime_threshold", "Hours before overtime", nullable=True),
        integer("doubletime_threshold", "Hours before double time", nullable=True),
        date("effective_on", "First day they hold", nullable=True),
        text("source_url", "Where they were published", nullable=True),
        _CREATED,
    ),
    ("union_code", "state", "year"),
    """Rates and rules of unions, as somebody imported them from what the union published.

One row per union, state and year. Nothing here is ours: `onevice talent unions import` brings it.
""",
)
