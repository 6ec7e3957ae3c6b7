"""Who there is: the clients and their secrets, looked up again every half minute."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from onevice_assets.campaigns.webhooks.client_secrets import Secrets, secrets_of
from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.control_plane.resource import ControlPlane

KEPT_SECONDS: Final = 30.0
NOBODY: Final = Secrets()
_log = logging.getLogger(__name__)


@dataclass
class KnownClients:
    """Clients by key, with what their deliveries are verified by.

    Attributes:
        control: where they stand.
        env: variables that hold their secrets.
    """

    control: ControlPlane
    env: Mapping[str, str] = field(repr=False)
    _found: dict[str, tuple[Client, Secrets]] = field(default_factory=dict, repr=False)
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def find(self, organization: str, slug: str) -> tuple[Client | None, Secrets]:
        """A client and its secrets; nobody, and none, where there is no such client.

        Raises:
            StoreError: the control plane does not answer.
        """
        if time.monotonic() >= self._until:
            async with self._lock:
                if time.monotonic() >= self._until:
                    self._found = await asyncio.to_thread(self._look_up)
                    self._until = time.monotonic() + KEPT_SECONDS
        return self._found.get(f"{organization}.{slug}", (None, NOBODY))

    def _look_up(self) -> dict[str, tuple[Client, Secrets]]:
        from resources.control_plane import campaign_clients

        with self.control.begin() as db:
            found = campaign_clients.list_all(db)
        return {one.key: (one, self._secrets_of(one)) for one in found}

    def _secrets_of(self, client: Client) -> Secrets:
        """A client's secrets; none where they cannot be read, which stops nobody else."""
        try:
            return secrets_of(client.organization_slug, client.slug, self.env)
        except ConfigurationError as error:
            _log.warning("Deliveries of %s are refused: %s", client.key, error)
            return NOBODY
