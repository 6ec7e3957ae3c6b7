"""The account of notices: claimed once, settled once, and shown to people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from resources.control_plane import listing, notices
from resources.control_plane.notices import Claim
from resources.control_plane.websites import Website
from resources.errors import StoreError

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def claim(db: Connection, website: Website, **changes: Any) -> Claim:
    values = {
        "brand": "Firefox",
        "day": DAY,
        "channel": "webhook",
        "severity": "warning",
        "title": "Firefox is named less often",
        "at": NOON,
        **changes,
    }
    return notices.claim(db, website_id=website.id, **values)


def test_what_is_claimed_or_sent_is_not_granted_again(db: Connection, website: Website) -> None:
    first = claim(db, website)
    assert (first.is_granted, first.status) == (True, "claimed")
    assert not claim(db, website, brand="FIREFOX ").is_granted
    notices.settle(db, first.id, at=NOON)
    second = claim(db, website)
    assert (second.is_granted, second.status, second.id) == (False, "sent", first.id)
    assert claim(db, website, channel="email").is_granted


def test_what_failed_is_granted_again(db: Connection, website: Website) -> None:
    first = claim(db, website)
    notices.fail(db, first.id, error="half \ud83d\x00", at=NOON)
    second = claim(db, website, title="New words")
    assert (second.is_granted, second.id, second.error) == (True, first.id, None)
    (row,) = listing.rows(db, "notices")
    assert (row["title"], row["run_count"], row["settled_at"]) == ("New words", 2, None)


def test_what_is_unknown_stays_claimed_with_its_reason(db: Connection, website: Website) -> None:
    first = claim(db, website)
    notices.note_unknown(db, first.id, error="The answer was lost.")
    second = claim(db, website)
    assert (second.is_granted, second.status) == (False, "claimed")
    assert second.error == "The answer was lost."


def test_only_a_claimed_notice_can_be_settled(db: Connection, website: Website) -> None:
    first = claim(db, website)
    notices.settle(db, first.id, at=NOON)
    for change in (
        lambda: notices.settle(db, first.id, at=NOON),
        lambda: notices.fail(db, first.id, error="x", at=NOON),
        lambda: notices.note_unknown(db, first.id, error="x"),
    ):
        with pytest.raises(StoreError, match="is not claimed"):
            change()


def test_notices_are_shown_with_their_website_and_state(db: Connection, website: Website) -> None:
    claim(db, website, brand="x" * 300)
    (row,) = listing.rows(db, "notices")
    assert list(row)[:6] == ["website", "brand", "day", "channel", "status", "severity"]
    assert (row["website"], row["status"], len(row["brand"])) == (website.key, "claimed", 255)
