"""What a provider's raw payload says: text, tokens, citations, served model, cost.

Payloads of chat completions and of the Responses API are read here and nowhere else. Reading
never decides what to keep: the raw payload is stored before anything is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from resources.errors import ProviderError
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
        citations: `{url, title}` in the provider's order.
        cost_usd: what the provider says it charged, else usage × price.
    """

    text: str
    served_model: str | None
    finish_reason: str | None
    request_id: str | None
    prompt_tokens: int | None
    response_tokens: int | None
    citations: tuple[Mapping[str, str | None], ...]
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
    text, finish_reason, refusal, citations = (
        _read_responses(payload) if "output" in payload else _read_chat(payload)
    )
    usage = _mapping(payload.get("usage"))
    sent = _count(usage, "prompt_tokens", "input_tokens")
    answered = _count(usage, "completion_tokens", "output_tokens")
    cost = _cost(usage, sent, answered, price)
    text = strip_thinking(_clean(text))
    if refusal or finish_reason in _REFUSED:
        raise EmptyAnswerError("refused: the provider blocked the answer", cost)
    if not text:
        raise EmptyAnswerError(f"empty: no text (finish reason {finish_reason!r})", cost)
    return Answer(
        text=text,
        served_model=_text(payload.get("model")),
        finish_reason=finish_reason,
        request_id=_text(payload.get("id")),
        prompt_tokens=sent,
        response_tokens=answered,
        citations=citations,
        cost_usd=cost,
    )


def strip_thinking(text: str) -> str:
    """Drop `<think>` parts, closed or not, and the whitespace around what is left."""
    text = _THINKING.sub("", text)
    return _LONE_CLOSE.sub("", text).strip()


def _read_chat(
    payload: Mapping[str, Any],
) -> tuple[str, str | None, bool, tuple[Mapping[str, str | None], ...]]:
    choices = payload.get("choices")
    if not isinstance(choices, list) or not choices:
        raise ProviderError("The answer has no choices.")
    choice = _mapping(choices[0])
    message = _mapping(choice.get("message"))
    content = message.get("content")
    text = content if isinstance(content, str) else ""
    notes = [_mapping(_mapping(note).get("url_citation")) for note in _list(message, "annotations")]
    found = [*notes, *_list(payload, "search_results")] or _list(payload, "citations")
    return text, _text(choice.get("finish_reason")), bool(message.get("refusal")), _sources(found)


def _read_responses(
    payload: Mapping[str, Any],
) -> tuple[str, str | None, bool, tuple[Mapping[str, str | None], ...]]:
    texts: list[str] = []
    found: list[Any] = []
    refusal = False
    for item in _list(payload, "output"):
        for part in map(_mapping, _list(_mapping(item), "content")):
            refusal = refusal or part.get("type") == "refusal"
            if part.get("type") == "output_text":
                texts.append(str(part.get("text") or ""))
            found += _list(part, "annotations")
        found += _list(_mapping(item), "results")
    status = _text(payload.get("status"))
    reason = _text(_mapping(payload.get("incomplete_details")).get("reason")) or status
    return "".join(texts), reason, refusal, _sources(found)


def _sources(found: list[Any]) -> tuple[Mapping[str, str | None], ...]:
    """Citations once each, by address, in order; bare addresses have no title."""
    sources: dict[str, Mapping[str, str | None]] = {}
    for item in found:
        source = {"url": item} if isinstance(item, str) else _mapping(item)
        url = _text(source.get("url"))
        if url:
            sources.setdefault(url, {"url": url, "title": _text(source.get("title"))})
    return tuple(sources.values())


def _cost(
    usage: Mapping[str, Any], sent: int | None, answered: int | None, price: Price
) -> Decimal | None:
    said = _mapping(usage.get("cost")).get("total_cost")
    if isinstance(said, int | float | str) and not isinstance(said, bool):
        try:
            amount = Decimal(str(said))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and amount >= 0:
            return amount
    if sent is None or answered is None:
        return None
    return price.cost(sent, answered)


def _count(usage: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        value = usage.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _text(value: object) -> str | None:
    return _clean(value) if isinstance(value, str) and value else None


def _clean(text: str) -> str:
    """Text any store can hold: no NUL, no half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")
