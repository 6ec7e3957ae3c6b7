"""Who is one, as rows of the lake: entities, whose each name is, the log of merges, reviews."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from onevice_assets.entertainment.entities.linkage.mentions import Entity, Mention
from onevice_assets.entertainment.entities.linkage.merge import PERSONS, merge_rows
from onevice_assets.entertainment.entities.resolving.gather import Gathered
from onevice_assets.entertainment.entities.resolving.resolve import Linked, Resolution
from resources.identity import derived_id

Row = dict[str, Any]


def keep_resolution(gathered: Gathered, resolution: Resolution) -> dict[str, list[Row]]:
    """Rows of every table of `tables/resolution.py` that a run writes, by name of the table."""
    keeper = _Keeper(gathered, resolution)
    linked = list(resolution.linked.values())
    return {
        "resolved_entities": [row for one in linked for row in keeper.entities(one)],
        "resolved_identities": [row for one in linked for row in keeper.identities(one)],
        "merge_log": [row for one in linked for row in keeper.merges(one)],
        "merge_reviews": [row for one in linked for row in keeper.reviews(one)],
    }


class _Keeper:
    """Makes rows of one organization."""

    def __init__(self, gathered: Gathered, resolution: Resolution) -> None:
        self._owner = gathered.organization_id
        self._gathered, self._resolution = gathered, resolution
        self._mentions: dict[str, Mention] = {
            mention.id: mention
            for one in resolution.linked.values()
            for entity in one.entities
            for mention in entity.mentions
        }

    def entities(self, linked: Linked) -> Iterator[Row]:
        """A row for every entity."""
        for one in linked.entities:
            days = [mention.day for mention in one.mentions]
            yield {
                "id": one.id,
                "organization_id": self._owner,
                "kind": linked.kind,
                "name": one.name,
                "aliases": _tell(one.aliases),
                "mention_count": len(one.mentions),
                "document_count": len({mention.document_id for mention in one.mentions}),
                "first_seen_on": min(days),
                "last_seen_on": max(days),
                "created_at": self._first_at(one),
            }

    def identities(self, linked: Linked) -> Iterator[Row]:
        """A row for every name in a document."""
        for one in linked.entities:
            for mention in one.mentions:
                yield {
                    "id": mention.id,
                    "organization_id": self._owner,
                    "kind": linked.kind,
                    "entity_id": one.id,
                    "document_id": mention.document_id,
                    "document_entity_id": self._resolution.rows[mention.id]["id"],
                    "name": mention.name,
                    "created_at": self._time_of(mention.id),
                }

    def merges(self, linked: Linked) -> Iterator[Row]:
        """A row for every merge, both rows as they were in it; replayed in order."""
        rows: dict[str, Mapping[str, Any]] = {}
        for place, merge in enumerate(linked.merges, 1):
            kept = self._row_of(rows, merge.kept)
            absorbed = self._row_of(rows, merge.absorbed)
            before = rows | {kept["id"]: kept, absorbed["id"]: absorbed}
            after, entry = merge_rows(before, kept["id"], absorbed["id"], PERSONS, merge.reasons)
            rows = dict(after)
            yield {
                "id": self._id("merge_log", merge.kept, merge.absorbed, linked.kind),
                "organization_id": self._owner,
                "kind": linked.kind,
                "place": place,
                "kept_name": kept["name"],
                "absorbed_name": absorbed["name"],
                "kept_ids": _tell(merge.kept),
                "absorbed_ids": _tell(merge.absorbed),
                "chance": merge.chance,
                "reasons": _tell(merge.reasons),
                "kept": _tell(entry.kept),
                "absorbed": _tell(entry.absorbed),
                "merged": _tell(entry.merged),
                "created_at": self._time_of(*merge.kept, *merge.absorbed),
            }

    def reviews(self, linked: Linked) -> Iterator[Row]:
        """A row for every pair to look at."""
        for one in linked.reviews:
            yield {
                "id": self._id("merge_reviews", one.one, one.other, linked.kind),
                "organization_id": self._owner,
                "kind": linked.kind,
                "one_name": self._mentions[one.one[0]].name,
                "other_name": self._mentions[one.other[0]].name,
                "one_ids": _tell(one.one),
                "other_ids": _tell(one.other),
                "chance": one.chance,
                "reasons": _tell(one.reasons),
                "created_at": self._time_of(*one.one, *one.other),
            }

    def _row_of(self, rows: Mapping[str, Mapping[str, Any]], ids: Sequence[str]) -> Row:
        """The row of a group of names: as merges left it, or that of its one name."""
        for identity in ids:
            if identity in rows:
                return dict(rows[identity])
        told = [self._resolution.rows[one] for one in ids]
        names = [self._mentions[one].name for one in ids]
        days = [self._mentions[one].day.isoformat() for one in ids]
        return {
            "id": ids[0],
            "name": max(names, key=lambda name: (len(name), name)),
            "aliases": tuple(sorted(set(names))),
            "mention_ids": tuple(ids),
            "organizations": tuple(sorted({row["organization"] or "" for row in told} - {""})),
            "projects": tuple(sorted({row["project"] or "" for row in told} - {""})),
            "first_seen_on": min(days),
            "last_seen_on": max(days),
        }

    def _id(self, table: str, one: Sequence[str], other: Sequence[str], kind: str) -> str:
        return derived_id(self._time_of(*one, *other), table, kind, _tell(one), _tell(other))

    def _first_at(self, entity: Entity[Any]) -> datetime:
        return min(self._time_of(mention.id) for mention in entity.mentions)

    def _time_of(self, *mentions: str) -> datetime:
        """Logical time of names: when the last of their documents first came."""
        files = (self._resolution.rows[one]["document_file_id"] for one in mentions)
        times: list[datetime] = [self._gathered.by_file[file]["first_at"] for file in files]
        return max(times)


def _tell(value: Iterable[Any] | Mapping[str, Any]) -> str:
    told = dict(value) if isinstance(value, Mapping) else list(value)
    return json.dumps(told, ensure_ascii=False, default=date.isoformat)
