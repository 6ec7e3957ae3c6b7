"""The client that a command of `onevice campaigns` is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from onevice_assets.cli.session import Session
    from resources.control_plane.campaign_clients import Client

PARTITIONS = "campaign_clients"
ClientArgument = Annotated[str, typer.Argument(help="Key of the client: ORGANIZATION.CLIENT")]


def find_client(session: Session, key: str) -> Client:
    """The client of a key. Raises InputError: there is none."""
    from resources.control_plane import campaign_clients

    with session.resources["control"].begin() as db:
        return campaign_clients.find(db, key)


def materialize_client(session: Session, job: str, client: Client) -> None:
    """Run a job for one client. Raises as `Session.materialize` does."""
    session.materialize(job, client.key, partitions=PARTITIONS)
