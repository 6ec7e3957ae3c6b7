"""One structured episode → the entities it names and the statements it makes. Pure.

Ids follow from the episode, so the same episode makes the same statements, whoever maps it.
"""

from __future__ import annotations

from collections.abc import Mapping as Cells
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from onevice_assets.operations.entities.read_cells import read_span
from onevice_assets.operations.entities.read_says import Said, read_said
from onevice_assets.operations.model.choose import find_mapping
from onevice_assets.operations.model.mapped import NO_TIME, Mapped
from onevice_assets.operations.model.mapping import (
    ENTITY_WORDS,
    Mapping,
    Part,
    Says,
    first,
    name_thing,
    says_deleted,
)
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.statement import LONGEST_NAME, Interval, Statement
from resources.errors import InputError
from resources.identity import derived_id
from resources.operation_tables.entities import Entity, make_entity
from resources.operation_tables.episodes import Episode

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_MICROSECOND: Final = timedelta(microseconds=1)
_AHEAD: Final = timedelta(days=1) // _MICROSECOND
_MOST_VERSIONS: Final = 999_999


def map_episode(organization_id: str, episode: Episode) -> Mapped:
    """Map an episode.

    Args:
        organization_id: whose it is.
        episode: a row or webhook, with the mapping's name as its source.

    Raises:
        InputError: it cannot be used: what it lacks or contradicts, and what to write.
    """
    return _Row(organization_id, episode, find_mapping(episode.source)).map()


class _Row:
    """One row on its way to statements."""

    def __init__(self, organization_id: str, episode: Episode, mapping: Mapping) -> None:
        self._owner, self._mapping = organization_id, mapping
        self._cells: Cells[str, Any] = episode.content
        self._reading = episode.reading
        self._zone = first(self._cells, mapping.zone) or self._reading.get("zone", "UTC")
        self._done = Mapped(episode)

    def map(self) -> Mapped:
        """Everything it says."""
        mapping, done = self._mapping, self._done
        is_gone = says_deleted(mapping, self._cells)
        done.known_at, stands_from = self._read_known(is_gone=is_gone)
        row, lasting = self._read_valid(), Interval(stands_from, FOREVER)
        done.is_deleted = is_gone and any(part.key == mapping.own_key for part in mapping.parts)
        about = [(part, key) for part in mapping.parts if (key := self._read_key(part))]
        if not about:
            keys = " and no ".join(part.key[0][0] for part in mapping.parts)
            raise InputError(f"it has no {keys}: fill what it is about")
        for part, key in about:
            subject = self._name(part.kind, key)
            if done.is_deleted:
                self._end(part, subject, lasting)
            elif not is_gone:  # a row that only relates things is taken back by its deletion
                for says in part.says:
                    self._say(says, subject, row if says.time == "row" else lasting)
        if is_gone and not done.is_deleted and done.episode.source_key is None:
            done.notes.append("it is deleted, but nothing says which row it was: give rows an id")
        return done

    def _read_known(self, *, is_gone: bool) -> tuple[int, int]:
        """Since when the source knew it, and from when what it states stands."""
        ingested = (self._done.episode.ingested_at - _EPOCH) // _MICROSECOND
        deleted_at = self._mapping.deleted_at if is_gone else ()
        text = first(self._cells, (*deleted_at, *self._mapping.known))
        given = text or self._reading.get("as_of")
        if not given:
            return ingested, ingested
        known = read_span(given, self._zone).start
        if known > ingested + _AHEAD:
            raise InputError(f"it is known since {given}, which is still to come: correct it")
        number = first(self._cells, self._mapping.sequence) or ""
        # versions of one moment keep their order: their number goes where microseconds are
        later = min(int(number), _MOST_VERSIONS) if number.isdecimal() and text else 0
        return known + later, known

    def _read_valid(self) -> Interval:
        begin = first(self._cells, self._mapping.start)
        finish = first(self._cells, self._mapping.end)
        start = BEGINNING if begin is None else read_span(begin, self._zone).start
        end = FOREVER if finish is None else read_span(finish, self._zone).end
        if start >= end:
            raise InputError(f"it begins ({begin}) after it ends ({finish}): swap or correct them")
        return Interval(start, end)

    def _read_key(self, part: Part) -> str | None:
        keys = [first(self._cells, columns) for columns in part.key]
        if all(keys):
            return "/".join(map(str, keys))
        if not part.is_needed:
            return None
        lacking = next(c[0] for c, k in zip(part.key, keys, strict=True) if not k)
        raise InputError(_tell_no_key(part.kind, lacking))

    def _name(self, kind: str, key: str) -> str:
        name = name_thing(kind, self._mapping.system, key)
        if len(name) > LONGEST_NAME:
            raise InputError(f"the key of its {kind} has {len(key)} characters: shorten it")
        if kind in ENTITY_WORDS and name not in self._done.entities:
            made = _make_entity(self._owner, kind, self._mapping.system, key, name)
            self._done.entities[name] = made
        return name

    def _say(self, says: Says, subject: str, valid: Interval) -> None:
        said = read_said(says, self._cells, self._reading.get("currency", "USD"))
        if said is None:
            self._tell_missing(says)
            return
        into = self._done.of_row if says.time == "row" else self._done.lasting
        into.append(self._state(subject, says.relation, self._refer(says, said), valid, said))

    def _refer(self, says: Says, said: Said) -> str:
        return self._name(says.of, said.text) if says.reads == "reference" else said.text

    def _tell_missing(self, says: Says) -> None:
        named = first(self._cells, says.named)
        if named is not None:
            self._done.notes.append(
                f"it names its {says.relation} ({named[:60]}) without a key, and two may have one "
                f"name, so none is linked: add a column {says.columns[0]}"
            )
        elif says.expected:
            self._done.notes.append(f"it has no {says.relation}: fill {says.columns[0]}")

    def _end(self, part: Part, subject: str, since: Interval) -> None:
        """The thing was deleted: what was stated of it holds no longer."""
        one = {says.relation for says in part.says if says.holds == "one"} - {"status"}
        for relation in sorted(one):
            self._done.lasting.append(self._state(subject, relation, None, since, denies=True))
        self._done.lasting.append(self._state(subject, "status", "deleted", since))

    def _state(
        self,
        subject: str,
        relation: str,
        object_: str | None,
        valid: Interval,
        said: Said | None = None,
        *,
        denies: bool = False,
    ) -> Statement:
        episode = self._done.episode
        where = f"{episode.source} {episode.file}" + (f":{episode.line}" if episode.line else "")
        return Statement(
            # of one subject and relation a row says one thing
            derived_id(NO_TIME, "operations.statements", episode.id, subject, relation),
            subject,
            relation,
            object_,
            valid,
            self._done.known_at,
            denies=denies,
            attributes={"episode": episode.id, **(said.attributes if said else {})},
            source=where[-512:],
        )


@lru_cache(maxsize=50_000)
def _make_entity(owner: str, kind: str, system: str, key: str, name: str) -> Entity:
    """The same few customers stand in many rows."""
    return make_entity(owner, kind, system, key, name)


def _tell_no_key(kind: str, column: str) -> str:
    if kind == "Customer":
        return f"it names a customer without a key, and two may have one name: add a {column}"
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    return f"it is {article} {kind.lower()} without {column}: fill it"
