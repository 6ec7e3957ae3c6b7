"""Made-up logs whose patterns are known, because they were put there.

Each intent has several wordings. A user's conversations are drawn by a seeded generator: some
follow a flow (this intent, then that one), some hold intents in any order, all have turns that are
asked once and never again.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from onevice_assets.intent_types.classify import classify
from resources.identity import derived_id

BEGUN = datetime(2026, 11, 2, 8, tzinfo=UTC)
ORGANIZATION = "019a0000-0000-7000-8000-000000000001"

INTENTS: dict[str, tuple[str, ...]] = {
    "shipping": (
        "How long does shipping take?",
        "how long does the shipping take",
        "How long will shipping take to my address?",
    ),
    "password": (
        "How do I reset my password?",
        "How can I reset my password",
        "how to reset the password",
    ),
    "invoice": (
        "Where can I download my invoice?",
        "Where do I download an invoice?",
        "where can i download the invoice",
    ),
    "vegan": (
        "Are there vegan dishes on the menu?",
        "Are there any vegan dishes on your menu?",
        "vegan dishes on the menu",
    ),
    "battery": (
        "How long does the laptop battery last?",
        "How long will the laptop's battery last?",
        "laptop battery life: how long does it last",
    ),
    "visa": (
        "Do I need a visa for Japan?",
        "Do I need a visa to visit Japan?",
        "is a visa needed for Japan",
    ),
}

ONCE = (
    "What does a sailmaker do all day?", "Who painted the ceiling of this chapel?",
    "My neighbour's cat sneezes.", "Tell me about the volcano", "Is quartz harder than topaz?",
    "Write a poem on autumn leaves", "Why do onions make people cry?", "Translate 'harbour'",
    "Which bridge is the longest?", "How many moons has Saturn?", "What is a sonnet?",
    "Explain the offside rule", "Name a good novel from Iceland", "How is felt made?",
    "Who invented the zipper?", "What do owls eat?", "Why is copper green on roofs?",
    "Summarise the French revolution", "What makes bread rise?", "Recommend a violin teacher",
    "Can goats climb trees?", "When was the first lighthouse built?", "What is obsidian?",
    "How do tides work?", "Describe a Viking longship", "Why do we yawn?",
    "Which alphabet has most letters?", "How old can tortoises get?", "What is a fjord?",
    "Does honey spoil?", "How are marbles produced?", "What is a theremin?",
    "Convert 12 stones to kilograms", "Who wrote the first dictionary?", "Are bananas berries?",
    "What is chess boxing?", "Where do eels spawn?", "How does velcro stick?",
    "Why are flamingos pink?", "What is Morse code for help?",
)  # fmt: skip


class Planter:
    """Writes conversations of one user; the same seed writes the same."""

    def __init__(self, user: str, seed: int = 7) -> None:
        self.user = user
        self.rows: list[dict[str, Any]] = []
        self._random = random.Random(f"{user} {seed}")
        self._once = self._random.sample(ONCE, len(ONCE))
        self._conversations = 0

    def say(self, *intents: str | None) -> None:
        """One conversation; None is a turn that is asked once."""
        self._conversations += 1
        name = f"{self.user}-{self._conversations:04}"
        for turn, intent in enumerate(intents, start=1):
            text = self._random.choice(INTENTS[intent]) if intent else self._ask_once()
            self.rows.append(make_row(self.user, name, turn, text, self._conversations))

    def _ask_once(self) -> str:
        """Something nobody asked before; when the list is used up, nothing that has a meaning."""
        return self._once.pop() if self._once else "?" * self._random.randint(1, 9)

    def shuffle(self, intents: Sequence[str | None]) -> list[str | None]:
        """The same in another order."""
        return self._random.sample(list(intents), len(intents))

    def happens(self, rate: float) -> bool:
        """Whether something that happens so often happens now."""
        return self._random.random() < rate


def make_row(user: str, conversation: str, turn: int, text: str, hours: int = 0) -> dict[str, Any]:
    """A row of `conversation_turns`."""
    at = BEGUN + timedelta(hours=hours, minutes=turn)
    key = (user, conversation, turn)
    return {
        "id": derived_id(at, "conversation_turns", ORGANIZATION, *key),
        "organization_id": ORGANIZATION,
        "user_id": user,
        "conversation_id": conversation,
        "turn": turn,
        "asked_at": at,
        "turn_text": text,
        "intent_type": classify(text).intent_type,
        "source": "log",
        "source_id": f"planted:{turn}",
        "created_at": at,
    }


def plant(user: str = "alice", seed: int = 7) -> list[dict[str, Any]]:
    """shipping → invoice in 9 of 10 conversations; vegan and visa together, in any order.

    `password` comes back alone; `battery` is asked twice and is no pattern.
    """
    one = Planter(user, seed)
    for _ in range(20):
        one.say("shipping", "invoice" if one.happens(0.9) else None, None)
    for _ in range(20):
        one.say(*one.shuffle(["vegan", "visa", None]))
    for _ in range(10):
        one.say(None, "password")
    one.say("battery")
    one.say("battery", None)
    return one.rows


def intent_of(text: str) -> str | None:
    """The intent a text was planted as."""
    return next((name for name, said in INTENTS.items() if text in said), None)
