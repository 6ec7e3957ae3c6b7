"""Users: one account per mailbox, seen by their organization only, no password in a record."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, listing, organizations, passwords, users
from resources.control_plane.users import User
from resources.errors import InputError
from tests.accounts import OTHER_PASSWORD, PASSWORD, CountingHasher

pytestmark = pytest.mark.usefixtures("hasher")


@pytest.fixture
def ada(db: Connection, hasher: CountingHasher) -> User:
    return users.add(db, "ada@example.com", password=PASSWORD, actor="test")


def actions(db: Connection) -> list[str]:
    return [one.action for one in audit.entries(db)][::-1]


def stored_hash(db: Connection, user: User) -> str:
    found = users.credentials(db, user_id=user.id)
    assert found is not None
    return found.password_hash


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"email": "ada"}, "not an e-mail address"),
        ({"password": "short"}, "12 to 1024"),
        ({"role": "owner"}, "viewer, member, admin"),
        ({"name": "a\x00b"}, "control characters"),
        ({"organization": "Not A Slug"}, "cannot be an organization"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_leaves_nothing(
    db: Connection, change: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        users.add(
            db, **{"email": "eve@example.com", "password": PASSWORD, "actor": "test"} | change
        )
    assert actions(db) == []


def test_a_mailbox_has_one_account_in_whatever_spelling(db: Connection, ada: User) -> None:
    before = stored_hash(db, ada)
    with pytest.raises(InputError, match="has an account already"):
        users.add(db, " ADA@Example.com", password=OTHER_PASSWORD, actor="test")
    assert stored_hash(db, ada) == before
    assert users.list_all(db, organization="default") == [ada]


def test_a_mailbox_of_another_organization_is_not_told_whose_it_is(
    db: Connection, ada: User
) -> None:
    with pytest.raises(InputError, match="has an account already") as told:
        users.add(db, "ada@example.com", password=PASSWORD, organization="rival", actor="test")
    assert "default" not in str(told.value)


def test_two_organizations_never_see_each_others_users(db: Connection, ada: User) -> None:
    eve = users.add(db, "eve@rival.test", password=PASSWORD, organization="rival", actor="test")
    assert users.list_all(db, organization="rival") == [eve]
    assert users.list_all(db, organization="default") == [ada]
    for email, organization in ((ada.email, "rival"), (eve.email, "default")):
        with pytest.raises(InputError, match="has no user"):
            users.find(db, email, organization=organization)


@pytest.mark.parametrize("organization", ["nobody", "", "a\x00b"])
def test_an_unknown_organization_says_where_to_look(db: Connection, organization: str) -> None:
    with pytest.raises(InputError, match="onevice show organizations"):
        users.list_all(db, organization=organization)
    with pytest.raises(InputError, match="onevice show organizations"):
        users.find(db, "ada@example.com", organization=organization)


def test_a_new_user_is_an_active_member_until_it_is_said_otherwise(
    db: Connection, ada: User
) -> None:
    assert (ada.role, ada.is_active, ada.last_login_at) == ("member", True, None)
    boss = users.add(
        db, "boss@example.com", password=PASSWORD, role="admin", name=" The  Boss ", actor="test"
    )
    assert (boss.role, boss.name, boss.organization_slug) == ("admin", "The Boss", "default")


def test_another_role_is_audited_with_both_and_the_same_one_changes_nothing(
    db: Connection, ada: User
) -> None:
    assert users.set_role(db, ada, "viewer", actor="test").role == "viewer"
    users.set_role(db, ada, "viewer", actor="test")
    assert actions(db) == ["organization.add", "user.add", "user.role"]
    assert audit.entries(db)[0].detail == {
        "user_id": ada.id,
        "organization": "default",
        "before": "member",
        "after": "viewer",
    }
    with pytest.raises(InputError, match="viewer, member, admin"):
        users.set_role(db, ada, "owner", actor="test")


def test_another_password_takes_the_place_of_the_first(db: Connection, ada: User) -> None:
    users.set_password(db, ada, OTHER_PASSWORD, actor="test")
    assert passwords.matches(stored_hash(db, ada), OTHER_PASSWORD)
    assert not passwords.matches(stored_hash(db, ada), PASSWORD)
    with pytest.raises(InputError, match="12 to 1024"):
        users.set_password(db, ada, "short", actor="test")
    assert passwords.matches(stored_hash(db, ada), OTHER_PASSWORD)


def test_a_deactivated_user_is_shut_out_once_and_has_no_password(db: Connection, ada: User) -> None:
    for _ in range(2):
        users.deactivate(db, ada, actor="test")
    after = users.find(db, ada.email, organization="default")
    assert not after.is_active
    assert stored_hash(db, ada) == passwords.UNUSABLE
    with pytest.raises(InputError, match="onevice user activate"):
        users.set_password(db, after, OTHER_PASSWORD, actor="test")
    assert actions(db)[2:] == ["user.deactivate"]


def test_who_comes_back_needs_a_new_password(db: Connection, ada: User) -> None:
    with pytest.raises(InputError, match="is active"):
        users.activate(db, ada, OTHER_PASSWORD, actor="test")
    users.deactivate(db, ada, actor="test")
    with pytest.raises(InputError, match="12 to 1024"):
        users.activate(db, ada, "", actor="test")
    users.activate(db, ada, OTHER_PASSWORD, actor="test")
    assert users.find(db, ada.email, organization="default") == ada
    assert passwords.matches(stored_hash(db, ada), OTHER_PASSWORD)


def test_a_user_the_seed_leaves_half_empty_is_not_let_in(db: Connection, ada: User) -> None:
    db.exec_driver_sql("UPDATE control.users SET role = NULL, is_active = NULL")
    found = users.find(db, ada.email, organization="default")
    assert (found.role, found.is_active) == ("viewer", False)


def test_no_record_and_no_repr_holds_a_password_or_its_hash(db: Connection, ada: User) -> None:
    users.set_password(db, ada, OTHER_PASSWORD, actor="test")
    shown = [repr(ada), repr(users.credentials(db, user_id=ada.id))]
    shown += [repr(one) for one in audit.entries(db)]
    shown += [json.dumps(listing.rows(db, "users"), default=str)]
    for secret in (PASSWORD, OTHER_PASSWORD, "argon2"):
        assert secret not in "".join(shown)


@pytest.mark.parametrize("user_id", ["", "garbage", "00000000-0000-7000-8000-000000000000"])
def test_an_id_nobody_has_finds_nobody(db: Connection, user_id: str) -> None:
    organizations.find_or_add(db, "default", actor="test")
    assert users.get(db, user_id) is None
