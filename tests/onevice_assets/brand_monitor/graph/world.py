"""A small market in a lake: two ICPs, four conversations, eight prompts, answers on any day.

`World` writes the tables the graph reads, the co-mention mart counted the plain way included.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience, marts
from resources.identity import brand_id, derived_id
from resources.lake import Lake

Row = dict[str, Any]
BORN = date(2026, 1, 1)
BORN_AT = datetime(2026, 1, 1, tzinfo=UTC)
BASKET = {"basket_version": 1, "is_active": True, "superseded_at": None, "created_at": BORN_AT}
ICPS = {
    "Privacy-minded reader": ["Being tracked across websites", "Slow pages on an old laptop"],
    "IT administrator": ["Being tracked across websites.", "Rolling out policies takes hours"],
}
TOPICS = {
    "Stopping websites that track me": "Privacy-minded reader",
    "A browser for an old laptop": "Privacy-minded reader",
    "Rolling out a browser to 500 people": "IT administrator",
    "Which mascot is nicest": "IT administrator",
}


@dataclass(frozen=True)
class Said:
    """What one answer does to brands: `presence` or `(presence, rank, belief)`."""

    topic: str
    turn: int = 1
    provider: str = "openai"
    states: Mapping[str, Any] = field(default_factory=dict)
    is_branded: bool = False
    sample: int = 1


@dataclass(frozen=True)
class World:
    """One website's rows.

    Attributes:
        brands: every brand of the set, with its role.
        topics: topic to the ICP that has the conversation.
    """

    lake: Lake
    website_id: str
    key: str = "default.demo.test"
    brands: Mapping[str, str] = field(
        default_factory=lambda: {"Firefox": "own", "Chrome": "competitor", "Brave": "competitor"}
    )
    topics: Mapping[str, str | None] = field(default_factory=lambda: TOPICS)

    def id(self, kind: str, *key: object) -> str:
        return derived_id(BORN, kind, self.website_id, *key)

    def prompt(self, topic: str, turn: int = 1) -> str:
        return self.id("prompts", topic, turn)

    def write_audience(
        self, *, retired: Iterable[str] = (), retired_icps: Iterable[str] = ()
    ) -> None:
        """Write ICPs, conversations, prompts and classifications; retired ones are superseded."""
        conversations = [self._conversation(t, t in retired) for t in self.topics]
        prompts = [self._prompt(t, turn, t in retired) for t in self.topics for turn in (1, 2)]
        icps = [self._icp(i, n, n in retired_icps) for i, n in enumerate(ICPS, 1)]
        self.lake.write(audience.icps, self.key, icps)
        self.lake.write(audience.conversation_sequences, self.key, conversations)
        self.lake.write(audience.prompts, self.key, prompts)
        classes = [self._classification(p) for p in prompts]
        self.lake.write(audience.prompt_classifications, self.key, classes)

    def write_day(self, day: str, said: Iterable[Said]) -> str:
        """Write a day's answers, states and pairs; return the partition."""
        partition, on = join_key(day, self.key), date.fromisoformat(day)
        asked = [(self._response(on, n, one), one) for n, one in enumerate(said)]
        states = [s for response, one in asked for s in self._states(on, response, one)]
        self.lake.write(answers.llm_responses, partition, [response for response, _ in asked])
        self.lake.write(answers.llm_brand_states, partition, states)
        self.lake.write(marts.co_mentions, partition, self._pairs(on, asked, states))
        return partition

    def _icp(self, number: int, name: str, is_retired: bool) -> Row:
        texts = dict.fromkeys(
            ("motivations", "objections", "decision_factors", "information_sources"), "[]"
        )
        return {
            "id": self.id("icps", name),
            "website_id": self.website_id,
            "name": name,
            "description": f"A {name}.",
            "sequence_number": number,
            "demographics": json.dumps({"location": "anywhere", "age_range": "25-54"}),
            "professional_profile": "{}",
            "pain_points": json.dumps(ICPS[name]),
            "goals": json.dumps(["Browse in peace"]),
            **texts,
            "buying_journey_stage": "awareness",
            "source": "generated",
            "analysis_method": "rules",
            **_basket(is_retired),
            "updated_at": BORN_AT,
        }

    def _conversation(self, topic: str, is_retired: bool) -> Row:
        icp = self.topics[topic]
        return {
            "id": self.id("conversations", topic),
            "website_id": self.website_id,
            "icp_id": icp and self.id("icps", icp),
            "topic": topic,
            "context": "At the desk",
            "expected_outcome": None,
            "is_core_conversation": True,
            "sequence_number": 1,
            "locale": "en-US",
            "source": "generated",
            **_basket(is_retired),
        }

    def _prompt(self, topic: str, turn: int, is_retired: bool) -> Row:
        return {
            "id": self.prompt(topic, turn),
            "website_id": self.website_id,
            "conversation_id": self.id("conversations", topic),
            "prompt_text": f"{topic}, question {turn}?",
            "prompt_type": "primary" if turn == 1 else "follow_up",
            "sequence_order": turn,
            "locale": "en-US",
            "is_branded": False,
            "is_pinned": False,
            "source": "generated",
            **_basket(is_retired),
        }

    def _classification(self, prompt: Row) -> Row:
        return {
            "id": self.id("prompt_classifications", prompt["id"]),
            "website_id": self.website_id,
            "prompt_id": prompt["id"],
            "intent_type": "evaluation",
            "funnel_stage": "consideration",
            "buying_signal": 0.5,
            "trust_need": 0.25,
            "query_intent": "Commercial",
            "confidence_score": 0.9,
            "classified_at": BORN_AT,
            "classifier_version": "rules-1",
        }

    def _response(self, on: date, number: int, one: Said) -> Row:
        return {
            "id": derived_id(on, "llm_responses", self.website_id, number),
            "website_id": self.website_id,
            "day": on,
            "simulation_run_id": self.id("run", on),
            "prompt_id": self.prompt(one.topic, one.turn),
            "conversation_id": self.id("conversations", one.topic),
            "icp_id": None,
            "topic": one.topic,
            "prompt_text": f"{one.topic}, question {one.turn}?",
            "sequence_order": one.turn,
            "is_branded": one.is_branded,
            "locale": "en-US",
            "llm_provider": one.provider,
            "llm_model": f"{one.provider}-1",
            "sample_number": one.sample,
            "response_text": "An answer nobody should see in metadata.",
            "citations": "[]",
            "payload_path": "p.json",
            "is_demonstration": False,
            "basket_version": 1,
            "asked_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
            "created_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
        }

    def _states(self, on: date, response: Row, one: Said) -> list[Row]:
        found = []
        for name, role in {**dict.fromkeys(one.states, "catalogue"), **self.brands}.items():
            state = one.states.get(name, "ignored")
            presence, rank, belief = (state, None, None) if isinstance(state, str) else state
            found.append(
                {
                    "id": derived_id(on, "llm_brand_states", response["id"], name),
                    "website_id": self.website_id,
                    "day": on,
                    "llm_response_id": response["id"],
                    "brand_id": brand_id(name),
                    "brand_name": name,
                    "role": role,
                    "is_tracked": role in {"own", "competitor"},
                    "presence": presence,
                    "position_rank": rank,
                    "belief_sold": belief,
                    "occurrence_count": 0 if presence == "ignored" else 1,
                    "reason": "not_named" if presence == "ignored" else None,
                    "extractor_version": "1",
                    "alias_version": "1",
                    "created_at": response["created_at"],
                }
            )
        return found

    def _pairs(self, on: date, asked: list[tuple[Row, Said]], states: list[Row]) -> list[Row]:
        provider = {r["id"]: r["llm_provider"] for r, _ in asked if not r["is_branded"]}
        named: dict[str, list[Row]] = defaultdict(list)
        for state in states:
            if state["presence"] != "ignored" and state["llm_response_id"] in provider:
                named[state["llm_response_id"]].append(state)
        counts: Counter[tuple[str, str, str]] = Counter()
        deltas: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for response, some in named.items():
            ordered = sorted(some, key=lambda s: s["brand_id"])
            for a, b in combinations(ordered, 2):
                for one in (provider[response], "all"):
                    pair = (one, a["brand_id"], b["brand_id"])
                    counts[pair] += 1
                    if a["position_rank"] and b["position_rank"]:
                        deltas[pair].append(b["position_rank"] - a["position_rank"])
        return [self._pair(on, pair, n, deltas[pair]) for pair, n in counts.items()]

    def _pair(self, on: date, pair: tuple[str, str, str], count: int, deltas: list[int]) -> Row:
        return {
            "id": derived_id(on, "co_mentions", self.website_id, *pair),
            "website_id": self.website_id,
            "day": on,
            "llm_provider": pair[0],
            "brand_a_id": pair[1],
            "brand_a_name": "a",
            "brand_b_id": pair[2],
            "brand_b_name": "b",
            "mention_count": count,
            "brand_a_count": count,
            "brand_b_count": count,
            "total_responses": count,
            "ranked_pair_count": len(deltas),
            "rank_delta_sum": sum(deltas),
            "rank_delta_abs_sum": sum(map(abs, deltas)),
            "brand_set": "tracked",
            "is_demonstration": False,
            "extractor_version": "1",
            "alias_version": "1",
            "basket_version": 1,
            "period_start": on,
            "period_end": on,
            "created_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
        }


