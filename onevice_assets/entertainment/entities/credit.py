"""One sign that a person has a role: what the readers of lines and sentences give."""

from __future__ import annotations

from dataclasses import dataclass

from onevice_assets.entertainment.entities.roles.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Credit:
    """A person's role as one place of a text says it.

    Attributes:
        person: number of the chunk that names the person.
        role: the role.
        sign: number of the chunk that names the role.
        strength: 3 a credit line, 2 a sentence, 1 a sign that another outweighs ("shot by").
        former: it is no longer so ("former creative director").
        denied: it is said not to be so ("was not directed by").
    """

    person: int
    role: Role
    sign: int
    strength: int
    former: bool = False
    denied: bool = False
