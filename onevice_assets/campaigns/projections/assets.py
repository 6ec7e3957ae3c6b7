"""Assets of the copies: a client's memory in the graph and in the store of vectors, as one saga."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from onevice_assets.campaigns.projections.needed import NEEDED
from onevice_assets.campaigns.projections.performance_rows import TABLES as RESULTS
from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, RETRY
from onevice_assets.partitions import campaign_clients, campaign_organizations
from onevice_assets.publishing.published import Published
from onevice_assets.tables import campaign_attribution as attribution
from resources.errors import InputError, SagaBusyError, SagaError

_CONTENT = dg.AssetKey(["campaigns", "content"])
_RESULTS = [dg.AssetKey(["campaigns", name]) for name in RESULTS]
_TRACED = [one.name for one in attribution.TRACED if one.name != "touches"]
_GRAPH = dg.AssetKey(["campaigns", "graph", "campaign_memory"])
_ESSENCE = dg.AssetKey(["campaigns", "vectors", "content_essence"])
_MEMORY_TEXT = """A client's campaign memory as a graph: creatives, campaigns, and who came.

Nodes labelled `:Droom` with the client's `brand_id`, tied to attribute nodes that all clients
share. A copy of the client's tables, written by what differs in one transaction, together with the
vectors or not at all; the same rows again write nothing. Nothing of other applications or other
clients in the same graph is read or changed.
"""
_ESSENCE_TEXT = """What a client's creatives show, to be searched by meaning.

One vector per creative, of its description, in `droom-content-essence-{brand_id}`. A re-run embeds
and sends only what is new or changed, and takes away what is gone.
"""


_CROSS_TEXT = """What holds over an organization's clients, to be searched by meaning.

One vector per pair that at least three clients of an industry tell, in
`droom-cross-campaign-learnings`, under the organization: no tenant reads another's. No client is
named. A re-run embeds and sends only what is new or changed.
"""
_TEXTS = {
    "scenarios": (
        "scenario_outcomes",
        "How a client's campaigns went, to be searched by situation: "
        "`droom-scenario-outcomes-{brand_id}`.",
    ),
    "psychographics": (
        "audience_psychographics",
        "What a client's audiences respond to, to be searched by meaning: "
        "`droom-audience-psychographics-{brand_id}`.",
    ),
    "narrative_patterns": (
        "narrative_patterns",
        "For whom a client's tones and aesthetics work, to be searched by meaning: "
        "`droom-narrative-patterns-{brand_id}`.",
    ),
}
"""Table of texts → name of its copy, and what that is."""


def _spec(key: dg.AssetKey, description: str, kind: str, *sources: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=[_CONTENT, *_RESULTS, *(dg.AssetKey(["campaigns", one]) for one in sources)],
        description=description,
        group_name=group("campaigns", "projections"),
        owners=owners("campaigns"),
        kinds={kind},
        tags={**tags(layer="projection"), "cut": "client"},
        code_version="1",
    )


@dg.multi_asset(
    name="publish_campaign_memory",
    specs=[
        _spec(_GRAPH, _MEMORY_TEXT, "neo4j", "learnings", *_TRACED),
        _spec(_ESSENCE, _ESSENCE_TEXT, "python"),
        *(
            _spec(dg.AssetKey(["campaigns", "vectors", name]), text, "python", table)
            for table, (name, text) in _TEXTS.items()
        ),
    ],
    partitions_def=campaign_clients,
    required_resource_keys=set(NEEDED),
    backfill_policy=ONE_A_RUN,
    retry_policy=RETRY,
)
def publish_campaign_memory(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Publish the client's memory to both stores: both hold the new rows, or both the old ones."""
    from onevice_assets.campaigns.projections.publisher import make_publisher, scope_of
    from onevice_assets.publishing.published import list_published
    from resources.control_plane import campaign_clients as clients

    resources = {name: getattr(context.resources, name) for name in NEEDED}
    try:
        with resources["control"].begin() as db:
            scope = scope_of(clients.find(db, context.partition_key))
        done = list_published(make_publisher(resources).publish(scope))
    except SagaBusyError:
        raise
    except (InputError, SagaError) as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error
    graph, vectors = done["graph"], done["vectors"]
    yield _tell(_GRAPH, graph, graph.rows)
    for name, count in vectors.rows.items():
        yield _tell(dg.AssetKey(["campaigns", "vectors", name]), vectors, {name: count})


@dg.asset(
    key=["campaigns", "vectors", "cross_campaign_learnings"],
    deps=[dg.AssetKey(["campaigns", "cross_client_learnings"])],
    description=_CROSS_TEXT,
    group_name=group("campaigns", "projections"),
    owners=owners("campaigns"),
    kinds={"python"},
    tags={**tags(layer="projection"), "cut": "organization"},
    partitions_def=campaign_organizations,
    required_resource_keys=set(NEEDED),
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def cross_campaign_learnings(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """Make the store of vectors hold what the organization's clients were taught together."""
    from onevice_assets.campaigns.projections.essence import CROSS_CLIENT, MemoryVectors
    from onevice_assets.lake_assets import find_organization
    from onevice_assets.publishing.projection import Scope

    given = {name: getattr(context.resources, name) for name in NEEDED if name != "graph"}
    slug = context.partition_key
    organization = find_organization(given["control"], slug)
    scope = Scope(organization, organization, slug, of="organization")
    copy = MemoryVectors(**given, namespaces=CROSS_CLIENT)
    rows = copy.build(scope)
    copy.replace(scope, rows)
    count = sum(len(one) for one in rows.values())
    return dg.MaterializeResult(
        metadata={"dagster/row_count": count, "dagster/partition_row_count": count}
    )


def _tell(key: dg.AssetKey, done: Published, rows: Mapping[str, int]) -> dg.MaterializeResult[Any]:
    count = sum(rows.values())
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            "dagster/row_count": count,
            "dagster/partition_row_count": count,
            "changed": done.changed,
            "seconds": round(done.seconds, 3),
            **{f"rows of {name}": number for name, number in rows.items() if number},
        },
    )
