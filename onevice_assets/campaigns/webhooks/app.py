"""The routes, and what is answered to whom.

    POST /webhooks/{organization}/{client}/shopify
    POST /webhooks/{organization}/{client}/forms
    GET  /health

202: body and row are kept. 401: a wrong signature, or no such client: nobody outside can tell them
apart. 408, 413, 415: too slow, too long, of another kind. 503: a store is away; nothing counts as
kept, and whoever tries again loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from onevice_assets.campaigns.webhooks.describe import describe_delivery
from onevice_assets.campaigns.webhooks.keep import Keeper
from onevice_assets.campaigns.webhooks.known_clients import KnownClients
from onevice_assets.campaigns.webhooks.verify import is_from_form, is_from_shop
from onevice_assets.webhooks.read_body import RefusedError, check_head, read_body, refuse
from resources.control_plane.webhook_deliveries import SOURCES, Source
from resources.errors import OneviceError
from resources.webhook_files import hash_body, keep_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects

_NOT_LET_IN: Final = RefusedError(401, "signature", "The signature is not one of this address.")
_VERIFIERS: Final = {"shopify": is_from_shop, "forms": is_from_form}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """Takes deliveries.

    Attributes:
        objects: where bodies are kept.
        clients: whose deliveries are let in.
        keeper: writes their rows.
    """

    objects: Objects
    clients: KnownClients
    keeper: Keeper

    async def take(self, request: Request) -> Response:
        """Answer one request."""
        source = cast(Source, request.path_params["source"])
        if source not in SOURCES:
            return PlainTextResponse("Nothing is here.\n", 404)
        brand_id = None
        try:
            client, keys = await self.clients.find(
                request.path_params["organization"], request.path_params["client"]
            )
            brand_id = client.id if client else None
            headers = dict(request.headers)
            check_head(source, headers)
            body = await read_body(source, request.stream())
            if not _VERIFIERS[source](keys, headers, body) or client is None:
                raise _NOT_LET_IN
            digest = hash_body(body)
            delivery = describe_delivery(
                client, source, headers, digest, len(body), datetime.now(UTC)
            )
            await keep_body(self.objects, client.id, digest, body)
            await self.keeper.keep(delivery)
        except RefusedError as refused:
            self.keeper.count(brand_id, source, refused.reason)
            return refuse(refused)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except OneviceError as error:
            # of stores and settings: names addresses of ours, nothing of the request
            _log.warning("A delivery was not kept: %s", error)
            return PlainTextResponse(
                "It could not be kept: try again.\n", 503, {"Retry-After": "5"}
            )
        return Response(status_code=202)


def build_app(
    control: ControlPlane,
    objects: Objects,
    env: Mapping[str, str],
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """The web application.

    Args:
        control: clients and rows.
        objects: bodies.
        env: variables that hold the clients' secrets.
        more: routes of others, for whom this process listens too.
    """
    endpoint = Endpoint(objects, KnownClients(control, env), Keeper(control))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with endpoint.keeper:
            yield

    return Starlette(
        routes=[
            Route("/health", _tell_health, methods=["GET"]),
            *more,
            Route("/webhooks/{organization}/{client}/{source}", endpoint.take, methods=["POST"]),
        ],
        lifespan=lifespan,
    )


async def _tell_health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")
