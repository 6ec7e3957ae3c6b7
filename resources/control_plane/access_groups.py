"""Access groups of users: which rows of a group's a user may see beyond their role.

They stand with the user, not with a session, so that taking one away holds from the next question
on. What a group opens: `onevice_assets.entertainment.access`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from resources.control_plane import audit
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.users import User

_MOST: Final = 100
_MOST_CHARACTERS: Final = 100


def clean_groups(groups: Iterable[str]) -> tuple[str, ...]:
    """Names of groups without blanks around them, each once, in order.

    Raises:
        InputError: more than 100 of them, or one of no or more than 100 characters.
    """
    found = tuple(sorted({one.strip() for one in groups}))
    if len(found) > _MOST or any(not 0 < len(one) <= _MOST_CHARACTERS for one in found):
        raise InputError(
            f"Access groups are at most {_MOST} names of 1 to {_MOST_CHARACTERS} characters. "
            "Nothing was read or changed."
        )
    return found


def set_groups(db: Connection, user: User, groups: Iterable[str], *, actor: str) -> tuple[str, ...]:
    """Let a user be of these groups and no other; the same ones change nothing.

    Returns:
        The groups they are of now.

    Raises:
        InputError: names that are none.
    """
    wanted = clean_groups(groups)
    sql = (
        "UPDATE control.users SET access_groups = %(groups)s, updated_at = now() "
        "WHERE id = %(id)s AND access_groups IS DISTINCT FROM %(groups)s::text[]"
    )
    changed = db.exec_driver_sql(sql, {"id": user.id, "groups": list(wanted)}).rowcount
    if changed:
        detail = {
            "user_id": user.id,
            "organization": user.organization_slug,
            "before": list(user.access_groups),
            "after": list(wanted),
        }
        audit.record(db, actor=actor, action="user.groups", subject=user.email, detail=detail)
    return wanted
