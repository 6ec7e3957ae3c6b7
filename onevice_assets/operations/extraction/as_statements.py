"""What was read of a document as entities and statements, each with the words that say so. Pure.

Ids follow from the episode and what is said, so the same reading makes the same statements.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from onevice_assets.operations.extraction.extracted import (
    Attribute,
    Entity,
    Extracted,
    Money,
    Relation,
    Span,
)
from onevice_assets.operations.model import documents
from onevice_assets.operations.model.amount import Amount
from onevice_assets.operations.model.documents import Told
from onevice_assets.operations.model.mapped import NO_TIME, Mapped
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.reading.read_dates import read_time, read_zone
from onevice_assets.operations.timeline.statement import LONGEST_NAME, Interval, Statement
from onevice_assets.operations.timeline.statement import Relation as Declared
from resources.errors import InputError
from resources.identity import derived_id
from resources.operation_tables.entities import make_entity
from resources.operation_tables.episodes import Episode

LONGEST_QUOTE: Final = 300
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_AHEAD: Final = timedelta(days=1)
_SENTENCE_ENDS: Final = re.compile(r"[.!?](?=\s)|[\n\f]")


def as_statements(
    organization_id: str,
    episode: Episode,
    text: str,
    read: Extracted,
    declared: Mapping[str, Declared],
) -> Mapped:
    """What a document or mail says.

    Args:
        organization_id: whose it is.
        episode: the document or mail.
        text: of it, whole; places of `read` are places in it.
        read: by rules, or by a model too.
        declared: relations as the organization has them: where it says that a unit has many
            drivers, two of one document are both stated.

    Returns:
        Entities and statements; `notes` tells what of it was left out, and what to do.
    """
    return _Document(organization_id, episode, text, declared).map(read)


def known_since(episode: Episode) -> tuple[int, str]:
    """Since when what a document says is known, microseconds, and why not since it was said.

    That is when it was sent, else the day it was delivered as of, else when it came.
    """
    came, said = episode.ingested_at, episode.event_at
    if said is None and (as_of := episode.reading.get("as_of")):
        span = read_time(as_of, read_zone(episode.reading.get("zone", "UTC")))
        if span is not None:
            said = _EPOCH + timedelta(microseconds=span.start)
    if said is None:
        return (came - _EPOCH) // _MICROSECOND, ""
    if said - came > _AHEAD:
        note = f"it says it was sent {said.isoformat()}, after it came: correct its date"
        return (came - _EPOCH) // _MICROSECOND, note
    return (said - _EPOCH) // _MICROSECOND, ""


def quote(text: str, span: Span) -> str:
    """The sentence or line that a place is in, `LONGEST_QUOTE` characters at most around it."""
    ends = [one.end() for one in _SENTENCE_ENDS.finditer(text, max(span.start - 2_000, 0))]
    first = max((end for end in ends if end <= span.start), default=max(span.start - 2_000, 0))
    last = min((end for end in ends if end >= span.end), default=span.end + LONGEST_QUOTE)
    if last - first > LONGEST_QUOTE:
        room = max(LONGEST_QUOTE - (span.end - span.start), 0) // 2
        first, last = max(first, span.start - room), min(last, span.end + room)
    return " ".join(text[first:last].split())[:LONGEST_QUOTE]


@dataclass
class _Document:
    """One document on its way to statements."""

    owner: str
    episode: Episode
    text: str
    declared: Mapping[str, Declared]
    done: Mapped = field(init=False)
    zone: tzinfo = field(init=False)

    def __post_init__(self) -> None:
        known, note = known_since(self.episode)
        self.done = Mapped(self.episode, known, notes=[note] if note else [])
        self.zone = read_zone(self.episode.reading.get("zone", "UTC"))

    def map(self, read: Extracted) -> Mapped:
        """Everything it says."""
        self.done.notes += read.issues
        kept = [one for one in read.entities if self._keep(one)]
        for one in kept:
            own = self._own_time(one)
            if one.type in ("Customer", "Driver"):
                self._say(one.subject, documents.NAME, one.name, own, one.spans[0])
            for attribute in one.attributes:
                self._say_property(one, attribute, own)
        subjects = {one.subject for one in kept}
        self._relate(one for one in read.relations if {_of(one), _to(one)} <= subjects)
        return self.done

    def _keep(self, one: Entity) -> bool:
        if len(one.subject) > LONGEST_NAME:
            shown = f"{one.type} {one.key[:40]!r}…"
            self.done.notes.append(f"the name of {shown} is too long and left out: shorten it")
            return False
        made = make_entity(self.owner, one.type, "", one.key, one.subject)
        self.done.entities.setdefault(one.subject, made)
        return True

    def _own_time(self, one: Entity) -> Interval:
        """As long as the thing is: an invoice from the day it was issued."""
        issued = next((str(a.value) for a in one.attributes if a.name == "issued_on"), "")
        return self._from(issued, BEGINNING)

    def _from(self, text: str, otherwise: int) -> Interval:
        """From a day or local time on."""
        try:
            found = read_time(text, self.zone) if text else None
        except InputError as error:  # an hour that a change of clocks leaves out
            self.done.notes.append(f"{error}")
            found = read_time(text[:10], self.zone)
        return Interval(otherwise if found is None else found.start, FOREVER)

    def _say_property(self, one: Entity, attribute: Attribute, own: Interval) -> None:
        told = documents.PROPERTIES[one.type, attribute.name]
        valid = own if told.time == "own" else Interval(self.done.known_at, FOREVER)
        text, more = str(attribute.value), dict[str, Any]()
        if isinstance(money := attribute.value, Money):
            text, more = str(Amount(money.minor, money.currency)), {"minor_units": money.minor}
        self._say(one.subject, told, text, valid, attribute.span, more)

    def _relate(self, relations: Iterable[Relation]) -> None:
        """State relations; of what holds one at a time, two of one moment are none."""
        groups: dict[tuple[str, Told, Interval], list[Relation]] = defaultdict(list)
        for one in relations:
            told = documents.RELATIONS_OF[one.subject.type, one.relation]
            if one.relation == "equipment" and _is_trailer(one.object):
                told = documents.TRAILER
            default = self.done.known_at if told.time == "said" else BEGINNING
            groups[_of(one), told, self._from(one.valid_from, default)].append(one)
        for (subject, told, valid), several in groups.items():
            stated = self._choose(subject, told, several)
            for one in several if stated else ():
                self._say(subject, stated, _to(one), valid, one.span)  # type: ignore[arg-type]

    def _choose(self, subject: str, told: Told, several: list[Relation]) -> Told | None:
        relation = self.declared.get(told.relation) or documents.DECLARED[told.relation]
        if len({_to(one) for one in several}) == 1 or relation.holds == "many":
            return told
        if told.several:
            return Told(told.several, "many", told.time)
        named = " and ".join(sorted({one.object.name for one in several}))
        self.done.notes.append(
            f"it names {named} as the {told.relation} of {subject} at once, and one is held at a "
            "time, so none is stated: say who it was"
        )
        return None

    def _say(
        self,
        subject: str,
        told: Told,
        value: str,
        valid: Interval,
        span: Span,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        attributes: dict[str, Any] = {"episode": self.episode.id, **(more or {})}
        if len(value) > LONGEST_NAME:
            attributes["text"], value = value[:5_000], f"{value[: LONGEST_NAME - 1]}…"
        attributes |= {
            "page": span.page,
            "place": [span.start, span.end],
            "quote": quote(self.text, span),
        }
        said = (subject, told.relation, value, valid.start, json.dumps(attributes, sort_keys=True))
        into = self.done.lasting if told.time == "said" else self.done.of_row
        into.append(
            Statement(
                derived_id(NO_TIME, "operations.statements", self.episode.id, *said),
                subject,
                told.relation,
                value,
                valid,
                self.done.known_at,
                attributes=attributes,
                source=f"{self.episode.source} {self.episode.file}"[-512:],
            )
        )


def _of(one: Relation) -> str:
    return one.subject.subject


def _to(one: Relation) -> str:
    return one.object.subject


def _is_trailer(one: Entity) -> bool:
    return any(a.name == "kind" and a.value == "trailer" for a in one.attributes)
