"""Whose rows a command about copies looks after: a website's, an organization's, everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    from onevice_assets.publishing.store_copy import Only

OrganizationOption = Annotated[
    str | None, typer.Option("--organization", "-o", help="Slug of an organization: all it has")
]


def read_only(session: Session, website: str | None, organization: str | None) -> Only:
    """Whose rows are asked for.

    Raises:
        InputError: there is no such website or organization.
    """
    from onevice_assets.publishing.store_copy import Only
    from resources.control_plane import organizations

    key = session.website(website).key if website else None
    if organization is None:
        return Only(key)
    with session.resources["control"].begin() as db:
        return Only(key, organizations.find(db, organization))
