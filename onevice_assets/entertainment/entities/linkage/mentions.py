"""What resolution takes and gives: mentions found in documents, and the entities they are of.

Plain values, no rule. A mention's id is the id of its row; its order among others means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar

DecidedAs = Literal["one", "apart"]


@dataclass(frozen=True, order=True)
class Mention:
    """A name in a document.

    Attributes:
        id: id of the mention's row.
        name: as written.
        document_id: the document it stands in (one id for all versions of a file).
        day: the document's logical day: decides which mention gives an entity its id.
    """

    id: str
    name: str
    document_id: str
    day: date


@dataclass(frozen=True, order=True)
class PersonMention(Mention):
    """A person's name, with what its own context tells.

    Attributes:
        role: as written or classified ("Director of Photography"), "" if unknown.
        organization: whom they work for here, as written.
        projects: titles or ids of projects they are named with.
        emails: addresses, as written.
        phones: numbers, as written.
    """

    role: str = ""
    organization: str = ""
    projects: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class OrganizationMention(Mention):
    """An organization's name, with names of projects and people it stands with, and its hosts."""

    projects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class ProjectMention(Mention):
    """A project's title with its client, as written, and the year if told."""

    client: str = ""
    people: tuple[str, ...] = ()
    year: int | None = None


M = TypeVar("M", bound=Mention)


@dataclass(frozen=True, order=True)
class Decision:
    """What a person decided in review: two mentions are of one entity, or never are.

    Attributes:
        one: id of a mention.
        other: id of another.
        as_: "one" or "apart".
    """

    one: str
    other: str
    as_: DecidedAs


@dataclass(frozen=True, order=True)
class Merge:
    """Two groups of mentions that became one, in the order it happened.

    Attributes:
        kept: ids of the mentions of the group that kept its id, sorted.
        absorbed: ids of the mentions that joined it, sorted.
        chance: probability it rests on, 0–1.
        reasons: the evidence, for people.
    """

    kept: tuple[str, ...]
    absorbed: tuple[str, ...]
    chance: float
    reasons: tuple[str, ...]

    def undone(self) -> Decision:
        """The decision that undoes this merge, now and in every later run."""
        return Decision(self.kept[0], self.absorbed[0], "apart")


@dataclass(frozen=True, order=True)
class Review:
    """Two entities that may be one: a person decides.

    Attributes:
        one: ids of the mentions of one, sorted.
        other: of the other.
        chance: probability, 0–1.
        reasons: what speaks for it and against it.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    chance: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Entity(Generic[M]):
    """Mentions that are of one person, organization or project.

    Attributes:
        id: deterministic UUID v7 (see `identities`).
        name: the fullest of its names that is used most.
        aliases: its other spellings, sorted.
        mentions: sorted by day and id.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[M, ...]


@dataclass(frozen=True)
class Resolved(Generic[M]):
    """What resolution found: entities by id, the merges that led there, what people should see.

    Attributes:
        large_blocks: contexts that so many share that not all in them were compared (`pairs`).
    """

    entities: list[Entity[M]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    large_blocks: int = 0
