"""The request a call becomes: the fields a provider's wire format knows, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resources.llm.pictures import attach

if TYPE_CHECKING:
    from resources.llm.calls import Call
    from resources.llm.providers import Provider


def build_body(provider: Provider, call: Call) -> dict[str, Any]:
    """Build the JSON body of a call.

    A field that the provider's row does not know is not sent: one provider ignores it, another
    refuses the call. A call that wants JSON of a schema does not search the web.
    """
    is_chat = provider.api == "chat"
    messages = attach(call.messages, call.pictures, is_chat=is_chat)
    body: dict[str, Any] = {
        "model": provider.model,
        "messages" if is_chat else "input": messages,
        provider.max_tokens_field: call.answer_tokens or provider.answer_tokens,
        **provider.parameters,
        **provider.price.parameters,
    }
    if provider.seed and call.seed is not None:
        body["seed"] = call.seed
    if call.schema:
        return body | _form(provider, *call.schema)
    return body | dict(provider.web_search)


def _form(provider: Provider, name: str, schema: Any) -> dict[str, Any]:
    if not provider.json_schema:
        return {}
    form = {"name": name, "schema": schema}
    if provider.api == "chat":
        return {"response_format": {"type": "json_schema", "json_schema": form}}
    return {"text": {"format": {"type": "json_schema", **form}}}
