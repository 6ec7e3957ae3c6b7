"""What every asset that writes a lake table has in common: its options and its result.

Nothing here knows a stage. An asset reads `@dg.asset(**options(table, "pages", kinds={"python"}))`
and returns `result(context, table, written)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import dagster as dg

from onevice_assets.groups import group, owners, queue, tags
from onevice_assets.partitions import (
    campaign_clients,
    campaign_organizations,
    entertainment_batches,
    entertainment_organizations,
    intents_organizations,
    website_days,
    websites,
)
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.lake import Written
from resources.table_schema import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.campaign_clients import Client

Found = TypeVar("Found")

# what may cost money is backfilled a partition a run, so that no failure takes paid work with it
ONE_A_RUN = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
# of what asks the network or a server
RETRY = dg.RetryPolicy(
    max_retries=3, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)

_CUTS: dict[str, dg.PartitionsDefinition[str]] = {
    "website": websites,
    "day_website": website_days,
    "batch": entertainment_batches,
    "organization": entertainment_organizations,
    "client": campaign_clients,
}
_ORGANIZATIONS = {"intents": intents_organizations, "campaigns": campaign_organizations}
_PREVIEW_ROWS = 10
_CELL_WIDTH = 120
_ESCAPED = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>|[]`*\\~!"})


@contextmanager
def not_retried(*kinds: type[Exception]) -> Iterator[None]:
    """Let errors that stay the same however often it is tried fail the run at once.

    Args:
        kinds: errors whose message tells a person what to do.

    Raises:
        dg.Failure: with that message, in place of an error of these kinds; not retried.
    """
    try:
        yield
    except kinds as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error


def find_organization(control: ControlPlane, slug: str) -> str:
    """Id of the organization that a partition is of; without it the run fails and is not retried.

    Raises:
        dg.Failure: there is none of that slug.
    """
    from resources.control_plane import organizations

    return _find(control, organizations.find, slug)


def find_client(control: ControlPlane, key: str) -> Client:
    """The client that a partition is of; without it the run fails and is not retried.

    Raises:
        dg.Failure: there is none of that key.
    """
    from resources.control_plane import campaign_clients

    return _find(control, campaign_clients.find, key)


def _find(control: ControlPlane, find: Callable[[Connection, str], Found], key: str) -> Found:
    with not_retried(InputError), control.begin() as db:
        return find(db, key)


def options(
    table: Table, stage: str, *, kinds: set[str], cost: str = "free", layer: str = "lake"
) -> dict[str, Any]:
    """Keyword arguments for `@dg.asset` of the table: key, group, owner, partitions, schema."""
    return {
        **options_of((table.system, table.name), stage, column_schema(table), cost, layer),
        "kinds": kinds,
        "partitions_def": _cut(table),
    }


def options_of(
    table: tuple[str, str], stage: str, schema: dg.TableSchema, cost: str, layer: str
) -> dict[str, Any]:
    """What assets of tables have in common wherever their rows are; no kinds and no partitions.

    Args:
        table: system and name.
        stage: the folder of the system it is made in.
        schema: its columns.
        cost: `free` or `paid`.
        layer: as of `groups.tags`.
    """
    system, name = table
    return {
        "key": [system, name],
        "group_name": group(system, stage),
        "owners": owners(system),
        "tags": tags(layer=layer, cost=cost),
        "metadata": {
            "dagster/column_schema": schema,
            "dagster/table_name": f"{system}.{name}",
        },
        **queue(cost=cost),
    }


def _cut(table: Table) -> dg.PartitionsDefinition[str]:
    """A system that has organizations of its own is cut by those."""
    own = _ORGANIZATIONS if table.partitioned_by == "organization" else {}
    return own.get(table.system, _CUTS[table.partitioned_by])


def column_schema(table: Table) -> dg.TableSchema:
    """The table's columns as the UI shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                c.name,
                c.type,
                description=c.description,
                constraints=dg.TableColumnConstraints(
                    nullable=c.nullable, unique=table.natural_key == (c.name,)
                ),
            )
            for c in table.columns
        ]
    )


def result(
    context: dg.AssetExecutionContext,
    table: Table,
    written: Mapping[str, Written],
    *,
    preview: Sequence[Mapping[str, object]] = (),
    extra: Mapping[str, Any] | None = None,
) -> dg.MaterializeResult[Any]:
    """Report a materialisation: row counts, where the rows lie, a preview, and what else counts.

    Args:
        context: the asset's context; with a range, every partition gets its own metadata too.
        table: the table written.
        written: what `Lake.write` returned, by partition key.
        preview: at most ten rows of counts, names and ids (never answer text).
        extra: further metadata.
    """
    asset_key = dg.AssetKey([table.system, table.name])
    for partition, one in written.items():
        if len(written) > 1:
            context.add_asset_metadata(
                {"dagster/partition_row_count": one.row_count}, asset_key, partition
            )
    rows = sum(one.row_count for one in written.values())
    uris = [one.uri for one in written.values()]
    metadata: dict[str, Any] = {
        "dagster/row_count": rows,
        "data": dg.MetadataValue.url(uris[0]) if len(uris) == 1 else f"{len(uris)} partitions",
        "changed": any(one.changed for one in written.values()),
        **(extra or {}),
    }
    if len(written) == 1:
        metadata["dagster/partition_row_count"] = rows
    if preview:
        metadata["preview"] = dg.MetadataValue.md(markdown_table(preview[:_PREVIEW_ROWS]))
    return dg.MaterializeResult(asset_key=asset_key, metadata=metadata)


def markdown_table(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a Markdown table; cells cannot break out of it."""
    head = list(rows[0])
    lines = [f"| {' | '.join(_cell(name) for name in head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(_cell(row.get(name)) for name in head)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)
    cut = " ".join(text.split())[:_CELL_WIDTH]
    return cut.translate(_ESCAPED)
