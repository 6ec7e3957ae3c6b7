"""What of a model's reply about a page stands: only what the page says itself.

A name, a quote, a title or a company that is not in the page is dropped and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.entertainment.entities.asking.build_call import CATEGORIES, ORGANIZATION_TYPES
from onevice_assets.entertainment.entities.names.write_names import name_key, show_name
from onevice_assets.entertainment.entities.people import Person, PersonRole, Span
from onevice_assets.entertainment.entities.read_concepts import Concept
from onevice_assets.entertainment.entities.read_mentions import Named
from onevice_assets.entertainment.entities.roles.compare_roles import split_roles
from resources.errors import ProviderError
from resources.llm.structured import read_object

_CONFIDENCE = 0.8
_CONTEXT = 200  # characters between a person and the words that give the role
_MOST_WORDS, _MOST_LETTERS = 8, 80  # of a name; a sentence is none
_NO_NAME = re.compile(r"[<>{}\[\]|=\n]")
_NO_PERSON = re.compile(r"[<>{}\[\]|=\n:;!?]")
_ENVELOPE = {
    "type": "object",
    "properties": {"people": {"type": "array"}},
    "required": ["people"],
}


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What of replies about a page stands, all with places in the page.

    Attributes:
        people: roles only where their quote is in the page beside the name.
        organizations, projects, locations, concepts: each as the page writes it.
        invented: names and quotes that are not in the page, or that can be no name; dropped.
    """

    people: Sequence[Person] = ()
    organizations: Sequence[Named] = ()
    projects: Sequence[Named] = ()
    locations: Sequence[Named] = ()
    concepts: Sequence[Concept] = ()
    invented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """The text that was asked about, and where it lies."""

    text: str
    number: int
    start: int

    def find(self, said: str) -> list[Span]:
        """Every place of some words, whatever the case and the spaces between them."""
        words = r"\s+".join(re.escape(word) for word in said.split())
        if not words:
            return []
        shape = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        return [
            Span(self.start + match.start(), self.start + match.end(), self.number)
            for match in shape.finditer(self.text)
        ]

    def verify(self, value: object) -> str | None:
        """Words that the page has, else None."""
        said = _said(value)
        return said if _is_name(said) and self.find(said) else None


def read_reply(reply: str, text: str, page: int = 1, start: int = 0) -> ModelReading:
    """What a reply to `build_call` tells that the page really says.

    Args:
        reply: what the model answered.
        text: the part of the page that it was asked about.
        page: its number, for the spans.
        start: where the part begins within the page.

    Raises:
        ProviderError: when the reply is no JSON object with a list of people.
    """
    value, why = read_object(reply, _ENVELOPE)
    if value is None:
        raise ProviderError(f"The reply cannot be read: {why}.")
    place, invented = _Page(text, page, start), list[str]()
    people = _read_people(value, place, invented)
    return ModelReading(
        people,
        [
            Named(name, _one_of(row.get("type"), ORGANIZATION_TYPES), spans)
            for name, row, spans in _verified(value.get("organizations"), place, invented)
        ],
        [Named(name, "", at) for name, _, at in _verified(value.get("projects"), place, invented)],
        [Named(name, "", at) for name, _, at in _verified(value.get("locations"), place, invented)],
        [
            Concept(name, category, spans[0], "Secondary")
            for name, row, spans in _verified(value.get("concepts"), place, invented)
            if (category := _one_of(row.get("category"), CATEGORIES))
        ],
        tuple(invented),
    )


def _read_people(value: Mapping[str, Any], page: _Page, invented: list[str]) -> list[Person]:
    people: dict[str, Person] = {}
    for name, row, spans in _verified(value["people"], page, invented):
        if _NO_PERSON.search(name):
            invented.append(name)
            continue
        person = people.setdefault(name_key(name), Person(show_name(name), spans))
        person.project = person.project or page.verify(row.get("project"))
        person.organization = person.organization or page.verify(row.get("organization"))
        invented += _add_role(person, row, page)
    return list(people.values())


def _verified(
    rows: object, page: _Page, invented: list[str]
) -> Iterator[tuple[str, Mapping[str, Any], list[Span]]]:
    """Names of a list that the page has, with their entry and places; others become invented."""
    for one in rows if isinstance(rows, list) else ():
        row = one if isinstance(one, dict) else {}
        name = _said(row.get("name"))
        spans = page.find(name) if _is_name(name) else []
        if spans:
            yield name, row, spans
        else:
            invented.append(name[:_MOST_LETTERS])


def _add_role(person: Person, row: Mapping[str, Any], page: _Page) -> list[str]:
    """Give a person a row's role if its quote stands beside them; else the quote, as invented."""
    roles, quote = split_roles(_said(row.get("role"))), _said(row.get("quote"))
    if not roles:
        return []
    beside = [span for span in page.find(quote) if _is_beside(span, person.mentions)]
    if not beside:
        return [quote or roles[0].name]
    held = {one.role for one in person.roles}
    person.roles += [PersonRole(role, beside[0], _CONFIDENCE) for role in roles if role not in held]
    return []


def _said(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _is_name(said: str) -> bool:
    """Whether words may be a name: few, one of them with a letter, no marks of sentences."""
    short = len(said) <= _MOST_LETTERS and len(said.split()) <= _MOST_WORDS
    return short and bool(name_key(said)) and not _NO_NAME.search(said)


def _one_of(value: object, allowed: Sequence[str]) -> str:
    return value if isinstance(value, str) and value in allowed else ""


def _is_beside(span: Span, mentions: Sequence[Span]) -> bool:
    return any(
        one.start - _CONTEXT <= span.end and span.start <= one.end + _CONTEXT for one in mentions
    )
