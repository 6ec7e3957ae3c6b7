"""What persons decided of a client, as the deriving takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.campaigns.performance.deriving.derive import Given
from onevice_assets.campaigns.performance.owned import read_rows
from onevice_assets.tables import campaign_performance as tables
from onevice_assets.tables import campaigns
from resources.control_plane import campaign_decisions

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake


def gather(lake: Lake, control: ControlPlane, client: Client) -> Given:
    """Everything a client's days are derived of. Raises StoreError."""
    import pyarrow as pa

    with control.begin() as db:
        rates = campaign_decisions.list_rates(db, client)
        links = campaign_decisions.list_links(db, client)
        archived = campaign_decisions.list_archived(db, client)
    shape = pa.schema([("currency", pa.string()), ("day", pa.date32()), ("usd", pa.float64())])
    listed = [{"currency": r.currency, "day": r.day, "usd": r.usd_per_unit} for r in rates]
    content = campaigns.content.only("id", "filename", "content_hash")
    return Given(
        read_rows(lake, tables.report_rows, client.key),
        read_rows(lake, tables.report_things, client.key),
        lake.read_rows_if_there(content, client.key),
        pa.Table.from_pylist(listed, shape),
        {(one.network, one.ad_id): one.content_id for one in links},
        frozenset(archived),
    )
