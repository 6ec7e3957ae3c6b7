"""The lines of a batch: one call a line as it is sent, one answer or error a line as it comes.

https://developers.openai.com/api/docs/guides/batch
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from resources.llm.failures import hide_keys
from resources.llm.payload import as_mapping, as_text
from resources.llm.request import build_body

if TYPE_CHECKING:
    from resources.llm.calls import Call
    from resources.llm.providers import Provider

MOST_LINES = 50_000
_OK = 200


@dataclass(frozen=True)
class LineAnswer:
    """What came of one line.

    Attributes:
        raw: the answer's JSON as text; None where there is none.
        error: why there is none; empty where there is one.
        request_id: the provider's id of the request, if it tells.
    """

    raw: str | None
    error: str
    request_id: str | None = None


def name_endpoint(
    provider: Provider,
) -> Literal["/v1/responses", "/v1/chat/completions"]:
    """The path that every line of a batch is for."""
    return "/v1/responses" if provider.api == "responses" else "/v1/chat/completions"


def write_lines(provider: Provider, calls: Mapping[str, Call]) -> bytes:
    """Write the file of a batch.

    Args:
        provider: who is asked.
        calls: by the id that comes back with the answer; at most 50,000.
    """
    url = name_endpoint(provider)
    lines = (
        {"custom_id": key, "method": "POST", "url": url, "body": build_body(provider, call)}
        for key, call in calls.items()
    )
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def read_lines(text: str) -> dict[str, LineAnswer]:
    """Read an output or error file, by id; a line that cannot be read is nobody's."""
    found: dict[str, LineAnswer] = {}
    for row in split_lines(text):
        key = as_text(row.get("custom_id"))
        if key:
            found[key] = _read_line(row)
    return found


def hide_keys_in(answers: Mapping[str, LineAnswer], provider: Provider) -> dict[str, LineAnswer]:
    """The same answers; no error shows the provider's key."""
    return {key: replace(one, error=hide_keys(one.error, provider)) for key, one in answers.items()}


def split_lines(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of a file that has one a line; what is none is left out."""
    for line in text.splitlines():
        try:
            yield as_mapping(json.loads(line))
        except ValueError:
            continue


def _read_line(row: Mapping[str, object]) -> LineAnswer:
    response = as_mapping(row.get("response"))
    body = as_mapping(response.get("body"))
    request_id = as_text(response.get("request_id"))
    if row.get("error") is None and response.get("status_code") == _OK:
        return LineAnswer(json.dumps(body, ensure_ascii=False), "", request_id)
    error = as_mapping(row.get("error")) or as_mapping(body.get("error"))
    said = " ".join(filter(None, map(as_text, (error.get("code"), error.get("message")))))
    status = response.get("status_code")
    return LineAnswer(None, said or (f"status {status}" if status else "no answer"), request_id)
