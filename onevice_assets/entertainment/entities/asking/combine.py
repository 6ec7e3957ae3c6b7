"""A model's reading of a page beside that of the rules: what one of them found stays found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.asking.read_reply import ModelReading
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Person, PersonRole, Span
from onevice_assets.entertainment.entities.read_mentions import Named


def join_readings(readings: Iterable[ModelReading]) -> ModelReading:
    """The readings of a page's parts as one."""
    every = list(readings)
    people: dict[str, Person] = {}
    for person in (one for reading in every for one in reading.people):
        first = people.setdefault(name_key(person.name), person)
        if first is not person:
            first.mentions += person.mentions
            held = {one.role for one in first.roles}
            first.roles += [one for one in person.roles if one.role not in held]
    return ModelReading(
        list(people.values()),
        [one for reading in every for one in reading.organizations],
        [one for reading in every for one in reading.projects],
        [one for reading in every for one in reading.locations],
        [one for reading in every for one in reading.concepts],
        tuple(one for reading in every for one in reading.invented),
    )


def combine_people(by_rules: Sequence[Person], told: ModelReading) -> list[Person]:
    """People of both readings of a page; where both give somebody roles, the model's stand.

    Whom the rules found only inside of what the model calls a company is none ("Paul Stuart" of
    "Paul Stuart Tailors"), unless the model names them too.
    """
    named = {name_key(person.name) for person in told.people}
    companies = [span for one in told.organizations for span in one.mentions]
    kept = [
        person
        for person in by_rules
        if name_key(person.name) in named or not _lies_in(person.mentions, companies)
    ]
    combined = {name_key(person.name): person for person in kept}
    for person in told.people:
        key = _key_of(person, kept)
        known = combined.get(key)
        combined[key] = _join(known, person) if known else person
    return sorted(combined.values(), key=lambda person: person.mentions[0].start)


def combine_named(by_rules: Sequence[Named], by_model: Sequence[Named]) -> list[Named]:
    """Names of both readings of a page, those of the rules first; each with its type if known."""
    combined = {name_key(one.name): one for one in by_rules}
    for one in by_model:
        known = combined.setdefault(name_key(one.name), one)
        known.type = known.type or one.type
    return list(combined.values())


def _key_of(person: Person, known: Sequence[Person]) -> str:
    """Under which name somebody is known: every place of "Ana" may lie in one of "Ana Ruiz"."""
    whole = [one for one in known if _lies_in(person.mentions, one.mentions)]
    return name_key((whole[0] if len(whole) == 1 else person).name)


def _join(known: Person, told: Person) -> Person:
    project, company = known.project or told.project, known.organization or told.organization
    return replace(known, roles=_join_roles(known, told), project=project, organization=company)


def _join_roles(known: Person, told: Person) -> list[PersonRole]:
    """The model's roles; one that the rules found too is as they found it."""
    found = {one.role: one for one in known.roles}
    return [found.get(one.role, one) for one in told.roles] or known.roles


def _lies_in(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    return all(
        any(one.start <= span.start and span.end <= one.end for one in others) for span in spans
    )
