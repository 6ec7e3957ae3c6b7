"""What kind of question a prompt is: intent, funnel stage, buying signal, need for trust.

Rules over cue phrases. Scores are sums of cue weights squeezed into 0–1; the confidence says how
far the winning intent lies before the next. Works on sentences and on keyword-style prompts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onevice_assets.intent_types.cues import weigh
from resources.text_folding import fold

VERSION = "rules-1"
_FOLLOW_UP_INTENT = "evaluation"
_SHORT_QUERY = 7


@dataclass(frozen=True)
class Classification:
    """One prompt's class; the three numbers lie between 0 and 1."""

    intent_type: str
    funnel_stage: str
    buying_signal: float
    trust_need: float
    query_intent: str
    confidence: float


def classify(text: str, *, prompt_type: str = "primary") -> Classification:
    """Classify a prompt.

    Args:
        text: the prompt.
        prompt_type: a follow-up or clarification without cues of its own is an evaluation: it asks
            on about options named before.
    """
    folded = fold(text)
    scores = {
        "decision": weigh("decision", folded),
        "evaluation": weigh("evaluation", folded),
        "informational": weigh("informational", folded),
    }
    if weigh("navigational", folded) > 0:
        scores["informational"] += 1.0
    elif _is_keyword_style(folded):
        scores["evaluation"] += 0.6
    if prompt_type != "primary":
        scores[_FOLLOW_UP_INTENT] += 0.8
    intent = _winner(scores)
    buying = _buying(intent, folded)
    return Classification(
        intent_type=intent,
        funnel_stage=_stage(intent, folded),
        buying_signal=buying,
        trust_need=_squeeze(0.15 + weigh("trust", folded)),
        query_intent=_query_intent(intent, folded),
        confidence=_confidence(scores),
    )


def _winner(scores: dict[str, float]) -> str:
    """Highest score; on a tie the later stage, and informational where nothing speaks."""
    if not any(scores.values()):
        return "informational"
    return max(scores, key=lambda one: (scores[one], one == "decision", one == "evaluation"))


def _confidence(scores: dict[str, float]) -> float:
    first, second, _ = sorted(scores.values(), reverse=True)
    if first == 0:
        return 0.3
    return round(min(0.95, 0.5 + 0.45 * (first - second) / first), 2)


def _buying(intent: str, folded: str) -> float:
    base = {"informational": 0.1, "evaluation": 0.4, "decision": 0.65}[intent]
    return _squeeze(base + weigh("buying", folded))


def _stage(intent: str, folded: str) -> str:
    if intent == "decision":
        return "purchase"
    if intent == "evaluation" or weigh("options", folded) > 0:
        return "consideration"
    return "awareness"


def _query_intent(intent: str, folded: str) -> str:
    if weigh("navigational", folded) > 0:
        return "Navigational"
    if weigh("transactional", folded) > 0:
        return "Transactional"
    return "Informational" if intent == "informational" else "Commercial"


def _is_keyword_style(folded: str) -> bool:
    """A search query rather than a sentence: few words and no question."""
    is_question = folded.endswith("?") or re.match(r"(?:how|what|why|who|when|where)\b", folded)
    return len(folded.split()) <= _SHORT_QUERY and not is_question


def _squeeze(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 2)
