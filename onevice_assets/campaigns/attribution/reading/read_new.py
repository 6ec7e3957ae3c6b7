"""All deliveries of a client as rows; only what is new is opened.

Bodies are fetched side by side, for of ten thousand at once most of the time goes into asking for
them. What was read stands while the rules that read it do, and while the client sells as it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.attribution.reading.decode import UnreadableError
from onevice_assets.campaigns.attribution.reading.read_delivery import VERSION, read_delivery
from resources.errors import MissingDataError
from resources.webhook_files import read_body

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.control_plane.webhook_deliveries import Delivery
    from resources.object_store import Objects

_SIDE_BY_SIDE: Final = 16
Row = dict[str, Any]


@dataclass(frozen=True)
class Deliveries:
    """Reads the deliveries of one client."""

    objects: Objects
    client: Client

    def read(self, deliveries: Sequence[Delivery], kept: Iterable[Mapping[str, Any]]) -> list[Row]:
        """Rows of all deliveries, by when they came.

        Args:
            deliveries: all there are.
            kept: rows of the last run.

        Raises:
            StoreError: the object store does not answer; nothing was lost.
        """
        version = f"{VERSION} {self.client.business_model}"
        standing = {row["id"]: dict(row) for row in kept if row["reader_version"] == version}
        new = [one for one in deliveries if one.id not in standing]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            for row in pool.map(self._read, new):
                standing[row["id"]] = {**row, "reader_version": version}
        return [standing[one.id] for one in deliveries]

    def _read(self, delivery: Delivery) -> Row:
        return read_delivery(delivery, self.client, partial(self._fetch, delivery))

    def _fetch(self, delivery: Delivery) -> bytes:
        try:
            return read_body(self.objects, delivery.brand_id, delivery.content_hash)
        except MissingDataError:
            raise UnreadableError("gone") from None
