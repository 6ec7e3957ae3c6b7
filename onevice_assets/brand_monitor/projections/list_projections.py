"""Every store that the monitor is copied to; one entry here is all a new copy needs.

A copy may have standing rows of a website, rows of its days, or both; each is an asset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onevice_assets.brand_monitor.projections.copy_parts import Copy, Part
from onevice_assets.publishing.projection import Projection, Scope
from onevice_assets.tables import serving
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.serving_tables.declare import ServingTable
from resources.table_schema import Column

STANDING = (
    "scraped_pages",
    "website_analysis",
    "icps",
    "conversation_sequences",
    "prompts",
    "prompt_classifications",
)
DAILY = (
    "llm_responses",
    "llm_brand_states",
    "llm_answer_belief_maps",
    "share_of_voice",
    "substitution_patterns",
)
GRAPH = (
    "llm_responses",
    "llm_brand_states",
    "co_mentions",
    "website_analysis",
    "icps",
    "conversation_sequences",
    "prompts",
    "prompt_classifications",
)


def _make_serving(resources: Any) -> Projection:
    from onevice_assets.brand_monitor.projections.serving import ServingProjection

    return ServingProjection(resources.lake, resources.control)


def _make_search(resources: Any) -> Projection:
    from onevice_assets.brand_monitor.projections.search import SearchProjection

    return SearchProjection(resources.lake, resources.search)


def _make_vectors(resources: Any) -> Projection:
    from onevice_assets.brand_monitor.projections.vectors import VectorProjection

    return VectorProjection(
        resources.lake,
        resources.control,
        resources.objects,
        resources.vectors,
        resources.embeddings,
    )


def _make_graph(resources: Any) -> Projection:
    from onevice_assets.brand_monitor.graph.projection import GraphProjection

    return GraphProjection(resources.lake, resources.control, resources.graph)


def _tell_graph(resources: Any, scope: Scope) -> Mapping[str, Any]:
    from onevice_assets.brand_monitor.graph.tell_graph import tell_graph

    return tell_graph(resources.lake, resources.control, resources.graph, scope)


def _describe_index(name: str) -> list[Column]:
    """Fields of a search index; what each means stands beside the lake column of its name."""
    declared = known_revisions()[-1].by_name[name]
    return [
        Column(f"{name}.{one.name}", "text", one.kind, nullable=True) for one in declared.fields
    ]


def _describe(tables: Sequence[ServingTable]) -> list[Column]:
    """Columns of serving tables; what each means stands beside the lake table of its name."""
    return [
        Column(f"{table.name}.{one.name}", "text", one.type, nullable=not one.is_required)
        for table in tables
        for one in table.columns
    ]


ALL: tuple[Copy, ...] = (
    Copy(
        "postgres",
        frozenset({"lake", "control"}),
        _make_serving,
        frozenset({"postgres"}),
        website=Part(
            "serving_website",
            STANDING,
            """Pages, analysis, customers and prompts of a website as tables in PostgreSQL.

Schema `serving`, the seed's own table names: what apps and analysts ask in SQL. A copy of the
lake, replaced as a whole in one transaction; a re-run of the same rows writes nothing.
""",
            _describe(serving.STANDING),
        ),
        day=Part(
            "serving_day",
            DAILY,
            """A day's answers, what they do to brands, and its marts as tables in PostgreSQL.

Schema `serving`, the seed's own table names, and `brands`: every brand the day's rows are about.
Refers to the website's prompts, which must be published before. A copy of the lake, replaced as a
whole in one transaction; a re-run of the same rows writes nothing.
""",
            _describe(serving.DAILY),
        ),
    ),
    Copy(
        "search",
        frozenset({"lake", "search"}),
        _make_search,
        frozenset({"elasticsearch"}),
        website=Part(
            "website_content",
            ("scraped_pages", "website_analysis"),
            """Pages of a website to be searched by words, with what each of them offers.

One document per page with text, in Elasticsearch or in PostgreSQL. A re-run of the same pages
writes the same documents; pages that are gone are taken away.
""",
            _describe_index("website_content"),
        ),
        day=Part(
            "brand_mentions",
            ("llm_responses", "llm_brand_states", "llm_answer_belief_maps"),
            """What a day's answers say of each brand they name, to be searched by words.

One document per answer and brand, with the sentence that decided, in Elasticsearch or in
PostgreSQL. A re-run of the same answers writes the same documents; others of the day are taken
away.
""",
            _describe_index("brand_mentions"),
        ),
    ),
    Copy(
        "vectors",
        frozenset({"lake", "control", "objects", "vectors", "embeddings"}),
        _make_vectors,
        frozenset({"python"}),
        website=Part(
            "website_vectors",
            ("scraped_pages", "prompts"),
            """What a website's pages say and its customers ask, to be searched by meaning.

One vector per piece of a page and per prompt, in pgvector, Qdrant or Pinecone. A re-run embeds
and sends only what is new or changed, and takes away what is gone.
""",
        ),
        day=Part(
            "answer_vectors",
            ("llm_responses",),
            """A day's answers, to be searched by meaning.

One vector per piece of an answer, in pgvector, Qdrant or Pinecone. A re-run embeds and sends only
what is new or changed, and takes away what is gone.
""",
        ),
    ),
    Copy(
        "graph",
        frozenset({"lake", "control", "graph"}),
        _make_graph,
        frozenset({"neo4j"}),
        day=Part(
            "co_mention_graph",
            GRAPH,
            """Who stands beside whom, for which prompts and concerns, as a graph over 28 days.

Nodes and relationships of one website, from the answers of the 28 days that end at the newest day
published (branded prompts left out) and its active ICPs, conversations and prompts; publishing an
older day counts its answers anew and keeps the newest day's period. A re-run of the same rows
writes nothing.
""",
            stage="graph",
            tell=_tell_graph,
            is_window=True,
        ),
        code_version="2",
    ),
)

NEEDED = frozenset({"control", "objects", "redis"}).union(*(copy.resources for copy in ALL))
"""Names of the resources that a publish to all of them takes."""

COPIES = tuple(one.register() for one in ALL)
"""What drift and rebuilds look after."""
