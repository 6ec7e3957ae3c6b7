"""What one reply comes down to: its answer, what it cost, what a span tells of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.errors import ProviderBusyError, ProviderError
from resources.llm.answers import Answer, EmptyAnswerError, read_answer
from resources.llm.failures import CallError

if TYPE_CHECKING:
    from resources.llm.calls import Reply
    from resources.llm.providers import Provider


def read_reply(reply: Reply, provider: Provider) -> Answer:
    """The answer in a payload.

    Raises:
        ProviderBusyError: it is no JSON; the next one may be whole.
        EmptyAnswerError: it holds no text.
    """
    try:
        payload = json.loads(reply.raw)
    except ValueError as error:
        # cut off or swapped on its way: the next one may be whole
        raise ProviderBusyError(f"{provider.label} sent broken JSON with status 200.") from error
    try:
        return read_answer(payload, provider.price)
    except EmptyAnswerError as error:
        raise EmptyAnswerError(f"{provider.label}: {error}", error.cost_usd) from error


def tell_usage(answer: Answer) -> dict[str, int]:
    """Tokens of an answer, as the standard names them."""
    tokens = {"input": answer.prompt_tokens, "output": answer.response_tokens}
    return {f"gen_ai.usage.{name}_tokens": n for name, n in tokens.items() if n is not None}


def cost_of(error: ProviderError, reply: Reply | None, reserved_usd: Decimal) -> Decimal:
    """What a failed attempt costs: as charged, nothing if never served, else all we set aside."""
    if isinstance(error, EmptyAnswerError) and error.cost_usd is not None:
        return error.cost_usd
    if reply is None and isinstance(error, CallError) and not error.may_be_billed:
        return Decimal(0)
    return reserved_usd


def tell_provider(provider: Provider) -> dict[str, str]:
    """Who is asked, as the standard names it."""
    return {"gen_ai.provider.name": provider.name, "gen_ai.request.model": provider.model}
