"""`onevice campaigns webhooks`: take deliveries of shops and forms, see what came."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.campaigns_clients import ClientArgument
from onevice_assets.cli.listening import PortOption, address_option
from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from resources.errors import ConfigurationError
from resources.observing.count_requests import count_asgi

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane

webhooks = typer.Typer(help="Deliveries of shops and forms.", no_args_is_help=True)
USUAL_PORT = 8060
_SHOWN = ("received_at", "source", "topic", "size_bytes", "triggered_at", "read_at", "id")
_REFUSED = ("day", "source", "reason", "times", "last_at")


@webhooks.command("serve")
def serve_webhooks(
    host: Annotated[str, address_option("secrets")] = "127.0.0.1",
    port: PortOption = USUAL_PORT,
) -> None:
    """Take deliveries: POST /webhooks/ORGANIZATION/CLIENT/shopify, …/forms, /ORGANIZATION/episodes.

    What they are verified by stands in variables (docs/campaigns.md, docs/operations-memory.md),
    never on the command line.
    """
    from onevice_assets.campaigns.webhooks.app import build_app
    from onevice_assets.campaigns.webhooks.client_secrets import check_secrets
    from onevice_assets.dashboard.serve import address_of, is_loopback, listen
    from onevice_assets.operations.episodes.door import EpisodeDoor, count_secrets
    from onevice_assets.webhooks.serve import serve

    known = check_secrets(os.environ) + count_secrets(os.environ)
    if not known and not is_loopback(host):
        raise ConfigurationError(
            "An endpoint for others lets in only what is signed, and no secret is set: set "
            "ONEVICE_SHOPIFY_SECRETS__ORGANIZATION__CLIENT, ONEVICE_FORM_SECRETS__… or "
            "ONEVICE_EPISODE_SECRETS__ORGANIZATION, or leave --host out."
        )
    resources = Session().resources
    _reach(resources["control"])
    listener = listen(host, port)
    address = address_of(listener)
    stores = (resources["control"], resources["objects"])
    door = EpisodeDoor(*stores, os.environ)
    application = build_app(*stores, os.environ, [door.route])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"Taking deliveries on [bold]{escape(address)}[/] (Ctrl-C ends it)")
    if not known:
        say("No secret is set, so that everything is refused: see docs/campaigns.md.")
    try:
        serve(count_asgi(application, "webhooks"), listener)
    except KeyboardInterrupt:
        say("Ended.")


@webhooks.command("list")
def list_deliveries(
    client: ClientArgument,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List a client's deliveries, newest first, and how often something was refused."""
    from resources.control_plane import campaign_clients, webhook_deliveries

    with Session().resources["control"].begin() as db:
        found = campaign_clients.find(db, client)
        rows: list[dict[str, Any]] = [
            {**vars(one), "headers": dict(one.headers)}
            for one in webhook_deliveries.list_newest(db, found.id, limit)
        ]
        refused = [vars(one) for one in webhook_deliveries.list_refusals(db, found.id)]
    if as_json:
        print_json({"deliveries": rows, "refused": refused})
        return
    print_rows(f"Deliveries of {found.key}: {len(rows)}", rows, _SHOWN)
    if refused:
        print_rows("Refused", refused, _REFUSED)


def _reach(control: ControlPlane) -> None:
    """Start and migrate what the first sender would wait for."""
    with control.begin():
        pass
