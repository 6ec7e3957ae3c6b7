"""The id a provider gives one HTTP request: what its support and its logs find the request by.

It is another one than the answer's own id, and there for refused and broken requests too. OpenAI
sends `x-request-id` (https://developers.openai.com/api/reference/overview), Anthropic `request-id`
and, in an error's body, `request_id` (https://platform.claude.com/docs/en/api/errors). Google and
Perplexity document none; what they send under these names is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from resources.llm.payload import as_mapping, as_text

_HEADERS = ("x-request-id", "request-id")
_LONGEST = 255


def read_request_id(headers: Mapping[str, str], body: object = None) -> str | None:
    """Read the id of a request.

    Args:
        headers: of the HTTP response; their names in lower case.
        body: an error's JSON.

    Returns:
        At most 255 letters; None where the provider does not tell.
    """
    told = [headers.get(name) for name in _HEADERS]
    for one in (*told, as_mapping(body).get("request_id")):
        found = as_text(one.strip()) if isinstance(one, str) else None
        if found:
            return found[:_LONGEST]
    return None
