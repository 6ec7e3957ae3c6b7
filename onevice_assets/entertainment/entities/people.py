"""The rows this stage gives about people, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from onevice_assets.entertainment.entities.roles.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text.

    Attributes:
        start: offset of its first character within the page.
        end: offset after its last one.
        page: number of the page, from 1.
    """

    start: int
    end: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class PersonRole:
    """A role of a person with the words that say so.

    Attributes:
        role: the role.
        span: of the words that name the role.
        confidence: between 0 and 1: .95 a credit line, .85 a sentence, .6 a weak sign.
        former: it is no longer so.
        is_title: the words are a title ("producer"), not what somebody does ("produced by").
    """

    role: Role
    span: Span
    confidence: float
    former: bool = False
    is_title: bool = False


@dataclass(slots=True)
class Person:
    """One person as one text names them.

    Attributes:
        name: the longest form that the text has, in ordinary case.
        mentions: where they are named.
        roles: what the text says they do, the main one first; empty where it says nothing.
        project: title of the project it says so of, or None.
        organization: who the person works for or with, or None.
        works_for: the text says so at once ("of Droga5", its own credit list), not only nearby.
        character: whom a performer plays, or "".
    """

    name: str
    mentions: list[Span] = field(default_factory=list)
    roles: list[PersonRole] = field(default_factory=list)
    project: str | None = None
    organization: str | None = None
    works_for: bool = False
    character: str = ""
