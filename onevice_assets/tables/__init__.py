"""Every table of the lake, by system and name: the map of what the platform derives."""

from __future__ import annotations

from difflib import get_close_matches

from onevice_assets.tables import (
    answers,
    audience,
    campaign_attribution,
    campaign_learnings,
    campaign_performance,
    campaign_reports,
    campaigns,
    canaries,
    citations,
    document_entities,
    documents,
    entertainment_finds,
    entertainment_graph,
    intents,
    marts,
    resolution,
    spending,
    verdicts,
)
from resources.errors import InputError
from resources.table_schema import Table

_MODULES = (
    audience,
    answers,
    canaries,
    citations,
    marts,
    verdicts,
    spending,
    documents,
    document_entities,
    resolution,
    entertainment_graph,
    entertainment_finds,
    campaign_learnings,
    campaign_performance,
    campaign_reports,
    campaigns,
    campaign_attribution,
    intents,
)
ALL: dict[str, Table] = {
    table.name: table
    for module in _MODULES
    for table in vars(module).values()
    if isinstance(table, Table)
}


def find(name: str) -> Table:
    """Look a table up by its name.

    Raises:
        InputError: naming the tables that exist.
    """
    if name not in ALL:
        near = get_close_matches(name, ALL, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"There is no table {name!r}.{hint} Tables: {', '.join(sorted(ALL))}.")
    return ALL[name]
