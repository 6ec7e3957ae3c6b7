"""Names that answers showed, with what stands about each; and finding one by what a person typed.

The rows are the lake's `brand_candidates`; what stands is asked of the control plane, so that it
holds at once and not from the next materialisation on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onevice_assets.cli.session import Session
from onevice_assets.partitions import join_key, split_key
from resources.control_plane.claims import owners, unknown_name
from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onevice_assets.brand_monitor.brand_states.decided_names import DecidedNames

Row = dict[str, Any]

OPEN = "open"
_AROUND = 60  # characters of the answer on either side of the name
_STATES = (OPEN, "known", "tracked", "approved", "merged", "rejected")


@dataclass(frozen=True)
class Seen:
    """A name that answers showed: as they write it most, and their other spellings."""

    name: str
    spellings: tuple[str, ...]


def collect_candidates(session: Session, partition: str) -> list[Row]:
    """The candidates of a day with state, spellings and one piece of evidence, open ones first.

    Raises:
        MissingDataError: when the day was never read.
    """
    from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import is_sure
    from onevice_assets.brand_monitor.brand_states.read_decisions import (
        read_decisions,
        read_tracked,
    )
    from onevice_assets.tables import answers

    lake = session.resources["lake"]
    found = lake.read_rows(answers.brand_candidates, partition)
    with session.resources["control"].begin() as db:
        decided, tracked = read_decisions(db), read_tracked(db, partition)[1]
    names = {one.brand_id: one.name for one in decided.catalogue}
    ours = {one.brand_id for one in tracked}
    texts = _texts(session, partition)
    rows = []
    for row in found:
        surfaces = json.loads(row["surfaces"])
        brand = decided.names.brand_of(row["name"], surfaces)
        state = _state(decided.names, row["name"], brand, ours)
        sure = is_sure(row["name"], row["response_count"], row["confidence"])
        rows.append(
            {
                "name": row["name"],
                "state": state,
                "brand": names.get(brand) if brand and state != "rejected" else None,
                "answers": row["response_count"],
                "shown": row["mention_count"],
                "confidence": row["confidence"],
                "stands_in": not tracked and state != "rejected" and (sure or state in _SAID),
                "spellings": [one for one in surfaces if one != row["name"]],
                "evidence": _evidence(json.loads(row["evidence"]), texts),
            }
        )
    return sorted(rows, key=_order)


_SAID = ("approved", "merged")


def _order(row: Row) -> tuple[int, float, str]:
    return _STATES.index(row["state"]), -row["answers"] * row["confidence"], row["name"]


def _state(names: DecidedNames, name: str, brand: str | None, tracked: set[str]) -> str:
    verdict = names.verdict_on(name)
    if verdict:
        return verdict
    if brand is None:
        return OPEN
    return "tracked" if brand in tracked else "known"


def _texts(session: Session, partition: str) -> dict[str, str]:
    from onevice_assets.tables import answers

    lake = session.resources["lake"]
    if not lake.exists(answers.llm_responses, partition):
        return {}
    rows = lake.read_arrow(answers.llm_responses, partition).select(["id", "response_text"])
    return dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _evidence(places: list[Row], texts: dict[str, str]) -> Row | None:
    """The first place that shows the name: the answer, and the line around it."""
    if not places:
        return None
    first = places[0]
    text = texts.get(first["response_id"])
    if text is None:
        return {"response_id": first["response_id"], "text": first["text"]}
    start, end = first["start"], first["end"]
    left = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    right = text.find("\n", end)
    right = min(right if right >= 0 else len(text), end + _AROUND)
    return {"response_id": first["response_id"], "text": " ".join(text[left:right].split())}


def find_seen(
    session: Session, db: Connection, names: Iterable[str], website: str | None, day: str | None
) -> dict[str, Seen]:
    """Look names up among the candidates, newest day first; by normalized name.

    A name that the catalogue has need not be among them.

    Args:
        session: the command's.
        db: an open transaction.
        names: as typed.
        website: key of the website to look at; all if none.
        day: the day to look at; all if none.

    Raises:
        InputError: when a name is neither there nor in the catalogue, with the nearest names.
    """
    wanted = {normalize_brand_name(name): name for name in names}
    found: dict[str, Seen] = {}
    alike: dict[str, Seen] = {}
    shown: set[str] = set()
    for rows in _days(session, website, day):
        for key in wanted.keys() - found.keys():
            exact, like = _find(key, rows)
            found.update({key: exact} if exact else {})
            alike.update({key: like} if like and key not in alike else {})
        if found.keys() == wanted.keys():
            return found
        shown |= {row["name"] for row in rows}
    for key in wanted.keys() - found.keys():
        if owners(db, wanted[key]):
            continue
        if key not in alike:
            raise unknown_name(db, wanted[key], shown)
        found[key] = alike[key]
    return found


def _days(session: Session, website: str | None, day: str | None) -> Iterator[list[Row]]:
    from onevice_assets.tables import answers

    lake = session.resources["lake"]
    partitions = [split_key(one) for one in lake.partitions(answers.brand_candidates)]
    for on, of in sorted(partitions, reverse=True):
        if website in (None, of) and day in (None, on):
            rows = lake.read_rows(answers.brand_candidates, join_key(on, of))
            yield [{**row, "surfaces": json.loads(row["surfaces"])} for row in rows]


def look_alike(rows: Sequence[Row], catalogue: Iterable[str]) -> tuple[str, str] | None:
    """A candidate whose name begins with another's or a brand's: perhaps both are one."""
    names = {normalize_brand_name(one): one for one in catalogue}
    names |= {normalize_brand_name(row["name"]): row["name"] for row in rows}
    for row in rows:
        words = normalize_brand_name(row["name"]).split()
        for count in range(1, len(words)):
            shorter = names.get(" ".join(words[:count]))
            if shorter is not None:
                return row["name"], shorter
    return None


def _find(key: str, rows: Sequence[Row]) -> tuple[Seen | None, Seen | None]:
    """The candidate of a name, and one of a like spelling.

    A spelling of another candidate stands for itself alone.
    """
    from onevice_assets.brand_monitor.brand_states.decided_names import match_key

    exact = [row for row in rows if row["normalized_name"] == key]
    like = [row for row in rows if match_key(row["name"]) == match_key(key)]
    spelt = [one for row in rows for one in row["surfaces"] if normalize_brand_name(one) == key]
    first, second = (
        Seen(some[0]["name"], tuple(some[0]["surfaces"])) if some else None
        for some in (exact, like)
    )
    return first or (Seen(spelt[0], (spelt[0],)) if spelt else None), second
