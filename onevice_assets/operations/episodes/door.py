"""The endpoint for episodes: a signed body goes into the inbox as it came; nothing is read of it.

    POST /webhooks/{organization}/episodes     X-OneVice-Hmac-Sha256: base64 of HMAC-SHA256

202: the body is kept, under its hash, where the sensor `episodes_inbox` claims it. The same again
is the same file, and once that was claimed, the same episodes. 401: a wrong signature, or no such
organization. 408, 413, 415: too slow, too long, of another kind. 503: nothing was kept, try again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from onevice_assets.webhooks.read_body import RefusedError, check_head, read_body, refuse
from onevice_assets.webhooks.signature import HEADER, is_signed, read_secrets, write_slug
from resources.document_inbox import OPERATIONS
from resources.errors import ConfigurationError, OneviceError
from resources.object_store import open_store, telling_what_failed
from resources.webhook_files import hash_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects

SECRETS: Final = "ONEVICE_EPISODE_SECRETS"
_SOURCE: Final = "episodes"
_KEPT_SECONDS: Final = 30.0
_ENDINGS: Final = {
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "message/rfc822": "eml",
}
_NOT_LET_IN: Final = RefusedError(401, "signature", "The signature is not one of this address.")
_log = logging.getLogger(__name__)


@dataclass
class EpisodeDoor:
    """Takes deliveries of organizations.

    Attributes:
        control: knows the organizations.
        objects: has their inbox.
        env: variables that hold their secrets: `ONEVICE_EPISODE_SECRETS__ORGANIZATION`.
    """

    control: ControlPlane
    objects: Objects
    env: Mapping[str, str] = field(repr=False)
    _keys: dict[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False)
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def route(self) -> Route:
        """Where it is."""
        return Route("/webhooks/{organization}/episodes", self.take, methods=["POST"])

    async def take(self, request: Request) -> Response:
        """Answer one request."""
        try:
            slug = request.path_params["organization"]
            keys = await self._find(slug)
            headers = dict(request.headers)
            check_head(_SOURCE, headers)
            body = await read_body(_SOURCE, request.stream())
            if not is_signed(keys, headers.get(HEADER, ""), body):
                raise _NOT_LET_IN
            kind = headers["content-type"].partition(";")[0].strip().lower()
            await self._keep(slug, f"{hash_body(body)}.{_ENDINGS[kind]}", body)
        except RefusedError as refused:
            return refuse(refused)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except OneviceError as error:
            # of stores and settings: names addresses of ours, nothing of the request
            _log.warning("A delivery of episodes was not kept: %s", error)
            told = "It could not be kept: try again.\n"
            return PlainTextResponse(told, 503, {"Retry-After": "5"})
        return Response(status_code=202)

    async def _keep(self, slug: str, name: str, body: bytes) -> None:
        path = f"{OPERATIONS}/inbox/{slug}/webhooks/{name}"
        with telling_what_failed("write", f"{self.objects.url.rstrip('/')}/{path}"):
            await open_store(self.objects.url).put_async(path, body)

    async def _find(self, slug: str) -> tuple[bytes, ...]:
        """The secrets of an organization that is there; none of another."""
        if time.monotonic() >= self._until:
            async with self._lock:
                if time.monotonic() >= self._until:
                    self._keys = await asyncio.to_thread(self._look_up)
                    self._until = time.monotonic() + _KEPT_SECONDS
        return self._keys.get(slug, ())

    def _look_up(self) -> dict[str, tuple[bytes, ...]]:
        with self.control.begin() as db:
            slugs = db.exec_driver_sql("SELECT slug FROM control.organizations").scalars().all()
        return {slug: self._secrets_of(slug) for slug in slugs}

    def _secrets_of(self, slug: str) -> tuple[bytes, ...]:
        """An organization's secrets; none where they cannot be read, which stops nobody else."""
        try:
            return read_secrets(self.env, f"{SECRETS}__{write_slug(slug)}")
        except ConfigurationError as error:
            _log.warning("Episodes of %s are refused: %s", slug, error)
            return ()


def count_secrets(env: Mapping[str, str]) -> int:
    """How many secrets for episodes are set; each is read once, so that a wrong one is told.

    Raises:
        ConfigurationError: as of `read_secrets`.
    """
    return sum(len(read_secrets(env, name)) for name in env if name.startswith(f"{SECRETS}__"))
