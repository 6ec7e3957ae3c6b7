"""Pages of people by name: each begins after the last one of the page before, not at a number.

So whoever is there throughout is on exactly one page, however many come and go meanwhile; the
seed's SKIP (§5.1) would show some twice and leave others out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.show import Shown
from onevice_assets.entertainment.graph.model.people import ROLE_TYPES, UNION_STATUSES
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.similar import check, check_limit
from resources.errors import InputError

_SIGNS: Final = 8
_MOST_CHARACTERS: Final = 2_000


@dataclass(frozen=True)
class Listed:
    """Which people.

    Attributes:
        role: only of it; none for any.
        union: only of this status; none for any.
        since: recent work is what was completed from this day on.
    """

    role: str | None = None
    union: str | None = None
    since: date | None = None


@dataclass(frozen=True)
class Page:
    """One page: rows `p` and `recent` (up to three names), by name and id.

    Attributes:
        rows: at most the size of a page.
        next: token of the page after it; empty where this is the last one.
    """

    rows: tuple[Shown, ...]
    next: str = ""


def list_people(door: Door, listed: Listed, *, size: int = 20, page: str = "") -> Page:
    """One page of people.

    Args:
        door: who asks.
        listed: which people; the same for every page.
        size: people a page, 1 to 100; may change from page to page.
        page: token of the page before it; empty for the first one.

    Raises:
        InputError: a token that is broken or of another listing, or an unknown value.
        StoreError: the graph does not answer.
    """
    check(listed.role, ROLE_TYPES, "role of a person")
    check(listed.union, UNION_STATUSES, "union status")
    name, identity = read_token(page, listed) if page else ("", "")
    answer = door.ask(
        questions.LIST_PEOPLE,
        after_name=name,
        after_id=identity,
        role=listed.role,
        union=listed.union,
        since=listed.since,
        limit=check_limit(size) + 1,
    )
    if answer.source == "fallback":
        return Page(answer.rows)  # not in the order of names: there is no page after it
    rows = answer.rows[:size]
    more = len(answer.rows) > size
    last = rows[-1]["p"] if more else None
    return Page(rows, write_token(last["name"], last["id"], listed) if last else "")


def write_token(name: str, identity: str, listed: Listed) -> str:
    """A token for what comes after somebody; only for the same listing."""
    text = json.dumps([name, identity, _sign(listed)], ensure_ascii=False)
    raw = text.encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(_check_sum(raw) + raw).decode().rstrip("=")


def read_token(token: str, listed: Listed) -> tuple[str, str]:
    """Name and id that a token stands for.

    Raises:
        InputError: it is broken, or of another listing.
    """
    if len(token) > _MOST_CHARACTERS:
        raise _broken()
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        given, raw = whole[:_SIGNS], whole[_SIGNS:]
        if given != _check_sum(raw):
            raise _broken()
        name, identity, sign = json.loads(raw.decode("utf-8", "surrogatepass"))
    except (binascii.Error, ValueError) as error:
        raise _broken() from error
    if sign != _sign(listed):
        raise InputError(
            "That page token is of a listing with another role or union. Give the same filters as "
            "for the page it came with, or none of it to begin anew."
        )
    return str(name), str(identity)


def _broken() -> InputError:
    return InputError(
        "That page token is broken: it is to be given as it was printed, whole. Leave --page out "
        "to begin anew. Nothing was read."
    )


def _check_sum(raw: bytes) -> bytes:
    """Against what was cut or mistyped; a token grants nothing, so it need not be secret."""
    return hashlib.sha256(raw).digest()[:_SIGNS]


def _sign(listed: Listed) -> str:
    text = json.dumps([listed.role, listed.union])
    return hashlib.sha256(text.encode()).hexdigest()[:_SIGNS]
