"""Makes up a website's market: its brands, what it asks, and who is named how often where.

Only what stays the same from day to day; a day's answers are in `generate_answers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from resources.identity import brand_id, derived_id, format_uuids

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SITE_ADDED = datetime(2026, 1, 1, tzinfo=UTC)
PROVIDERS = ("anthropic", "google", "openai", "perplexity")
_POPULARITY, _ZIPF = 0.75, 0.7
_TOPIC_SPREAD, _PROVIDER_SPREAD = 1.5, 0.5
_BRANDED_SHARE = 0.08
_ICPS = 5
_TURNS = (5, 3, 4)


@dataclass(frozen=True)
class Size:
    """How much to make up; the defaults are a million answers with eight million states.

    Attributes:
        websites: websites, each with brands and prompts of its own.
        days: days in a row.
        topics: topics of a website.
        prompts: prompts of a website, turns of conversations about the topics.
        samples: repeats of each prompt, per provider and day.
        brands: tracked brands of a website, the own one first: as many states per answer.
        answer_length: characters of an answer.
    """

    websites: int = 20
    days: int = 25
    topics: int = 25
    prompts: int = 125
    samples: int = 4
    brands: int = 8
    answer_length: int = 2_700

    @property
    def responses(self) -> int:
        """Answers of one website on one day."""
        return self.prompts * len(PROVIDERS) * self.samples


@dataclass(frozen=True)
class Market:
    """A website's brands and prompts.

    Attributes:
        key: the website's key, as in partitions.
        website_id: its id.
        brand_ids: ids of the brands, the own one first.
        brand_names: their names.
        prompt_ids: ids of the prompts.
        topics: topic of each prompt, from 0.
        conversations: conversation of each prompt, from 0.
        turns: place of each prompt in its conversation, from 1.
        is_branded: whether the prompt names the own brand.
        conversation_ids: ids of the conversations.
        icp_ids: ids of the ICPs; a conversation has ICP number conversation modulo their count.
        chances: log odds that an answer names the brand, topics × providers × brands.
    """

    key: str
    website_id: str
    brand_ids: list[str]
    brand_names: list[str]
    prompt_ids: pa.StringArray
    topics: Integers
    conversations: Integers
    turns: Integers
    is_branded: NDArray[np.bool_]
    conversation_ids: pa.StringArray
    icp_ids: pa.StringArray
    chances: Floats


def make_market(size: Size, number: int, seed: int) -> Market:
    """Make up the market of website `number`; the same one for the same arguments."""
    dice = np.random.default_rng([seed, number])
    key = f"default.site-{number:03}.test"
    names = [f"Brand {number:03}-{letter:02}" for letter in range(size.brands)]
    conversations, turns = _deal_turns(size.prompts)
    created = int(SITE_ADDED.timestamp() * 1000)
    return Market(
        key=key,
        website_id=derived_id(SITE_ADDED, "websites", key),
        brand_ids=[brand_id(name) for name in names],
        brand_names=names,
        prompt_ids=make_ids(dice, created, size.prompts),
        topics=conversations % size.topics,
        conversations=conversations,
        turns=turns,
        is_branded=dice.random(size.prompts) < _BRANDED_SHARE,
        conversation_ids=make_ids(dice, created, int(conversations[-1]) + 1),
        icp_ids=make_ids(dice, created, _ICPS),
        chances=_make_chances(dice, size),
    )


def make_ids(dice: np.random.Generator, milliseconds: int, count: int) -> pa.StringArray:
    """UUIDs v7 of one moment with free bits from the dice, `count` of them."""
    raw = dice.integers(0, 256, (count, 16), dtype=np.uint8)
    raw[:, :6] = list(milliseconds.to_bytes(6, "big"))
    raw[:, 6] = 0x70 | raw[:, 6] & 0x0F
    raw[:, 8] = 0x80 | raw[:, 8] & 0x3F
    return format_uuids(raw)


def make_icps(market: Market) -> list[dict[str, object]]:
    """The website's ICPs, as rows of `icps`."""
    lists = ("pain_points", "goals", "motivations", "objections", "decision_factors")
    return [
        {
            "id": icp,
            "website_id": market.website_id,
            "name": f"Customer {number}",
            "sequence_number": number,
            "demographics": "{}",
            "professional_profile": "{}",
            **dict.fromkeys((*lists, "information_sources"), "[]"),
            "buying_journey_stage": FUNNEL_STAGES[number % len(FUNNEL_STAGES)],
            "source": "generated",
            "analysis_method": "rules",
            "basket_version": 1,
            "is_active": True,
            "created_at": SITE_ADDED,
            "updated_at": SITE_ADDED,
        }
        for number, icp in enumerate(market.icp_ids.to_pylist(), 1)
    ]


def make_classifications(market: Market) -> list[dict[str, object]]:
    """What kind of question each prompt is, as rows of `prompt_classifications`."""
    return [
        {
            "id": derived_id(SITE_ADDED, "prompt_classifications", prompt),
            "website_id": market.website_id,
            "prompt_id": prompt,
            "intent_type": INTENT_TYPES[min(int(turn) - 1, len(INTENT_TYPES) - 1)],
            "funnel_stage": FUNNEL_STAGES[int(conversation) % len(FUNNEL_STAGES)],
            "buying_signal": 0.5,
            "trust_need": 0.5,
            "classified_at": SITE_ADDED,
            "classifier_version": "1",
        }
        for prompt, conversation, turn in zip(
            market.prompt_ids.to_pylist(), market.conversations, market.turns, strict=True
        )
    ]


def _deal_turns(prompts: int) -> tuple[Integers, Integers]:
    """Each prompt's conversation and place there: five, three, four turns; the last may be cut."""
    lengths = np.resize(_TURNS, prompts)
    conversations = np.repeat(np.arange(prompts), lengths)[:prompts]
    turns = np.concatenate([np.arange(1, length + 1) for length in lengths])[:prompts]
    return conversations, turns


def _make_chances(dice: np.random.Generator, size: Size) -> Floats:
    """Zipf-like popularity, a strong effect of the topic, a weaker one of the provider."""
    popularity = _POPULARITY / np.arange(1, size.brands + 1) ** _ZIPF
    popularity = dice.permutation(popularity)  # the own brand is not always the known one
    by_topic = dice.normal(0, _TOPIC_SPREAD, (size.topics, 1, size.brands))
    by_provider = dice.normal(0, _PROVIDER_SPREAD, (1, len(PROVIDERS), size.brands))
    return np.log(popularity / (1 - popularity)) + by_topic + by_provider
