"""Entries of the audit log about a subject: they keep their action and time, and become hashes.

    subject    'erased:' and the SHA-256 of id, actor, subject and detail as they were
    detail     {}
    actor      stays, unless the actor is erased

Whoever has the old entry can show that it is this one; nobody reads the old one out of it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from resources.erasure.subject import Subject
from resources.identity import text_hash

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_ALLOW: Final = "SELECT set_config('onevice.erasing', %(value)s, true)"
_READ: Final = (
    "SELECT id::text, website_id::text, actor, subject, detail::text FROM control.audit_log "
    "WHERE subject !~ '^erased:[0-9a-f]{64}$' AND action !~ '^erasure[.]'"
)
_HASH: Final = """
UPDATE control.audit_log SET website_id = NULL, detail = '{}',
    actor = CASE WHEN actor = ANY(%(actors)s) THEN 'erased' ELSE actor END,
    subject = 'erased:' || encode(sha256(convert_to(
        id::text || chr(10) || actor || chr(10) || subject || chr(10) || detail::text, 'UTF8'
    )), 'hex')
WHERE id = ANY(%(ids)s::uuid[])
"""


def find_entries(
    db: Connection, subject: Subject, brands: Collection[str] = (), texts: Collection[str] = ()
) -> list[str]:
    """Ids of the entries that say something of a subject.

    Args:
        db: the open transaction.
        subject: whom an erasure is about.
        brands: names of brands that go with it.
        texts: further texts, such as slugs, that an entry may be about.
    """
    about = {*texts, *brands, *subject.users.values()}
    if subject.is_whole_organization:
        about.add(subject.organization)
    quoted = [f'"{one}"' for one in about if one]
    return [
        entry
        for entry, website, actor, what, detail in db.exec_driver_sql(_READ)
        if website in subject.websites
        or what in about
        or subject.is_said_in(f"{actor}\n{what}\n{detail}")
        or any(one in detail for one in quoted)
    ]


def hash_archived(line: str, subject: Subject) -> str:
    """An archived entry as a hash of its line: one that is a hash already stays as it is.

    Args:
        line: the row as PostgreSQL wrote it, JSON.
        subject: whom an erasure is about.
    """
    row = json.loads(line)
    if re.fullmatch("erased:[0-9a-f]{64}", row["subject"]) or row["action"].startswith("erasure."):
        return line
    is_theirs = any(one in row["actor"] for one in subject.users.values())
    row |= {"website_id": None, "detail": {}, "subject": f"erased:{text_hash(line)}"}
    row |= {"actor": "erased"} if is_theirs else {}
    return json.dumps(row, ensure_ascii=False)


def hash_entries(db: Connection, ids: Collection[str], subject: Subject) -> int:
    """Make entries hashes; again changes nothing."""
    if not ids:
        return 0
    actors = [f"{kind}:{who}" for kind in ("user", "dashboard") for who in subject.users.values()]
    db.exec_driver_sql(_ALLOW, {"value": "on"})
    values = {"ids": list(ids), "actors": [*actors, *subject.users.values()]}
    changed = db.exec_driver_sql(_HASH, values).rowcount
    db.exec_driver_sql(_ALLOW, {"value": "off"})
    return changed
