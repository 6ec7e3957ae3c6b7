"""Assets of the stage `entities`: what documents name, who is one, and what of it can be right."""

import os
from collections.abc import Iterator
from typing import Any

import dagster as dg
from pydantic import Field

from onevice_assets.groups import queue
from onevice_assets.lake_assets import ONE_A_RUN, not_retried, options, result
from onevice_assets.partitions import organization_of
from onevice_assets.tables import document_entities, entertainment_graph, resolution
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, OneviceError
from resources.lake import Lake
from resources.llm.choose_reader import cost_of_reading
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.table_schema import Table

_READ = document_entities.WRITTEN
_RESOLVED = (
    resolution.resolved_entities,
    resolution.resolved_identities,
    resolution.merge_log,
    resolution.merge_reviews,
)
_CHECKED = (
    entertainment_graph.checked_nodes,
    entertainment_graph.checked_edges,
    entertainment_graph.quarantine,
    entertainment_graph.quality_issues,
)


def _key(name: str) -> dg.AssetKey:
    return dg.AssetKey(["entertainment", name])


def _every_batch(*names: str) -> list[dg.AssetDep]:
    everything = dg.AllPartitionMapping()
    return [dg.AssetDep(_key(name), partition_mapping=everything) for name in names]


def _spec(table: Table, deps: list[Any], cost: str = "free") -> dg.AssetSpec:
    known = options(table, "entities", kinds={"python"}, cost=cost)
    known.pop("op_tags", None)  # of the step, not of a table
    return dg.AssetSpec(**known, code_version="2", description=table.description, deps=deps)


class Reading(dg.Config):
    """How a batch is read, where a provider reads."""

    retry: bool = Field(
        False, description="Ask again what cannot be read or has a lost outcome; may pay twice"
    )


_OF_BATCH = [_key("documents"), _key("document_pages")]
_OF_ORGANIZATION = [
    _key("document_versions"),
    *_every_batch("documents", "document_pages", *(table.name for table in document_entities.ALL)),
]


def make_find_entities(cost: str) -> dg.AssetsDefinition:
    """The assets that read what documents name; `paid` where a provider reads beside the rules."""

    # no retry policy, as for every paid asset: a retry of the step would pay for failed calls again
    @dg.multi_asset(
        name="find_entities",
        specs=[_spec(table, _OF_BATCH, cost) for table in _READ],
        backfill_policy=ONE_A_RUN,
        **queue(cost=cost),  # type: ignore[arg-type]
    )
    def find_entities(
        context: dg.AssetExecutionContext,
        config: Reading,
        lake: Lake,
        control: ControlPlane,
        objects: Objects,
        llm: LanguageModels,
        progress: Progress,
    ) -> Iterator[dg.MaterializeResult[Any]]:
        """Read what every document of a batch names, document by document."""
        from onevice_assets.entertainment.entities.asking.open_reader import open_reader
        from onevice_assets.entertainment.entities.asking.tell_reading import tell_reading
        from onevice_assets.entertainment.entities.read_batch import list_readable, read_batch

        key = context.partition_key
        with not_retried(OneviceError):
            slug = organization_of(key)
            reader = open_reader(llm, control, objects, slug, retry=config.retry)
        files = len(list_readable(lake, key))
        with progress.track(f"Reading what documents of {key} name", files) as task:
            written = read_batch(lake, key, task, reader)
        for table in _READ:
            own = tell_reading(reader) if table is document_entities.document_readings else {}
            extra = {"documents": files, **own}
            yield result(context, table, {key: written[table.name]}, extra=extra)

    return find_entities


find_entities = make_find_entities(cost_of_reading(os.environ))


@dg.multi_asset(
    name="resolve_entities",
    specs=[_spec(table, _OF_ORGANIZATION) for table in (*_RESOLVED, *_CHECKED)],
    backfill_policy=ONE_A_RUN,
)
def resolve_entities(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> Iterator[dg.MaterializeResult[Any]]:
    """Tell who is one over all batches of the organization, and set aside what cannot be right."""
    from onevice_assets.entertainment.entities.build import build
    from onevice_assets.entertainment.entities.tell_built import tell_built
    from resources.control_plane import organizations

    key = context.partition_key
    with not_retried(InputError):
        with control.begin() as db:
            organization_id = organizations.find(db, key)
        built = build(lake, key, organization_id)
    told = tell_built(built)
    for table in (*_RESOLVED, *_CHECKED):
        one = told.get(table.name)
        preview, extra = (one.preview, one.extra) if one else ((), {})
        yield result(context, table, {key: built.written[table.name]}, preview=preview, extra=extra)
