"""Which days would be read otherwise now: by their rows, their answers and the names of then.

All names are kept under their version (`names/` of the object store) when they are first seen, so
that what a day was read with can be compared with what is in force. A day that would be read the
same is noted (`tables/name_checks`); its rows keep their version.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.brand_states.find_affected import Affected, Row, tracks_otherwise
from onevice_assets.brand_monitor.brand_states.find_stale import read_label
from onevice_assets.brand_monitor.brand_states.name_changes import compare_names, describe_names
from onevice_assets.brand_monitor.brand_states.read_decisions import read_decisions
from onevice_assets.partitions import split_key
from onevice_assets.tables import answers
from onevice_assets.tables.name_checks import name_checks
from resources.errors import MissingDataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake
    from resources.object_store import Objects

_NAMES = "names/{}.json"


class StaleDays:
    """Tells of days whether they are to be read again; made anew for each search."""

    def __init__(
        self, control: ControlPlane, lake: Lake, objects: Objects, alias_version: str
    ) -> None:
        """Take the stores and the version of the names in force."""
        self._control, self._lake, self._objects = control, lake, objects
        self._version = alias_version
        self._affected: dict[str, Affected | None] = {}
        self._notes: dict[str, dict[date, tuple[str, str]]] = defaultdict(dict)
        self._checks: dict[str, dict[date, tuple[str, str]]] = {}

    def keep_names(self) -> None:
        """Keep the names in force under their version, once.

        Names that change meanwhile are not kept: days read with them are read again in full.
        """
        from resources.control_plane import brands

        path = _NAMES.format(self._version)
        if self._objects.exists(path):
            return
        with self._control.begin() as db:
            before = brands.alias_version(db)
            decided = read_decisions(db)
        if before == decided.alias_version == self._version:
            self._objects.put_json(path, describe_names(decided))

    def is_stale(self, partition: str) -> bool:
        """Whether a day would be read otherwise; one whose rows do not tell, may be."""
        try:
            label = read_label(self._lake, partition)
        except MissingDataError:  # erased since it was listed
            return False
        if label is None:
            return True
        if split_key(partition)[1] not in self._websites:
            return False
        states = self._states(partition)
        return self._is_tracked_otherwise(partition, states) or self._reads_otherwise(
            partition, states, label[1]
        )

    def write_notes(self) -> None:
        """Keep what was found to be read the same, so that it is not looked through again."""
        for website, found in self._notes.items():
            known = {**self._known(website), **found}
            rows = [
                {"day": day, "alias_version": then, "same_as": now}
                for day, (then, now) in sorted(known.items())
            ]
            self._lake.write(name_checks, website, rows)
        self._notes.clear()
        self._checks.clear()

    @cached_property
    def _websites(self) -> dict[str, str]:
        from resources.control_plane import websites

        with self._control.begin() as db:
            return {one.key: one.id for one in websites.list_all(db)}

    def _is_tracked_otherwise(self, partition: str, states: Sequence[Row]) -> bool:
        from resources.control_plane import brands

        day, website = split_key(partition)
        with self._control.begin() as db:
            tracked = brands.tracked(db, self._websites[website], date.fromisoformat(day))
        return tracks_otherwise(states, {o.brand_id: o.role for o in tracked})

    def _reads_otherwise(self, partition: str, states: Sequence[Row], then: str) -> bool:
        iso_day, website = split_key(partition)
        day = date.fromisoformat(iso_day)
        checked = self._known(website).get(day, ("", ""))
        base = checked[1] if checked[0] == then else then
        if base == self._version:
            return False
        affected = self._since(base)
        if affected is None or affected.concerns(states, self._candidates(partition)):
            return True
        if any(affected.stands_in(text) for text in self._texts(partition)):
            return True
        self._notes[website][day] = (then, self._version)
        return False

    def _since(self, version: str) -> Affected | None:
        """What changed since a version; none where its names were never kept."""
        if version not in self._affected:
            self._affected[version] = self._compare(version)
        return self._affected[version]

    def _compare(self, version: str) -> Affected | None:
        both = (_NAMES.format(one) for one in (version, self._version))
        try:
            then, now = (self._objects.get_json(path) for path in both)
        except MissingDataError:
            return None
        return Affected(compare_names(then, now))

    def _known(self, website: str) -> dict[date, tuple[str, str]]:
        if website not in self._checks:
            rows = self._lake.read_rows_if_there(name_checks, website)
            self._checks[website] = {
                row["day"]: (row["alias_version"], row["same_as"]) for row in rows
            }
        return self._checks[website]

    def _states(self, partition: str) -> list[dict[str, Any]]:
        table = answers.llm_brand_states.only("brand_id", "role")
        found = self._lake.read_arrow(table, partition)
        return [*found.group_by(["brand_id", "role"]).aggregate([]).to_pylist()]

    def _candidates(self, partition: str) -> list[dict[str, Any]]:
        table = answers.brand_candidates.only("name", "surfaces")
        if not self._lake.exists(table, partition):
            return []
        rows = self._lake.read_arrow(table, partition).to_pylist()
        return [{**row, "surfaces": json.loads(row["surfaces"])} for row in rows]

    def _texts(self, partition: str) -> Iterator[str]:
        table = answers.llm_responses.only("response_text")
        try:
            found = self._lake.read_arrow(table, partition)
        except MissingDataError:
            return
        yield from (row["response_text"] for row in found.to_pylist())
