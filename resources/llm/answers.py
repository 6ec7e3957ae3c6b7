"""What a provider's raw payload says: text, tokens, served model, cost.

Payloads of chat completions, of the Responses API and of Anthropic's Messages (its batches) are
read here, and their sources in `citations.py`, and nowhere else. Reading never decides what to
keep: the raw payload is stored before anything is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from resources.citations import Citation
from resources.errors import ProviderError
from resources.llm.citations import read_citations
from resources.llm.payload import as_mapping, as_text, clean_text, list_of
from resources.llm.prices import Price

# A reasoning model's musing; one that is never closed takes the rest of the text.
_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.IGNORECASE | re.DOTALL)
_LONE_CLOSE = re.compile(r"\A.*</think(?:ing)?>", re.IGNORECASE | re.DOTALL)
_REFUSED = {"content_filter", "refusal", "safety"}


@dataclass(frozen=True)
class Answer:
    """One answer as its payload tells it.

    Attributes:
        text: without `<think>` parts; never empty.
        served_model: model the provider says answered; None if it does not say.
        finish_reason: why the answer ended.
        request_id: the provider's id of the answer.
        prompt_tokens, response_tokens: as charged; None if unsaid.
        citations: every source once, in the provider's order.
        cost_usd: what the provider says it charged, else usage × price.
    """

    text: str
    served_model: str | None
    finish_reason: str | None
    request_id: str | None
    prompt_tokens: int | None
    response_tokens: int | None
    citations: tuple[Citation, ...]
    cost_usd: Decimal | None


class EmptyAnswerError(ProviderError):
    """An answer that was charged but says nothing: empty text or a refusal."""

    def __init__(self, message: str, cost_usd: Decimal | None) -> None:
        super().__init__(message)
        self.cost_usd = cost_usd


def read_answer(payload: object, price: Price) -> Answer:
    """Read a raw payload.

    Args:
        payload: the JSON value the provider sent.
        price: of the model that was asked.

    Raises:
        EmptyAnswerError: for an empty text or a refusal; it carries the cost.
        ProviderError: for JSON that is not an answer at all.
    """
    if not isinstance(payload, dict):
        raise ProviderError(f"The answer is JSON of type {type(payload).__name__}, not an object.")
    text, finish_reason, refusal = _read_text(payload)
    usage = as_mapping(payload.get("usage"))
    sent = _count(usage, "prompt_tokens", "input_tokens")
    answered = _count(usage, "completion_tokens", "output_tokens")
    cost = _cost(usage, sent, answered, price, count_searches(payload))
    whole = clean_text(text)
    text = strip_thinking(whole)
    cut = whole.find(text)
    if refusal or finish_reason in _REFUSED:
        raise EmptyAnswerError("refused: the provider blocked the answer", cost)
    if not text:
        raise EmptyAnswerError(f"empty: no text (finish reason {finish_reason!r})", cost)
    return Answer(
        text=text,
        served_model=as_text(payload.get("model")),
        finish_reason=finish_reason,
        request_id=as_text(payload.get("id")),
        prompt_tokens=sent,
        response_tokens=answered,
        citations=read_citations(payload, text, None if cut < 0 else cut),
        cost_usd=cost,
    )


def count_searches(payload: Mapping[str, Any]) -> int | None:
    """Web searches that an answer of the Responses API made; None of another, which tells none.

    A call of OpenAI's tool that searches counts once for each of its queries, which are charged
    one by one; opening a page or looking within one is not a search.
    """
    if "output" not in payload:
        return None
    return sum(map(_searches_of, map(as_mapping, list_of(payload, "output"))))


def _searches_of(item: Mapping[str, Any]) -> int:
    if item.get("type") == "search_results":
        return 1
    if item.get("type") != "web_search_call":
        return 0
    action = as_mapping(item.get("action"))
    if action.get("type", "search") != "search":
        return 0
    return max(1, len(list_of(action, "queries")))


def strip_thinking(text: str) -> str:
    """Drop `<think>` parts, closed or not, and the whitespace around what is left."""
    text = _THINKING.sub("", text)
    return _LONE_CLOSE.sub("", text).strip()


def _read_text(payload: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    """Text, why it ended, and whether it is a refusal."""
    if "output" in payload:
        return _read_responses(payload)
    return _read_message(payload) if payload.get("type") == "message" else _read_chat(payload)


def _read_message(payload: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    parts = map(as_mapping, list_of(payload, "content"))
    text = "".join(str(part.get("text") or "") for part in parts if part.get("type") == "text")
    return text, as_text(payload.get("stop_reason")), False


def _read_chat(payload: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    choices = payload.get("choices")
    if not isinstance(choices, list) or not choices:
        raise ProviderError("The answer has no choices.")
    choice = as_mapping(choices[0])
    message = as_mapping(choice.get("message"))
    content = message.get("content")
    text = content if isinstance(content, str) else ""
    return text, as_text(choice.get("finish_reason")), bool(message.get("refusal"))


def _read_responses(payload: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    items = map(as_mapping, list_of(payload, "output"))
    parts = [as_mapping(part) for item in items for part in list_of(item, "content")]
    text = "".join(str(p.get("text") or "") for p in parts if p.get("type") == "output_text")
    status = as_text(payload.get("status"))
    reason = as_text(as_mapping(payload.get("incomplete_details")).get("reason")) or status
    return text, reason, any(part.get("type") == "refusal" for part in parts)


def _cost(
    usage: Mapping[str, Any],
    sent: int | None,
    answered: int | None,
    price: Price,
    searches: int | None,
) -> Decimal | None:
    said = as_mapping(usage.get("cost")).get("total_cost")
    if isinstance(said, int | float | str) and not isinstance(said, bool):
        try:
            amount = Decimal(str(said))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and amount >= 0:
            return amount
    if sent is None or answered is None:
        return None
    total = _count(usage, "total_tokens") or 0  # of some, only the total counts thinking
    answered = max(answered, total - sent)
    return price.cost(sent, answered, 1 if searches is None else searches)


def _count(usage: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        value = usage.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None
