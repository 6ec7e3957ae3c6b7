"""Answers that must be JSON of a schema: asked with it, checked against it, asked once more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from resources.errors import ProviderError
from resources.llm.budget import Purse
from resources.llm.calls import Book, Call, ask, open_client
from resources.llm.providers import Provider

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_FENCE = re.compile(r"\A```(?:json)?\s*(.*?)\s*```\Z", re.DOTALL)
_TRIES = 2


async def complete_json(
    provider: Provider,
    prompt: str,
    *,
    schema: Mapping[str, Any],
    schema_name: str,
    system: str,
    answer_tokens: int,
    book: Book,
    purse: Purse,
    first_wait_s: float = 1.0,
) -> dict[str, Any]:
    """Ask for a JSON object; see `LanguageModels.complete_json`."""
    call = Call(
        messages=(
            {"role": "system", "content": _with_schema(system, schema)},
            {"role": "user", "content": prompt},
        ),
        seed=0,
        answer_tokens=answer_tokens,
        schema=(schema_name, schema),
    )
    async with open_client(provider) as client:
        return await _ask_twice(client, provider, call, book, purse, first_wait_s)


async def _ask_twice(
    client: AsyncOpenAI,
    provider: Provider,
    call: Call,
    book: Book,
    purse: Purse,
    first_wait_s: float,
) -> dict[str, Any]:
    name, schema = call.schema or ("", {})
    why = ""
    for _ in range(_TRIES):
        answer = await ask(
            client, provider, call, book=book, purse=purse, first_wait_s=first_wait_s
        )
        value, why = read_object(answer.text, schema)
        if value is not None:
            return value
    raise ProviderError(
        f"{provider.label} was asked {_TRIES} times for {name!r} and did not give JSON of its "
        f"schema: {why}. Try again, or a larger model."
    )


def read_object(text: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Read a JSON object out of an answer and check it.

    Returns:
        The object and an empty text, or None and what is wrong (without the answer's text).
    """
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # ships no types

    fenced = _FENCE.match(text.strip())
    try:
        value = json.loads(fenced.group(1) if fenced else text)
    except ValueError as error:
        return None, f"broken JSON ({type(error).__name__})"
    if not isinstance(value, dict):
        return None, f"JSON of type {type(value).__name__}, not an object"
    broken = next(Draft202012Validator(dict(schema)).iter_errors(value), None)
    if broken is not None:
        return None, f"{broken.json_path} breaks the rule {broken.validator!r}"
    return value, ""


def _with_schema(system: str, schema: Mapping[str, Any]) -> str:
    """Say the schema in words too: some providers ignore `response_format`."""
    rules = "Answer with one JSON object of this JSON schema and nothing else:"
    return f"{system}\n\n{rules}\n{json.dumps(schema, sort_keys=True)}"
