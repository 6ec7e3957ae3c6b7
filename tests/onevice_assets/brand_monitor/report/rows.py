"""A small hand-made day: three brands, two providers, six answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from resources.identity import brand_id, derived_id

DAY = dt.date(2026, 11, 20)
MIDNIGHT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
WEBSITE = "0193d2a0-0000-7000-8000-000000000001"
Row = dict[str, Any]


def response(number: int, text: str, *, provider: str = "openai", branded: bool = False) -> Row:
    return {
        "id": derived_id(DAY, "llm_responses", number),
        "prompt_id": f"prompt-{number % 3}",
        "icp_id": f"icp-{number % 2}",
        "topic": f"topic {number % 3}",
        "prompt_text": "Which browser should I use?",
        "is_branded": branded,
        "llm_provider": provider,
        "llm_model": "model-x",
        "served_model": None,
        "sample_number": 1,
        "response_text": text,
        "is_demonstration": False,
    }


def state(answer: Row, brand: str, presence: str, *, role: str = "competitor") -> Row:
    text = answer["response_text"]
    start = text.find(brand) if presence != "ignored" else None
    return {
        "llm_response_id": answer["id"],
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "role": role,
        "presence": presence,
        "position_rank": 1 if presence == "recommended" else None,
        "mention_start": start,
        "mention_end": None if start is None else start + len(brand),
        "evidence_start": None if start is None else 0,
        "evidence_end": None if start is None else len(text),
    }


def share(brand: str, mentions: int, total: int, *, role: str = "competitor") -> Row:
    return {
        "id": derived_id(DAY, "share_of_voice", brand),
        "llm_provider": "all",
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "role": role,
        "mention_count": mentions,
        "total_responses": total,
        "mention_rate": mentions / total if total else None,
        "share": 0.5,
        "recommendation_rate": 25.0,
        "trust_score": None,
        "first_position_count": 1,
        "prominence": 0.5,
        "brand_set": "tracked",
        "extractor_version": "1",
        "alias_version": "a1",
        "basket_version": 1,
    }


def co_mention(first: str, second: str, count: int) -> Row:
    one, two = sorted([first, second], key=brand_id)
    return {
        "id": derived_id(DAY, "co_mentions", one, two),
        "llm_provider": "all",
        "brand_a_id": brand_id(one),
        "brand_a_name": one,
        "brand_b_id": brand_id(two),
        "brand_b_name": two,
        "mention_count": count,
    }


def substitution(missing: str, substitute: str, count: int) -> Row:
    return {
        "id": derived_id(DAY, "substitution_patterns", missing, substitute),
        "llm_provider": "all",
        "missing_brand_name": missing,
        "substitute_brand_name": substitute,
        "occurrence_count": count,
        "lift": 1.5,
    }


def day_of(own: str = "Firefox", rival: str = "Chrome") -> dict[str, list[Row]]:
    """Rows of every table the report reads, for an own brand and a rival."""
    answers = [
        response(1, f"I'd go with {own} over {rival}."),
        response(2, f"{rival} is the usual choice.", provider="google"),
        response(3, f"{own} and {rival} are both fine."),
        response(4, f"Yes, {own} is private.", branded=True),
    ]
    presences = [
        ("recommended", "compared"),
        ("ignored", "recommended"),
        ("mentioned", "mentioned"),
        ("mentioned", "ignored"),
    ]
    states = []
    for answer, (mine, theirs) in zip(answers, presences, strict=True):
        states += [state(answer, own, mine, role="own"), state(answer, rival, theirs)]
    return {
        "shares": [share(own, 2, 3, role="own"), share(rival, 3, 3)],
        "substitutions": [substitution(own, rival, 1)],
        "co_mentions": [co_mention(own, rival, 2)],
        "states": states,
        "responses": answers,
        "classifications": [
            {"prompt_id": "prompt-0", "intent_type": "decision"},
            {"prompt_id": "prompt-1", "intent_type": "evaluation"},
            {"prompt_id": "prompt-2", "intent_type": "informational"},
        ],
        "icps": [{"id": "icp-0", "name": "Careful parent"}, {"id": "icp-1", "name": "Developer"}],
    }
