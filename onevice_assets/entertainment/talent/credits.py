"""One person with their contacts and credits, each as far as the asker may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.question import Question, question
from onevice_assets.entertainment.access.show import Shown
from onevice_assets.entertainment.graph.model.every import RELATIONSHIPS
from onevice_assets.entertainment.graph.model.levels import OF_EDGES
from onevice_assets.entertainment.graph.model.person_edges import CREDIT_ROLES
from onevice_assets.entertainment.talent.shown import PERSON, PROJECT
from onevice_assets.entertainment.talent.similar import find_by_id

_OWN: Final = "entertainment.talent"
CONTACT: Final = ("email", "phone", "website", "representation")

PERSON_WITH_CONTACT = question(
    f"{_OWN}.contact",
    "MATCH (p:Person {id: $id}) WHERE @see(p) RETURN @show(p)",
    show={"p": tuple(dict.fromkeys((*PERSON, *CONTACT, "weeklyRate", "projectMinimum")))},
    has_fallback=True,
    id="none",
)


def _credits(kind: str) -> Question:
    without = {one.name for one in OF_EDGES} | {"id", "organization_id"}
    told = [one.name for one in RELATIONSHIPS[kind].properties if one.name not in without]
    return question(
        f"{_OWN}.credits.{kind}",
        f"MATCH (p:Person {{id: $id}})-[r:{kind}]->(q:Project) "
        "WHERE @see(p) AND @see(r) AND @see(q) RETURN @show(q), @show(r) ORDER BY q.name, r.id",
        show={"q": PROJECT, "r": told},
        id="none",
    )


CREDITS: Final = {kind: _credits(kind) for kind in CREDIT_ROLES}


@dataclass(frozen=True)
class Profile:
    """A person and what they are credited with.

    Attributes:
        person: as far as the asker sees it.
        credits: type of credit → rows `q` (the project) and `r` (the credit), by project's name.
    """

    person: dict[str, object]
    credits: dict[str, tuple[Shown, ...]]


def describe_person(door: Door, identity: str) -> Profile:
    """A person's contacts and credits, with the money and dates of each.

    Raises:
        MissingDataError: there is none that the asker may see.
        StoreError: the graph or the audit log does not answer.
    """
    person = dict(find_by_id(door, PERSON_WITH_CONTACT, "Person", identity))
    rows = {kind: door.ask(asked, id=identity).rows for kind, asked in CREDITS.items()}
    return Profile(person, {kind: found for kind, found in rows.items() if found})
