"""Random days with everything a mart may cut by: turns, samples, intents, ICPs, beliefs, sources.

The same for the same seed. Prompts are asked several times, some are unclassified, some branded,
some answers are blank, some brands are only in the catalogue.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience, citations
from resources.identity import brand_id, derived_id
from resources.lake import Lake
from resources.table_schema import Table

FIRST = date(2026, 11, 21)
NAMES = ("Firefox", "Chrome", "Safari", "Opera", "Brave", "Vivaldi")
SITES = [f"default.rich{seed}.test" for seed in range(6)]
TEXT = "{} is named here, and that is the sentence."

_EMPTY = {"text": "", "uuid": "", "json": "[]", "integer": 1, "number": 0.0, "boolean": False}
_INTENTS = (*audience.INTENT_TYPES, None)


@dataclass
class World:
    """Rows of one website over some days."""

    seed: int
    website: str
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    @property
    def website_id(self) -> str:
        return derived_id(FIRST, "websites", self.website)

    def row(self, table: Table, on: date, **values: Any) -> dict[str, Any]:
        """A row of a table: what is not given is empty."""
        made = {
            one.name: None if one.nullable else (one.one_of or (_EMPTY.get(one.type),))[0]
            for one in table.columns
        }
        moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
        known = {"website_id": self.website_id, "day": on, "created_at": moment}
        known |= {one.name: moment for one in table.columns if one.type == "timestamp"}
        made |= {name: value for name, value in known.items() if name in made}
        return {**made, "id": derived_id(on, table.name, self.website, *values.values()), **values}


def write_world(lake: Lake, seed: int, website: str, days: list[date]) -> list[str]:
    """Write a website's prompts, and its answers of each day; return the partitions."""
    world = World(seed, website)
    talks = [(f"talk {number}", world.dice.randint(1, 3)) for number in range(4)]
    prompts = [(talk, turn) for talk, turns in talks for turn in range(1, turns + 1)]
    classes = [
        world.row(
            audience.prompt_classifications,
            FIRST,
            prompt_id=_prompt(one),
            intent_type=intent,
            funnel_stage=world.dice.choice(audience.FUNNEL_STAGES),
        )
        for one in prompts
        if (intent := world.dice.choice(_INTENTS)) is not None
    ]
    lake.write(audience.prompt_classifications, website, classes)
    icps = [world.row(audience.icps, FIRST, name=name, sequence_number=1) for name in "AB"]
    lake.write(audience.icps, website, icps)
    roles = _roles(world)
    return [_write_day(lake, world, day, prompts, icps, roles) for day in days]


def _prompt(one: tuple[str, int]) -> str:
    return derived_id(FIRST, "prompts", *one)


def _roles(world: World) -> dict[str, str]:
    names = NAMES[: world.dice.randint(2, len(NAMES))]
    if world.seed % 4 == 0:
        return dict.fromkeys(names, "found")
    tracked = {names[0]: "own", names[1]: "competitor"}
    others = ("own", "competitor", "competitor", "found", "catalogue")
    return {**{name: world.dice.choice(others) for name in names}, **tracked}


def _write_day(
    lake: Lake,
    world: World,
    day: date,
    prompts: list[tuple[str, int]],
    icps: list[dict[str, Any]],
    roles: dict[str, str],
) -> str:
    responses = list(_responses(world, day, prompts, icps))
    partition = join_key(day.isoformat(), world.website)
    lake.write(answers.llm_responses, partition, responses)
    states = [state for one in responses for state in _states(world, one, roles)]
    lake.write(answers.llm_brand_states, partition, states)
    sources = [source for one in responses for source in _sources(world, one)]
    lake.write(citations.answer_citations, partition, sources)
    return partition


def _responses(
    world: World, day: date, prompts: list[tuple[str, int]], icps: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    branded = {one for one in prompts if world.dice.random() < 0.15}
    for provider in world.dice.sample(["openai", "google", "perplexity"], 2):
        for sample in range(1, world.dice.randint(1, 3) + 1):
            for talk, turn in prompts:
                if world.dice.random() < 0.1:
                    continue  # a call that failed
                blank = world.dice.random() < 0.05
                yield world.row(
                    answers.llm_responses,
                    day,
                    prompt_id=_prompt((talk, turn)),
                    conversation_id=derived_id(FIRST, "conversations", talk),
                    icp_id=icps[len(talk) % 2]["id"] if talk.endswith(("0", "2")) else None,
                    topic=talk,
                    prompt_text=f"{talk}, turn {turn}?",
                    sequence_order=turn,
                    is_branded=(talk, turn) in branded,
                    llm_provider=provider,
                    llm_model=f"{provider}-1",
                    sample_number=sample,
                    response_text=" \n" if blank else TEXT.format("Somebody"),
                )


def _states(world: World, answer: dict[str, Any], roles: dict[str, str]) -> list[dict[str, Any]]:
    found, rank = [], 0
    for name, role in world.dice.sample(sorted(roles.items()), len(roles)):
        is_named = world.dice.random() < 0.5 and bool(answer["response_text"].strip())
        is_ranked = is_named and world.dice.random() < 0.6
        rank += is_ranked
        if not is_named and role == "catalogue":
            continue
        found.append(
            world.row(
                answers.llm_brand_states,
                answer["day"],
                llm_response_id=answer["id"],
                brand_id=brand_id(name),
                brand_name=name,
                role=role,
                presence=world.dice.choice(answers.PRESENCES[:4]) if is_named else "ignored",
                position_rank=rank if is_ranked else None,
                belief_sold=world.dice.choice([*answers.BELIEFS[:2], None]) if is_named else None,
                occurrence_count=world.dice.randint(1, 4) if is_named else 0,
                extractor_version="1",
                alias_version="a",
            )
        )
    return found


def _sources(world: World, answer: dict[str, Any]) -> list[dict[str, Any]]:
    pages = [(site, page) for site in ("a.test", "b.test") for page in ("", "x")]
    return [
        world.row(
            citations.answer_citations,
            answer["day"],
            llm_response_id=answer["id"],
            llm_provider=answer["llm_provider"],
            url=f"https://{site}/{page}",
            page_url=f"https://{site}/{page}",
            domain=site,
            position=1,
            is_cited=world.dice.choice([True, False, None]),
            ownership="third_party",
        )
        for site, page in pages
        if world.dice.random() < 0.3
    ]
