"""A desk of a client whose campaigns were planted in every store."""

from __future__ import annotations

import pytest

from onevice_assets.campaigns.decisions.desk import Desk
from resources.control_plane import campaign_clients
from resources.control_plane.campaign_clients import Client
from tests.onevice_assets.campaigns.decisions.market import remember, teach_everybody
from tests.onevice_assets.campaigns.studio import Studio


@pytest.fixture
def client(studio: Studio) -> Client:
    with studio.resources["control"].begin() as db:
        return campaign_clients.add(
            db, "yoga-loft", organization="studio", industry="wellness", actor="test"
        )


@pytest.fixture
def desk(studio: Studio, client: Client) -> Desk:
    remember(studio, client)
    teach_everybody(studio, client.organization_id)
    return Desk(client, studio.resources)
