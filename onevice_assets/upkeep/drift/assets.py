"""Assets of the stage `drift`: what each store holds of a partition, beside what the lake says.

Each brings its check, for both come from one look at the stores.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg

from onevice_assets.every_copy import NEEDED, choose_copies
from onevice_assets.lake_assets import ONE_A_RUN, not_retried, options, result
from onevice_assets.partitions import entertainment_organizations, website_days, websites
from onevice_assets.publishing.projection import Cut, Scope
from onevice_assets.tables import upkeep
from resources.errors import InputError
from resources.table_schema import Table

CHECK = "every_store_is_as_the_lake"
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


def _copied(cut: Cut) -> list[dg.AssetKey]:
    """Keys of the assets that publish the copies."""
    return [
        dg.AssetKey(key) for key in sorted({tuple(one.assets[cut]) for one in choose_copies(cut)})
    ]


def _check(table: Table, partitions: dg.PartitionsDefinition[Any]) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        CHECK,
        asset=[table.system, table.name],
        partitions_def=partitions,
        description="Every store answers and holds the rows that the lake makes, and no others.",
    )


@dg.asset(
    **options(upkeep.website_copies, "drift", kinds={"python"}, layer="upkeep"),
    deps=_copied("website"),
    check_specs=[_check(upkeep.website_copies, websites)],
    code_version="1",
    backfill_policy=ONE_A_RUN,
    required_resource_keys=set(NEEDED),
)
def website_copies(context: dg.AssetExecutionContext) -> Results:
    """One row per store and table: what it holds of a website's standing rows, and should hold.

    Counts, sums of the rows' hashes in any order, and how many rows are missing, too many or
    changed. Read from the stores, which are left as they are; one that does not answer is told of,
    has no row, and fails the check. A re-run tells how it is then.
    """
    yield from _compare(context, upkeep.website_copies, "website")


@dg.asset(
    **options(upkeep.day_copies, "drift", kinds={"python"}, layer="upkeep"),
    deps=_copied("day"),
    check_specs=[_check(upkeep.day_copies, website_days)],
    code_version="1",
    backfill_policy=ONE_A_RUN,
    required_resource_keys=set(NEEDED),
)
def day_copies(context: dg.AssetExecutionContext) -> Results:
    """One row per store and table: what it holds of a day of a website, and should hold.

    As `website_copies`, for what is cut by day. A store that shows one day at a time (the graph)
    has rows for that day only.
    """
    yield from _compare(context, upkeep.day_copies, "day")


@dg.asset(
    **options(upkeep.organization_copies, "drift", kinds={"python"}, layer="upkeep"),
    deps=_copied("organization"),
    check_specs=[_check(upkeep.organization_copies, entertainment_organizations)],
    code_version="1",
    backfill_policy=ONE_A_RUN,
    required_resource_keys=set(NEEDED),
)
def organization_copies(context: dg.AssetExecutionContext) -> Results:
    """One row per store and table: what it holds of an organization's graph, and should hold.

    As `website_copies`, for what is cut by organization: nodes, relationships, texts, vectors.
    """
    yield from _compare(context, upkeep.organization_copies, "organization")


def _compare(context: dg.AssetExecutionContext, table: Table, cut: Cut) -> Results:
    from onevice_assets.publishing.drift import compare_every
    from onevice_assets.upkeep.drift.list_copies import list_copies

    resources: Any = context.resources
    partition = context.partition_key
    with not_retried(InputError), resources.control.begin() as db:
        scope, since = _find(db, partition, cut)
    findings = compare_every([copy.make(resources) for copy in choose_copies(cut)], scope)
    rows = list_copies(scope, findings.compared, since)
    written = {partition: resources.lake.write(table, partition, rows)}
    told = {f"{store} could not be compared": why for store, why in findings.failed.items()}
    yield result(context, table, written, extra=told)
    yield dg.AssetCheckResult(
        passed=findings.is_equal,
        check_name=CHECK,
        severity=dg.AssetCheckSeverity.ERROR,
        description=findings.tell() or None,
        metadata={"differing tables": sum(not one.is_equal for one in findings.compared)},
    )


def _find(db: Any, partition: str, cut: Cut) -> tuple[Scope, datetime]:
    """The scope of a partition, and since when its owner is there.

    Raises:
        InputError: there is no such website or organization.
    """
    from onevice_assets.publishing.scopes import find_organization_scope, find_scopes
    from resources.control_plane import organizations
    from resources.control_plane import websites as known

    if cut == "organization":
        of = find_organization_scope(db, partition)
        return of, organizations.created_at(db, of.organization_id)
    scope = find_scopes(db, [partition])[partition]
    return scope, known.get(db, scope.website_id).created_at
