"""The reader of one run: the provider that is named, on the organization's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.entertainment.entities.asking.ask_parts import Reader
from resources.control_plane import organizations
from resources.llm.choose_reader import choose_reader

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects


def open_reader(
    llm: LanguageModels,
    control: ControlPlane,
    objects: Objects,
    organization: str,
    *,
    retry: bool = False,
) -> Reader | None:
    """Whoever reads beside the rules; None where nobody does.

    Args:
        llm: says who reads, and the limits of a run and a day.
        control: has the ledger.
        objects: keeps replies.
        organization: slug of who pays.
        retry: ask again what cannot be read or has an outcome nobody knows.

    Raises:
        ConfigurationError: the provider cannot be asked; nothing was read.
        InputError: there is no such organization.
    """
    provider = choose_reader(llm)
    if provider is None:
        return None
    with control.begin() as db:
        organization_id = organizations.find(db, organization)
    return Reader(provider, llm, control, objects, organization_id, retry)
