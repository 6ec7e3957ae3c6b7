"""Access groups: whole lists, each change on record, nothing that is no name."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, users
from resources.control_plane.access_groups import set_groups
from resources.control_plane.users import User
from resources.errors import InputError
from tests.accounts import PASSWORD, CountingHasher


@pytest.fixture
def ada(db: Connection, hasher: CountingHasher) -> User:
    return users.add(db, "ada@example.com", password=PASSWORD, actor="test")


@pytest.mark.parametrize(
    "groups", [[""], ["  "], ["x" * 101], [f"team_{n}" for n in range(101)], ["team_1", ""]]
)
def test_what_is_no_list_of_groups_is_refused_and_changes_nothing(
    db: Connection, ada: User, groups: list[str]
) -> None:
    set_groups(db, ada, ["team_1"], actor="test")
    with pytest.raises(InputError, match="1 to 100 characters"):
        set_groups(db, ada, groups, actor="test")
    found = users.find(db, ada.email, organization="default")
    assert found.access_groups == ("team_1",)


def test_a_user_is_of_no_group_until_somebody_says_so(ada: User) -> None:
    assert ada.access_groups == ()


def test_groups_are_replaced_whole_and_each_change_is_on_record_once(
    db: Connection, ada: User
) -> None:
    before = len(audit.entries(db))
    for wanted in (["team_2", " team_1 ", "team_2"], ["team_1", "team_2"], []):
        set_groups(db, ada, wanted, actor="test")
        ada = users.find(db, ada.email, organization="default")
    noted = audit.entries(db)[: len(audit.entries(db)) - before]
    assert [(one.action, one.detail["after"]) for one in noted] == [
        ("user.groups", []),
        ("user.groups", ["team_1", "team_2"]),
    ]
    assert noted[0].detail["before"] == ["team_1", "team_2"]
    assert ada.access_groups == ()
