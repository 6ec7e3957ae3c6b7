"""Projects like a project or a description, and people whose skills are like somebody's.

Near in meaning first, then what the graph says: shared concepts for projects, directed work for
people (seed 000, §2.3.2). Where too few of what is near fits, more is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.entertainment.access.door import Answer, Door, Later
from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.graph.finding.texts import texts_of
from onevice_assets.entertainment.graph.model.people import UNION_STATUSES
from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS, PROJECT_TYPES
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.nearest import (
    MEANING,
    Candidates,
    Finder,
    ask_deeper,
)
from resources.errors import InputError, MissingDataError

MOST: Final = 100
_DEPTH: Final = 100
"""Candidates that are looked at first."""
_PROJECTS_A_FILTER: Final = 5.0
_PEOPLE_A_FILTER: Final = 1.8
"""So many times more of them for every filter: asking twice takes longer than looking at more."""


@dataclass(frozen=True)
class Like:
    """What others should be like: a node's id, or a text; exactly one of them."""

    id: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse neither and both."""
        if bool(self.id) == bool(self.text.strip()):
            raise InputError("Say what others should be like: an id or a text, and not both.")


def find_similar_projects(
    door: Door,
    finder: Finder,
    like: Like,
    *,
    type: str | None = None,
    tier: str | None = None,
    limit: int = 10,
) -> Answer:
    """Projects near in meaning that share a creative concept.

    Args:
        door: who asks.
        finder: finds what is near.
        like: a project, or a description; concepts are then those of the five nearest.
        type: only of it: Music Video, Commercial, Brand Film.
        tier: only of this budget tier (level 2).
        limit: 1 to 100.

    Returns:
        Rows `p`, `score` (of nearness) and `shared` (names of concepts), nearest first.

    Raises:
        InputError: an unknown type, tier or limit.
        MissingDataError: no such project that the asker may see.
        AccessError: a tier, for who may not see tiers.
        StoreError: a store does not answer.
    """
    check(type, PROJECT_TYPES, "type of project")
    check(tier, BUDGET_TIERS, "budget tier")
    text = _text_of(door, "Project", questions.PROJECT_BY_ID, like)

    def ask(candidates: Later) -> Answer:
        return door.ask(
            questions.SIMILAR_PROJECTS,
            candidates=candidates,
            like=like.id,
            type=type,
            tier=tier,
            limit=check_limit(limit),
        )

    depth = round(_DEPTH * _PROJECTS_A_FILTER ** sum(map(bool, (type, tier))))
    return _near(door, finder, ("Project", text), ask, limit, depth)


def find_similar_talent(
    door: Door,
    finder: Finder,
    like: Like,
    *,
    type: str | None = None,
    tiers: Sequence[str] | None = None,
    union: str | None = None,
    limit: int = 20,
) -> Answer:
    """People with like skills who directed projects of a kind.

    Args:
        door: who asks.
        finder: finds who is near.
        like: a person, or a description of skills.
        type: count only directed projects of it.
        tiers: count only those of these budget tiers (level 2).
        union: only people of this status: Union, Non-Union, Unknown.
        limit: 1 to 100.

    Returns:
        Rows `p`, `score`, `projects` (how many visible ones) and `recent` (five names, latest
        first), nearest first; who directed none is left out. Raises as `find_similar_projects`.
    """
    check(type, PROJECT_TYPES, "type of project")
    check(union, UNION_STATUSES, "union status")
    for one in tiers or ():
        check(one, BUDGET_TIERS, "budget tier")
    text = _text_of(door, "Person", questions.PERSON_BY_ID, like)

    def ask(candidates: Later) -> Answer:
        return door.ask(
            questions.SIMILAR_TALENT,
            candidates=candidates,
            like=like.id,
            type=type,
            tiers=list(tiers) if tiers else None,
            union=union,
            limit=check_limit(limit),
        )

    depth = round(_DEPTH * _PEOPLE_A_FILTER ** sum(map(bool, (type, tiers, union))))
    return _near(door, finder, ("Person", text), ask, limit, depth)


def check(value: str | None, known: Sequence[str], what: str) -> None:
    """Make sure that a value is one of those there are; none is fine.

    Raises:
        InputError: naming them.
    """
    if value is not None and value not in known:
        raise InputError(f"{value[:100]!r} is no {what}: it may be {', '.join(known)}.")


def check_limit(limit: int) -> int:
    """The limit.

    Raises:
        InputError: it is not 1 to 100.
    """
    if not 1 <= limit <= MOST:
        raise InputError(f"A limit of {limit} cannot be: it is 1 to {MOST}. Use pages for more.")
    return limit


def find_by_id(door: Door, asked: Question, label: str, identity: str) -> Mapping[str, Any]:
    """The node of an id, as far as the asker sees it.

    Raises:
        MissingDataError: there is none for them: one message for hidden and unknown ones.
    """
    found = door.ask(asked, id=identity).rows
    if not found:
        raise MissingDataError(
            f"There is no {label} {identity[:100]!r} that {door.asker.role.name} may see. Find its "
            "id with `onevice talent search`."
        )
    node: Mapping[str, Any] = found[0]["p"]
    return node


def _text_of(door: Door, label: str, asked: Question, like: Like) -> str:
    """What is near to this: the text, or the one that the node's own vector is made of."""
    if not like.id:
        return like.text
    node = find_by_id(door, asked, label, like.id)
    return texts_of(label, node).get(MEANING[label]) or str(node.get("name") or label)


def _near(
    door: Door,
    finder: Finder,
    near: tuple[str, str],
    ask: Callable[[Later], Answer],
    limit: int,
    first: int,
) -> Answer:
    def find(depth: int) -> Candidates:
        return finder.by_meaning(*near, door.asker.organization_id, depth)

    return ask_deeper(find, ask, near, limit, first)
