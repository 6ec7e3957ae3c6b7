"""Which sources a payload names, and which of them its answer cites.

| wire format | cited | only found |
| --- | --- | --- |
| OpenAI chat completions | `message.annotations[].url_citation` | it names no others |
| OpenAI Responses | `output_text.annotations[]` of type `url_citation` | `web_search_call` items: \
`action.sources`, `action.url` (a page it opened), `results` (older) |
| Perplexity Agent API (Responses) | annotations, and `search_results` items' `results[]` whose \
`id` stands in the text as `[n]` | the other results, pages of `fetch_url_results` |
| Perplexity chat completions (until 2026-09), and others alike | `search_results[]` and \
`citations[]` whose place in the list, from 1, stands in the text as `[n]` | the others |
| Anthropic, Gemini through their OpenAI-compatible address | nothing is documented: no sources |

Perplexity's markers depend on the prompt: where an answer has neither marker nor annotation, its
results are neither cited nor not (null). OpenAI annotates what it cites, so a source of its search
without annotation was found and not cited. A number that two searches gave to two pages tells
nothing about either.

Only OpenAI's annotations say where in the text a source is cited, as `start_index`.

https://developers.openai.com/api/docs/guides/tools-web-search
https://docs.perplexity.ai/docs/cookbook/articles/streaming-citations
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from resources.citations import Citation, merge_citations
from resources.llm.payload import as_mapping, as_text, list_of

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,200}`", re.DOTALL)
# [1], [1, 2], [web:1], [^1], 【1】; not the label of a link, which has an address of its own
_MARKER = re.compile(r"[\[【](?:web:|\^)?(\d{1,3}(?:, ?(?:web:)?\d{1,3}){0,20})[\]】](?!\]?\()")


@dataclass(frozen=True, slots=True)
class _Source:
    """A source as listed: its number or place in the text, and what silence about it means."""

    url: str
    title: str | None
    number: int | None = None
    is_annotated: bool = False
    if_unsaid: bool | None = None
    start: int | None = None


def read_citations(
    payload: Mapping[str, Any], text: str, cut: int | None = None
) -> tuple[Citation, ...]:
    """Read the sources of an answer.

    Args:
        payload: of chat completions or of the Responses API.
        text: the answer as it is kept; markers of a reasoning that was cut out do not count.
        cut: characters that the provider's text has before `text`; None where `text` is not one
            piece of it, so that places in it are not known.

    Returns:
        Every address once, in the payload's order.
    """
    listed = list(_of_responses(payload) if "output" in payload else _of_chat(payload))
    pages: dict[int, set[str]] = {}
    for source in listed:
        if source.number is not None:
            pages.setdefault(source.number, set()).add(source.url)
    pointed = _numbers(text) & pages.keys()
    is_told = bool(pointed) or any(source.is_annotated for source in listed)
    ambiguous = {number for number in pointed if len(pages[number]) > 1}
    return merge_citations(
        _place(
            Citation(
                url=source.url,
                title=source.title,
                is_cited=_is_cited(source, pointed, ambiguous) if is_told else source.if_unsaid,
            ),
            None if cut is None or source.start is None else source.start - cut,
            text,
        )
        for source in listed
    )


def _place(citation: Citation, start: int | None, text: str) -> Citation:
    """Note the place, if it is one."""
    if start is None or not 0 <= start < len(text):
        return citation
    return {**citation, "text_start": start}


def _is_cited(source: _Source, pointed: set[int], ambiguous: set[int]) -> bool | None:
    if source.is_annotated:
        return True
    return None if source.number in ambiguous else source.number in pointed


def _numbers(text: str) -> set[int]:
    """Numbers that stand in the text as markers, outside of code."""
    if not any(sign in text for sign in "[【"):
        return set()
    marked = _MARKER.findall(_CODE.sub(" ", text))
    return {int(number) for group in marked for number in re.findall(r"\d+", group)}


def _of_chat(payload: Mapping[str, Any]) -> Iterator[_Source]:
    choices = list_of(payload, "choices")
    message = as_mapping(as_mapping(choices[0]).get("message")) if choices else {}
    yield from _annotated(list_of(message, "annotations"), 0)
    for name in ("search_results", "citations"):
        for number, item in enumerate(list_of(payload, name), start=1):
            yield from _source(item, number=number)


def _of_responses(payload: Mapping[str, Any]) -> Iterator[_Source]:
    before = 0
    for item in map(as_mapping, list_of(payload, "output")):
        for part in map(as_mapping, list_of(item, "content")):
            yield from _annotated(list_of(part, "annotations"), before)
            if part.get("type") == "output_text":
                before += len(str(part.get("text") or ""))
        is_openai = item.get("type") == "web_search_call"
        silent = False if is_openai else None
        action = as_mapping(item.get("action"))
        for found in (*list_of(action, "sources"), action):
            yield from _source(found, if_unsaid=silent)
        for found in (*list_of(item, "results"), *list_of(item, "contents")):
            number = None if is_openai else _number(as_mapping(found).get("id"))
            yield from _source(found, number=number, if_unsaid=silent)


def _annotated(notes: Iterable[object], before: int) -> Iterator[_Source]:
    """Annotations with an address: `url_citation` is an object in chat, the type in Responses.

    Args:
        notes: of one part of the text.
        before: characters of the text before that part.
    """
    for note in map(as_mapping, notes):
        named = as_mapping(note.get("url_citation")) or note
        start = named.get("start_index")
        if not isinstance(start, int) or isinstance(start, bool):
            start = None
        place = None if start is None else before + start
        yield from _source(named, is_annotated=True, start=place)


def _source(item: object, **known: Any) -> Iterator[_Source]:
    """The source an item names, if it names one; a bare address has no title."""
    found = {"url": item} if isinstance(item, str) else as_mapping(item)
    url = as_text(found.get("url"))
    if url:
        yield _Source(url, as_text(found.get("title")), **known)


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
