"""The request a call becomes: the fields a provider's wire format knows, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from resources.llm.providers import LOCAL, Provider

if TYPE_CHECKING:
    from resources.llm.calls import Call


def build_request(provider: Provider, call: Call) -> dict[str, Any]:
    """Build the keyword arguments of the SDK's `create` for a call.

    Only what every model of the provider accepts is sent, plus the parameters of its price row.
    """
    messages: Sequence[Mapping[str, str]] = call.messages
    is_chat = provider.api == "chat"
    body: dict[str, Any] = {"model": provider.model, "messages" if is_chat else "input": messages}
    extra: dict[str, Any] = {
        provider.max_tokens_field: call.answer_tokens or provider.answer_tokens,
        **provider.price.parameters,
    }
    if provider.name == LOCAL and call.seed is not None:
        extra["seed"] = call.seed
    if call.schema:
        form = {"name": call.schema[0], "schema": call.schema[1]}
        if is_chat:
            extra["response_format"] = {"type": "json_schema", "json_schema": form}
        else:
            extra["text"] = {"format": {"type": "json_schema", **form}}
    return {**body, "extra_body": extra}
