"""The audit log: in the transaction of the decision, and never changed afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from resources.control_plane import audit, brands, listing
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE control.audit_log SET actor = 'nobody'",
        "DELETE FROM control.audit_log",
        "TRUNCATE control.audit_log",
        "TRUNCATE control.websites, control.audit_log CASCADE",
    ],
)
def test_a_record_cannot_be_changed_or_removed(
    db: Connection, website: Website, change: str
) -> None:
    with pytest.raises(ProgrammingError, match="append only"), db.begin_nested():
        db.exec_driver_sql(change)
    assert audit.entries(db)[0].action == "website.add"


def test_a_decision_that_is_rolled_back_leaves_no_record(control: ControlPlane) -> None:
    with pytest.raises(RuntimeError), control.begin() as db:
        brands.add(db, "SQLite", actor="test")
        raise RuntimeError
    with control.begin() as db:
        assert audit.entries(db) == []
        assert brands.list_all(db) == []


def test_a_record_says_who_decided_what_about_what(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "SQLite", "own", actor="cli:ann")
    entry = audit.entries(db, website_id=website.id)[0]
    assert (entry.actor, entry.action, entry.subject) == ("cli:ann", "brand.track", "SQLite")
    assert (entry.website_id, entry.detail["role"]) == (website.id, "own")


def test_every_table_can_be_listed_with_names_and_without_secrets(
    db: Connection, website: Website
) -> None:
    brands.track(db, website.id, "SQLite", "own", actor="test")
    for table in listing.TABLES:
        for row in listing.rows(db, table):
            assert "password_hash" not in row
    (row,) = listing.rows(db, "website_brands")
    assert (row["website"], row["brand"], row["role"]) == ("default.demo.test", "SQLite", "own")
    assert len(listing.rows(db, "audit_log", limit=1)) == 1
