"""Answers that must be JSON of a schema: asked with it, checked against it, asked once more."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resources.errors import ProviderError
from resources.llm.books import Book
from resources.llm.budget import Purse
from resources.llm.calls import Call, ask, open_client
from resources.llm.pictures import Picture
from resources.llm.providers import Provider

_FENCE = re.compile(r"\A```(?:json)?\s*(.*?)\s*```\Z", re.DOTALL)
_TRIES = 2

Recall = Callable[[Provider, Call], Sequence[str]]
"""Texts that a provider has answered a call with before and that are used again, oldest first."""


@dataclass(frozen=True)
class JsonWish:
    """One JSON object that is wanted; the fields as in `LanguageModels.complete_json`.

    Attributes:
        pictures: shown beside the prompt.
    """

    prompt: str
    schema: Mapping[str, Any]
    schema_name: str
    system: str
    answer_tokens: int
    pictures: tuple[Picture, ...] = ()

    def fulfil(
        self,
        provider: Provider,
        purse: Purse,
        book: Book,
        first_wait_s: float,
        recall: Recall = lambda *_: (),
    ) -> dict[str, Any]:
        """Ask, and once more if the answer cannot be used; what was answered before counts.

        Raises:
            ProviderError: when neither answer keeps to the schema.
            BudgetError: when the purse does not cover the next attempt.
        """
        why, known = "", recall(provider, self._call())
        for text in known:
            value, why = read_object(text, self.schema)
            if value is not None:
                return value
        left = max(_TRIES - len(known), 0)
        value, why = asyncio.run(self._ask(provider, purse, book, first_wait_s, left, why))
        if value is not None:
            return value
        raise ProviderError(
            f"{provider.label} was asked {_TRIES} times for {self.schema_name!r} and did not give "
            f"JSON of its schema: {why}. Try again, or a larger model."
        )

    async def _ask(
        self,
        provider: Provider,
        purse: Purse,
        book: Book,
        first_wait_s: float,
        tries: int,
        why: str,
    ) -> tuple[dict[str, Any] | None, str]:
        async with open_client(provider) as client:
            for _ in range(tries):
                answer = await ask(
                    client,
                    provider,
                    self._call(),
                    book=book,
                    purse=purse,
                    first_wait_s=first_wait_s,
                )
                value, why = read_object(answer.text, self.schema)
                if value is not None:
                    return value, ""
        return None, why

    def _call(self) -> Call:
        system = _with_schema(self.system, self.schema)
        return Call(
            messages=(
                {"role": "system", "content": system},
                {"role": "user", "content": self.prompt},
            ),
            seed=0,
            answer_tokens=self.answer_tokens,
            schema=(self.schema_name, self.schema),
            pictures=self.pictures,
        )


def read_object(text: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Read a JSON object out of an answer and check it.

    Returns:
        The object and an empty text, or None and what is wrong (without the answer's text).
    """
    from jsonschema import Draft202012Validator

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
