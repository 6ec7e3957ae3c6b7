"""Assets of the copies: a client's memory in the graph and in the store of vectors, as one saga."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from onevice_assets.campaigns.projections.performance_rows import TABLES as RESULTS
from onevice_assets.campaigns.projections.publisher import NEEDED
from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN
from onevice_assets.partitions import campaign_clients
from onevice_assets.tables import campaign_attribution as attribution
from resources.errors import InputError, SagaBusyError, SagaError

_CONTENT = dg.AssetKey(["campaigns", "content"])
_RESULTS = [dg.AssetKey(["campaigns", name]) for name in RESULTS]
_TRACED = [
    dg.AssetKey(["campaigns", one.name]) for one in attribution.TRACED if one.name != "touches"
]
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


def _spec(
    key: dg.AssetKey, description: str, kind: str, deps: Sequence[dg.AssetKey]
) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=deps,
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
        _spec(_GRAPH, _MEMORY_TEXT, "neo4j", [_CONTENT, *_RESULTS, *_TRACED]),
        _spec(_ESSENCE, _ESSENCE_TEXT, "python", [_CONTENT, *_RESULTS]),
    ],
    partitions_def=campaign_clients,
    required_resource_keys=set(NEEDED),
    backfill_policy=ONE_A_RUN,
    retry_policy=dg.RetryPolicy(
        max_retries=3, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
    ),
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
    for key, store in ((_GRAPH, "graph"), (_ESSENCE, "vectors")):
        one = done[store]
        count = sum(one.rows.values())
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": count,
                "dagster/partition_row_count": count,
                "changed": one.changed,
                "seconds": round(one.seconds, 3),
                **{f"rows of {name}": rows for name, rows in one.rows.items() if rows},
            },
        )
