"""What waits in a client's inbox of reports is taken before its reports are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from resources.campaign_files import REPORTS, REPORTS_INBOX, choose_settled, list_inbox, take

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.object_store import Objects


def take_waiting(objects: Objects, client: Client) -> int:
    """Move the settled files of a client's inbox to its reports; how many that were.

    Raises:
        StoreError: the store refuses; what was moved stays moved.
    """
    waiting = [one for one in list_inbox(objects, REPORTS_INBOX) if one.client == client.key]
    settled = choose_settled(waiting, datetime.now(UTC))
    return sum(take(objects, one, client.id, REPORTS) is not None for one in settled)
