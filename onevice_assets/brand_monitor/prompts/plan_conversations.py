"""The ten conversations of an ideal customer by rules: ten shapes filled with their words.

The same customer and subject always give the same conversations. Every text is re-read by the
guard: a wording that names a brand gives way to another one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from onevice_assets.brand_monitor.prompts.inflect import (
    lower_first,
    plural,
    third_person,
    upper_first,
    with_article,
)
from onevice_assets.brand_monitor.prompts.speak_as import Voice
from resources.text_folding import fold, names_any

CORE = 5
PER_CUSTOMER = 10
_TOPIC_CHARACTERS = 255
_NEUTRAL_GOALS = ("make a good choice", "be satisfied for years")


@dataclass(frozen=True)
class Subject:
    """What the conversations are about.

    Attributes:
        category: countable noun phrase in the singular.
        location: town of a local offer.
        own_brand: own brand to name in branded conversations, if one is tracked.
        rivals: tracked competitors, for the same.
        guarded: names and aliases that no unbranded prompt may name.
    """

    category: str
    location: str | None = None
    own_brand: str | None = None
    rivals: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One prompt: its text and place."""

    prompt_type: str
    text: str


@dataclass(frozen=True)
class Plan:
    """One conversation with its turns."""

    topic: str
    context: str
    expected_outcome: str
    turns: tuple[Turn, ...]
    is_branded: bool


def plan(
    voice: Voice, subject: Subject, number: int, *, avoid: frozenset[str] = frozenset()
) -> list[Plan]:
    """Plan the conversations of a customer, core ones first.

    Args:
        voice: of the customer.
        subject: what is offered.
        number: of the customer, from 0.
        avoid: folded texts that a person rejected; another wording is taken instead.
    """
    return [_plan(shape, voice, subject, number, avoid) for shape in _shapes()]


@lru_cache(maxsize=1)
def _shapes() -> tuple[dict[str, Any], ...]:
    text = (files(__package__) / "shapes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["shape"])


def _plan(
    shape: dict[str, Any], voice: Voice, subject: Subject, number: int, avoid: frozenset[str]
) -> Plan:
    branded = shape.get("branded", False) and subject.own_brand is not None
    if shape.get("branded", False) and not branded:
        shape = {**_shapes()[0], "topic": "{Cats}{where} for {people}: another opinion"}
        number += 1
    fills = list(_fills(shape, voice, subject, number))
    guarded = () if branded else subject.guarded
    turns = tuple(
        Turn(kind, _write(shape[kind], number, fills, guarded, avoid))
        for kind in ("primary", "follow_up", "clarification")
        if kind in shape
    )
    topic = _write([shape["topic"]], 0, fills, guarded)[:_TOPIC_CHARACTERS]
    return Plan(
        topic=upper_first(topic),
        context=f"{voice.intro[:-1]}. {voice.pains[number % len(voice.pains)]}.",
        expected_outcome=_write([shape["outcome"]], 0, fills, guarded),
        turns=turns,
        is_branded=branded,
    )


def _write(
    variants: Sequence[str],
    number: int,
    fills: Sequence[dict[str, str]],
    guarded: Sequence[str],
    avoid: frozenset[str] = frozenset(),
) -> str:
    """The customer's own wording, or the next one that names no guarded brand."""
    first = None
    for fill in fills:
        for step in range(len(variants)):
            text = upper_first(variants[(number + step) % len(variants)].format(**fill))
            if fold(text) in avoid:
                continue
            if not names_any(text, guarded):
                return text
            first = first or text
    return first or upper_first(variants[0].format(**fills[0]))


def _fills(
    shape: dict[str, Any], voice: Voice, subject: Subject, number: int
) -> Iterator[dict[str, str]]:
    """Values of the placeholders, and fallbacks for the case that one of them names a brand."""
    goals = (voice.goals[shape["goal"] % len(voice.goals)], *voice.goals, *_NEUTRAL_GOALS)
    for category in (subject.category, subject.category.split()[-1], "product"):
        for goal in goals:
            yield {
                **_about_category(category, subject),
                **_about_customer(voice, number),
                "goal": goal,
                "their_goal": third_person(goal),
                "brand": subject.own_brand or "",
                "rival": _rival(subject, number),
            }


def _about_category(category: str, subject: Subject) -> dict[str, str]:
    many = plural(category)
    return {
        "cat": category,
        "a_cat": with_article(category),
        "cats": many,
        "Cats": upper_first(many),
        "where": f" in {subject.location}" if subject.location else "",
    }


def _about_customer(voice: Voice, number: int) -> dict[str, str]:
    objection = voice.objections[number % len(voice.objections)]
    return {
        **voice.pronouns,
        "intro": voice.intro,
        "people": voice.people,
        "pain": voice.pains[number % len(voice.pains)],
        "objection": objection,
        "objection_low": lower_first(objection),
        "factor": voice.factors[0],
        "factor2": voice.factors[1 % len(voice.factors)],
    }


def _rival(subject: Subject, number: int) -> str:
    return subject.rivals[number % len(subject.rivals)] if subject.rivals else "its alternatives"
