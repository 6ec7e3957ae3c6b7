"""Batches in Anthropic's form, Message Batches: the calls in one request, the answers as one file.

    POST messages/batches                  {"requests": [{"custom_id", "params"}]}
    GET  messages/batches/{id}             processing_status: in_progress, canceling, ended
    GET  messages/batches/{id}/results     a line each: {"custom_id", "result": {"type": …}}
    GET  messages/batches                  newest first, `has_more` and `last_id`

It is no form of OpenAI's, so the SDK's client only carries it. A batch has no room for our key: a
lost one is known by the ids of its calls, which its results name once it has ended. Until every
batch of that time has, nothing is made again.

https://platform.claude.com/docs/en/build-with-claude/batch-processing
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from resources.errors import ProviderBusyError
from resources.llm.batch.forms import TRIES, Found, Lost, State, open_client
from resources.llm.batch.lines import LineAnswer, hide_keys_in, split_lines
from resources.llm.payload import as_mapping, as_text, list_of
from resources.llm.request import build_body

if TYPE_CHECKING:
    from openai import OpenAI, RequestOptions

    from resources.llm.calls import Call
    from resources.llm.providers import Provider

_PATH = "messages/batches"
_VERSION = "2023-06-01"
_PAGE = 100
_ENDED = "ended"
_CLOCKS = timedelta(minutes=10)  # how far the provider's clock may be behind ours


@dataclass(frozen=True)
class MessageBatches:
    """The batches of one provider's workspace; see `Batches`."""

    provider: Provider

    def create(self, key: str, calls: Mapping[str, Call]) -> str:  # noqa: ARG002  no room for it
        """Create the batch, once; `find` finds it by the ids of its calls."""
        import httpx

        body = {"requests": write_requests(self.provider, calls)}
        with open_client(self.provider) as client:
            options = self._options()
            answer = client.post(_PATH, body=body, cast_to=httpx.Response, options=options)
            made = _read_json(answer.text)
        batch_id = as_text(made.get("id"))
        if batch_id is None:
            raise ProviderBusyError(  # it may be there: nothing of it is given back
                f"{self.provider.label} was sent a batch of {len(calls)} and told no id for it. "
                "The next run looks for it; nothing is made twice."
            )
        return batch_id

    def find(self, lost: Lost) -> Found:
        """Look for one of the calls in what ended since; unclear while another has not ended."""
        is_clear = True
        with open_client(self.provider, TRIES) as client:
            for batch in self._list_since(client, lost.since - _CLOCKS):
                if _count_calls(batch) != len(lost.ids):
                    continue
                state = _read_state(batch)
                if not state.is_over:
                    is_clear = False
                elif not self._fetch(client, state).keys().isdisjoint(lost.ids):
                    return Found(as_text(batch.get("id")))
        return Found(None, is_clear)

    def look(self, batch_id: str) -> State:
        """How a batch stands now."""
        with open_client(self.provider, TRIES) as client:
            return _read_state(_read_json(self._get(client, f"{_PATH}/{batch_id}")))

    def read(self, state: State) -> dict[str, LineAnswer]:
        """What came of each call, by its id."""
        with open_client(self.provider, TRIES) as client:
            return self._fetch(client, state)

    def _fetch(self, client: OpenAI, state: State) -> dict[str, LineAnswer]:
        found: dict[str, LineAnswer] = {}
        for batch_id in state.files:  # never an address that a payload names: the key goes along
            found |= read_results(self._get(client, f"{_PATH}/{batch_id}/results"))
        return hide_keys_in(found, self.provider)

    def _list_since(self, client: OpenAI, since: datetime) -> Iterator[Mapping[str, Any]]:
        """Batches made since a moment, newest first."""
        path = f"{_PATH}?limit={_PAGE}"
        while path:
            page = _read_json(self._get(client, path))
            for batch in map(as_mapping, list_of(page, "data")):
                if _made_at(batch) < since:
                    return
                yield batch
            last = as_text(page.get("last_id")) if page.get("has_more") else None
            path = f"{_PATH}?limit={_PAGE}&after_id={last}" if last else ""

    def _get(self, client: OpenAI, path: str) -> str:
        import httpx

        return client.get(path, cast_to=httpx.Response, options=self._options()).text

    def _options(self) -> RequestOptions:
        import openai

        headers: dict[str, str | openai.Omit] = {
            "Authorization": openai.Omit(),  # would be read as a token of another kind
            "x-api-key": self.provider.key.get_secret_value(),
            "anthropic-version": _VERSION,
        }
        return {"headers": headers}


def write_requests(provider: Provider, calls: Mapping[str, Call]) -> list[dict[str, Any]]:
    """The calls as the Messages API takes them: what the system says stands beside the messages."""
    return [
        {"custom_id": key, "params": _write_params(build_body(provider, call))}
        for key, call in calls.items()
    ]


def _write_params(body: Mapping[str, Any]) -> dict[str, Any]:
    messages = body["messages"]
    system = "\n".join(one["content"] for one in messages if one["role"] == "system")
    rest = [one for one in messages if one["role"] != "system"]
    return {**body, "messages": rest, **({"system": system} if system else {})}


def read_results(text: str) -> dict[str, LineAnswer]:
    """Read the file of results, by id; a line that cannot be read is nobody's."""
    found: dict[str, LineAnswer] = {}
    for row in split_lines(text):
        key = as_text(row.get("custom_id"))
        if key:
            found[key] = _read_result(as_mapping(row.get("result")))
    return found


def _read_result(result: Mapping[str, Any]) -> LineAnswer:
    kind = as_text(result.get("type")) or "no answer"
    message = as_mapping(result.get("message"))
    if kind == "succeeded" and message:
        return LineAnswer(json.dumps(message, ensure_ascii=False), "")
    told = as_mapping(result.get("error"))
    error = as_mapping(told.get("error"))
    said = " ".join(filter(None, map(as_text, (error.get("type"), error.get("message")))))
    return LineAnswer(None, f"{kind} {said}".strip(), as_text(told.get("request_id")))


def _made_at(batch: Mapping[str, Any]) -> datetime:
    """When a batch was made; one that does not tell may have been made now."""
    try:
        at = datetime.fromisoformat(str(batch.get("created_at")))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _count_calls(batch: Mapping[str, Any]) -> int:
    counts = as_mapping(batch.get("request_counts"))
    return sum(count for count in counts.values() if isinstance(count, int))


def _read_state(batch: Mapping[str, Any]) -> State:
    """A batch's state in OpenAI's words; each of its calls tells what became of it."""
    if batch.get("processing_status") != _ENDED:
        return State("in_progress", (), "")
    batch_id = as_text(batch.get("id"))
    has_results = batch.get("results_url") is not None  # they are deleted after 29 days
    return State("completed", (batch_id,) if batch_id and has_results else (), "")


def _read_json(text: str) -> Mapping[str, Any]:
    try:
        return as_mapping(json.loads(text))
    except ValueError as error:
        raise ProviderBusyError(
            "What came back about a batch is broken JSON. The next run looks again; nothing of the "
            "batch was given back."
        ) from error
