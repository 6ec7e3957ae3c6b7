"""Compare what each of the twenty documents is read as with the list written by hand.

    python -m scripts.measure_twenty [--quiet]

Reads the texts of `tests/onevice_assets/entertainment/twenty` by `read_document` alone: no
conversion, no resolution, no graph. A spelling that the hand list calls the same person counts as
that person. Prints what is missing and what is too much, then precision and recall.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import starmap
from typing import Any

from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.read_document import (
    DocumentEntities,
    Page,
    read_document,
)
from onevice_assets.entertainment.entities.read_facts import LEFT
from onevice_assets.entertainment.entities.roles.compare_roles import canonical_role
from tests.onevice_assets.entertainment.twenty.build import SOURCES, pages_of
from tests.onevice_assets.entertainment.twenty.expected_graph import ROLES, read_table

Facts = dict[str, set[tuple[str, ...]]]
_EDGES = {"for_client": "FOR_CLIENT", "produced_by": "PRODUCED_BY", "concepts": "INCORPORATES"}
_TYPES = dict(zip(("Director", "Creative Director", "Talent", "Producer"), ROLES, strict=True))


def main(arguments: Iterable[str]) -> None:
    """Print the differences, unless `--quiet`, and the table."""
    counts: dict[str, list[int]] = {}
    spellings = _spellings()
    for name, stated in read_table("documents").items():
        source = SOURCES / f"{stated['file']}.md"
        pages = pages_of(source)
        heading = pages[0].splitlines()[0]  # what the stage of documents takes for the title
        read = read_document(list(starmap(Page, enumerate(pages, 1))), heading)
        wanted, found = _wanted(stated), _found(read, spellings)
        for kind, facts in wanted.items():
            missing, extra = facts - found[kind], found[kind] - facts
            row = counts.setdefault(kind, [0, 0, 0])
            row[0], row[1] = row[0] + len(facts & found[kind]), row[1] + len(extra)
            row[2] += len(missing)
            if "--quiet" not in arguments:
                _tell(name, kind, missing, extra)
    _tell_table(counts)


def _tell(name: str, kind: str, missing: set[Any], extra: set[Any]) -> None:
    for sign, facts in (("missing", missing), ("too much", extra)):
        for fact in sorted(facts):
            print(f"{name}: {kind} {sign}: {' | '.join(fact)}")  # noqa: T201


def _tell_table(counts: Mapping[str, list[int]]) -> None:
    print("| what | right | too much | missing | precision | recall |\n|---|---|---|---|---|---|")  # noqa: T201
    for kind, (right, extra, missing) in counts.items():
        precision = right / max(right + extra, 1)
        recall = right / max(right + missing, 1)
        print(f"| {kind} | {right} | {extra} | {missing} | {precision:.3f} | {recall:.3f} |")  # noqa: T201


def _spellings() -> dict[str, str]:
    same = read_table("identities")["same"]
    return {name_key(spelling): one["name"] for one in same for spelling in one["spellings"]}


def _role(name: str) -> tuple[str, str]:
    role = canonical_role(name)
    return (role.name, _TYPES.get(role.type, "")) if role else (name, "")


def _wanted(stated: Mapping[str, Any]) -> Facts:
    own = name_key(stated["project"])
    people = [
        (name_key(name.split("#")[0]), pages, roles) for name, pages, roles in stated["people"]
    ]
    roles = [(person, *_role(one)) for person, _, every in people for one in every]
    edges: set[tuple[str, ...]] = {
        (type_, own, name_key(to)) for key, type_ in _EDGES.items() for to in stated.get(key, [])
    }
    edges |= {("UNION_PROJECT", own, name_key(to)) for to in stated.get("unions", [])}
    works = [(name.split("#")[0], to) for name, to in stated.get("works_for", [])]
    edges |= {("WORKS_FOR", name_key(person), name_key(to)) for person, to in works}
    edges |= {(type_, person, own) for person, _, type_ in roles if type_}
    return {
        "project": {(own,)},
        "people": {(person,) for person, _, _ in people},
        "pages": {(person, str(page)) for person, pages, _ in people for page in pages},
        "roles": {(person, role) for person, role, _ in roles},
        "organizations": {(name_key(one),) for one in stated.get("organizations", [])},
        "concepts": {(name_key(one),) for one in stated.get("concepts", [])},
        "relationships": edges,
        "money": {(one,) for one in stated.get("money", [])},
        "dates": {(one.isoformat(),) for one in stated.get("dates", [])},
    }


def _found(read: DocumentEntities, spellings: Mapping[str, str]) -> Facts:
    def person(name: str) -> str:
        return name_key(spellings.get(name_key(name), name))

    return {
        "project": {(name_key(read.project),)},
        "people": {(person(one.name),) for one in read.people},
        "pages": {
            (person(one.name), str(span.page)) for one in read.people for span in one.mentions
        },
        "roles": {(person(one.name), held.role.name) for one in read.people for held in one.roles},
        "organizations": {(name_key(one.name),) for one in read.organizations},
        "concepts": {(name_key(one.name),) for one in read.concepts},
        "relationships": set(_edges(read, person)),
        "money": {
            (f"{end:.0f} {fact.amount.currency}",)
            for _, fact in read.money
            for end in (fact.amount.low, fact.amount.high)
            if end is not None
        },
        "dates": {(fact.day.isoformat(),) for _, fact in read.dates if fact.day},
    }


def _edges(read: DocumentEntities, person: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for one in read.relationships:
        if one.type in ("DESCRIBES", "MENTIONS", LEFT):
            continue
        ends = [
            person(n) if kind == "Person" else name_key(n) for kind, n in (one.source, one.target)
        ]
        yield (one.type, *ends)


if __name__ == "__main__":
    main(sys.argv[1:])
