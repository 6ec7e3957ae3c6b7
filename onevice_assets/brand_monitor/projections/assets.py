"""Assets of the stage `projections`: the copies of a scope in every store, published together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.projections.copy_parts import Copy, Part
from onevice_assets.brand_monitor.projections.list_projections import ALL, NEEDED
from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import RETRY, markdown_table
from onevice_assets.partitions import website_days, websites
from onevice_assets.publishing.projection import Cut, Scope
from onevice_assets.publishing.published import Published, list_published
from resources.errors import InputError, SagaBusyError, SagaError


def asset_key(copy: Copy, part: Part) -> dg.AssetKey:
    """Key of the asset of a copy's part."""
    return dg.AssetKey(["brand_monitor", copy.store, part.name])


def list_parts(cut: Cut) -> list[tuple[Copy, Part]]:
    """Every copy that has a part of a cut."""
    return [(copy, part) for copy in ALL if (part := copy.part(cut))]


def _spec(copy: Copy, part: Part, cut: Cut) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=asset_key(copy, part),
        description=part.description,
        deps=[dg.AssetKey(["brand_monitor", name]) for name in part.sources],
        group_name=group("brand_monitor", part.stage),
        owners=OWNERS,
        kinds=set(copy.kinds),
        tags={**tags(layer="projection"), "cut": cut},
        code_version=copy.code_version,
        metadata={"dagster/column_schema": _columns(part)} if part.columns else {},
    )


def _columns(part: Part) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                one.name,
                one.type,
                description=one.description,
                constraints=dg.TableColumnConstraints(nullable=one.nullable),
            )
            for one in part.columns
        ]
    )


def _publishing(cut: Cut, partitions: dg.PartitionsDefinition[Any]) -> dg.AssetsDefinition:
    """The asset of all copies that are cut so."""
    parts = list_parts(cut)

    @dg.multi_asset(
        name=f"publish_{cut}_copies",
        specs=[_spec(copy, part, cut) for copy, part in parts],
        partitions_def=partitions,
        can_subset=True,
        required_resource_keys=set(NEEDED),
        backfill_policy=dg.BackfillPolicy.single_run(),
        retry_policy=RETRY,
    )
    def publish(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        chosen = [one for one in parts if asset_key(*one) in context.selected_asset_keys]
        done = _publish(context, {copy.store: part for copy, part in chosen})
        for copy, part in chosen:
            of_store = {
                scope: stores[copy.store] for scope, stores in done.items() if copy.store in stores
            }
            yield _tell(context, copy, part, of_store)

    return publish


def _publish(
    context: dg.AssetExecutionContext, parts: Mapping[str, Part]
) -> dict[Scope, dict[str, Published]]:
    """Publish every partition of the run to the chosen stores, the oldest day first."""
    from onevice_assets.brand_monitor.projections.make_publisher import make_publisher
    from onevice_assets.publishing.scopes import find_scopes

    resources = {name: getattr(context.resources, name) for name in NEEDED}
    try:
        with resources["control"].begin() as db:
            scopes = find_scopes(db, sorted(context.partition_keys))
        publisher = make_publisher(resources)
        return {
            scope: list_published(publisher.publish(scope, stores=stores))
            for scope, stores in choose_stores(list(scopes.values()), parts).items()
        }
    except SagaBusyError:
        raise
    except (InputError, SagaError) as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error


def choose_stores(scopes: Sequence[Scope], parts: Mapping[str, Part]) -> dict[Scope, list[str]]:
    """The stores that each scope goes to; a scope that goes to none is left out.

    Args:
        scopes: the oldest day first.
        parts: what is published, by store; a window's store gets each website's newest day only,
            which leaves it as publishing every day in turn would.
    """
    newest = {scope.website_id: scope for scope in scopes}
    chosen = {
        scope: [
            store
            for store, part in parts.items()
            if not part.is_window or scope == newest[scope.website_id]
        ]
        for scope in scopes
    }
    return {scope: stores for scope, stores in chosen.items() if stores}


def _tell(
    context: dg.AssetExecutionContext, copy: Copy, part: Part, done: Mapping[Scope, Published]
) -> dg.MaterializeResult[Any]:
    """Counts, whether anything changed, and how long it took; also of each partition of a range."""
    key = asset_key(copy, part)
    if len(done) > 1:
        for scope, one in done.items():
            rows = {"dagster/partition_row_count": sum(one.rows.values())}
            context.add_asset_metadata(rows, key, scope.partition)
    total: dict[str, int] = {}
    for one in done.values():
        total = {name: total.get(name, 0) + count for name, count in one.rows.items()}
    metadata: dict[str, Any] = {
        "dagster/row_count": sum(total.values()),
        "rows": dg.MetadataValue.md(
            markdown_table([{"table": name, "rows": count} for name, count in total.items()])
        ),
        "changed": any(one.changed for one in done.values()),
        "seconds": round(sum(one.seconds for one in done.values()), 3),
    }
    replaced = sum(one.replaced for one in done.values())
    if replaced:
        metadata["rows with characters the store cannot hold"] = replaced
    if len(done) == 1:
        metadata["dagster/partition_row_count"] = metadata["dagster/row_count"]
    newest = max(done, key=lambda scope: str(scope.day), default=None)
    if part.tell and newest:
        metadata |= part.tell(context.resources, newest)
    return dg.MaterializeResult(asset_key=key, metadata=metadata)


website_copies = _publishing("website", websites)
day_copies = _publishing("day", website_days)
