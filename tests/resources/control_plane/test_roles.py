"""What each role may do."""

from __future__ import annotations

from typing import get_args

import pytest

from resources.control_plane.roles import ROLES, Action, may, read_role
from resources.errors import InputError

ALLOWED = {
    "viewer": {"view"},
    "member": {"view", "read_answers", "export"},
    "admin": {"view", "read_answers", "export", "manage_users"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_readme_says_and_no_more(role: str) -> None:
    assert {action for action in get_args(Action) if may(role, action)} == ALLOWED[role]


@pytest.mark.parametrize("role", ["", "owner", "Admin", "admin "])
def test_a_role_nobody_knows_may_do_nothing(role: str) -> None:
    assert not any(may(role, action) for action in get_args(Action))
    with pytest.raises(InputError, match="viewer, member, admin"):
        read_role(role)