def _basket(is_retired: bool) -> Row:
    retired = {"is_active": False, "superseded_at": datetime(2026, 6, 1, tzinfo=UTC)}
    return {**BASKET, **(retired if is_retired else {})}


def a_day_of_answers(provider: str = "openai") -> list[Said]:
    """Eight answers: Firefox with Brave on privacy, Chrome alone or with Firefox elsewhere."""
    topics = list(TOPICS)
    privacy = {
        "Firefox": ("recommended", 1, "identity"),
        "Brave": ("recommended", 3, None),
    }
    office = {"Chrome": ("recommended", 1, "superiority"), "Firefox": ("compared", 2, None)}
    both = [
        Said(topics[0], 1, provider, privacy),
        Said(topics[0], 2, provider, privacy),
        Said(topics[1], 1, provider, {"Chrome": ("recommended", 1, "outcome")}),
        Said(topics[1], 2, provider, {"Chrome": "mentioned", "Brave": ("recommended", 2, None)}),
        Said(topics[2], 1, provider, office),
        Said(topics[2], 2, provider, {"Edge": "mentioned", "Chrome": "trusted"}),
        Said(topics[3], 1, provider, {}),
        Said(topics[3], 2, provider, {"Firefox": "mentioned"}),
    ]
    branded = Said(topics[0], 1, provider, {"Firefox": "mentioned", "Chrome": "compared"}, True, 2)
    return [*both, replace(branded, sample=3)]
