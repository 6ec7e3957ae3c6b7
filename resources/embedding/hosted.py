"""The seeds' embedder: OpenAI's `text-embedding-3-small`, 1,536-d, for money.

Texts go in batches; what was embedded before on the same account is not sent. A text that is
longer than the model takes is sent in pieces, and its vector is the mean of theirs, weighted by
their lengths and made to length 1 (OpenAI's cookbook, "Embedding texts that are longer than the
model's maximum context length").
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from resources.embedding.account import Account
from resources.embedding.cut_text import cut_text
from resources.embedding.embedder import SEED_DIMENSIONS, SEED_MODEL, refuse_blanks
from resources.embedding.kept_vectors import KeptVectors
from resources.errors import ProviderBusyError, ProviderError
from resources.identity import text_hash
from resources.llm.failures import CallError, explain_failure
from resources.llm.prices import count_tokens
from resources.llm.providers import provider_of
from resources.llm.rate_headers import read_rate_news
from resources.llm.request_ids import read_request_id
from resources.llm.turns import waiting_for_turns
from resources.patience import retry
from resources.resilience.tls import trusted_authorities

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from openai import OpenAI

    from resources.llm.providers import Provider
    from resources.llm.turns import Turn, Turns

_MOST_TEXTS: Final = 512  # of a request; OpenAI takes 2,048
_MOST_TOKENS: Final = 250_000  # of a request, as an upper estimate; OpenAI takes 300,000

_MILLIONTH: Final = Decimal("0.000001")


def open_hosted(
    env: Mapping[str, str],
    *,
    account: Account,
    first_wait_s: float,
) -> HostedEmbedder:
    """The hosted model on somebody's account; nothing is asked yet.

    Raises:
        ConfigurationError: no key in `env`, or an address that is none.
    """
    return HostedEmbedder(
        provider_of("openai", SEED_MODEL, env),
        account,
        KeptVectors(account.objects, account.owner_id, SEED_MODEL, SEED_DIMENSIONS),
        first_wait_s,
    )


@dataclass(frozen=True)
class HostedEmbedder:
    """The `Embedder` that is paid for."""

    provider: Provider
    account: Account
    kept: KeptVectors
    first_wait_s: float = 1.0
    model: str = SEED_MODEL
    dimensions: int = SEED_DIMENSIONS

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into vectors; see `Embedder.embed`.

        Raises:
            ProviderRefusedError: bad key, used-up quota: do not ask again.
            ProviderBusyError: still busy, slow or down after four attempts.
            ProviderError: what came back are not the vectors asked for.
            BudgetError: the money does not cover a request.
        """
        import numpy as np

        refuse_blanks(texts)
        pieces = [cut_text(text.encode("utf-8", "replace").decode()) for text in texts]
        vectors = self._find({text_hash(piece): piece for one in pieces for piece in one})
        found = np.empty((len(texts), self.dimensions), np.float32)
        for place, one in enumerate(pieces):
            found[place] = sum(len(piece) * vectors[text_hash(piece)] for piece in one)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found

    def _find(self, texts: Mapping[str, str]) -> dict[str, NDArray[np.float32]]:
        """The vector of each text, by its hash: kept, or asked for."""
        found = self.kept.read(texts)
        missing = [(key, text) for key, text in texts.items() if key not in found]
        if missing:
            trying = retry(lambda error: isinstance(error, ProviderBusyError), self.first_wait_s)
            with _open_client(self.provider) as client, waiting_for_turns(self.provider) as turns:
                for batch in _batches(missing):
                    found |= trying(self._take_turn, turns, client, batch)
        return found

    def _take_turn(
        self, turns: Turns, client: OpenAI, batch: Mapping[str, str]
    ) -> dict[str, NDArray[np.float32]]:
        """One request, when the provider's rates allow it."""
        with turns.take(count_tokens(list(batch.values()))) as turn:
            return self._ask(client, batch, turn)

    def _ask(
        self, client: OpenAI, batch: Mapping[str, str], turn: Turn
    ) -> dict[str, NDArray[np.float32]]:
        """One request: reserved, made, and its vectors kept before it is settled."""
        texts = list(batch.values())
        bound = self._price(count_tokens(texts))
        attempt = self.account.reserve(self.provider, list(batch), bound)
        cost, request_id = bound, None
        try:
            payload, request_id = self._send(client, texts, turn)
            turn.tokens = _count_used(payload)
            cost = bound if turn.tokens is None else self._price(turn.tokens)
            vectors = self._read(payload, list(batch))
        except ProviderError as error:
            unbilled = isinstance(error, CallError) and not error.may_be_billed
            told = error.request_id if isinstance(error, CallError) else request_id
            self.account.fail(attempt, str(error), Decimal(0) if unbilled else cost, told)
            raise
        self.kept.write(vectors)
        about = {name: value for name, value in payload.items() if name != "data"}
        request = {"text_hashes": list(batch), "vectors_in": self.kept.folder}
        kept = {"request": request, "response": about, "provider_request_id": request_id}
        self.account.settle(attempt, cost, kept)
        return vectors

    def _send(
        self, client: OpenAI, texts: list[str], turn: Turn
    ) -> tuple[dict[str, Any], str | None]:
        """The payload, and the provider's id of the request."""
        import openai

        turn.is_sent = True
        try:
            made = client.embeddings.with_raw_response.create(
                model=self.model, input=texts, encoding_format="base64"
            )
            turn.news = read_rate_news(made.http_response.headers)
            payload: Any = made.http_response.json()
            request_id = read_request_id(made.http_response.headers)
        except openai.OpenAIError as error:
            # not chained: the SDK's own message may quote the key, and a traceback is logged
            raise explain_failure(self.provider, error) from None
        except ValueError as error:
            raise ProviderError(f"{self.provider.label} sent broken JSON.") from error
        return (payload if isinstance(payload, dict) else {}), request_id

    def _price(self, tokens: int) -> Decimal:
        """USD of so many tokens, in the ledger's millionths, rounded up: few are not free."""
        return self.provider.price.cost(tokens, 0).quantize(_MILLIONTH, ROUND_UP)

    def _read(
        self, payload: Mapping[str, Any], keys: Sequence[str]
    ) -> dict[str, NDArray[np.float32]]:
        """The vectors by hash, in whatever order they came."""
        import numpy as np

        try:
            data = {one["index"]: _decode(one["embedding"]) for one in payload["data"]}
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderError(f"{self.provider.label} sent JSON without vectors.") from error
        lengths = {len(vector) for vector in data.values() if np.isfinite(vector).all()}
        if sorted(data) != list(range(len(keys))) or lengths != {self.dimensions}:
            raise ProviderError(
                f"{self.provider.label} was asked for {len(keys)} vectors of {self.dimensions:,} "
                f"dimensions and sent {len(data)} of {sorted(lengths)}. None was kept: check "
                "OPENAI_BASE_URL."
            )
        return {key: data[place] for place, key in enumerate(keys)}


def _count_used(payload: Mapping[str, Any]) -> int | None:
    usage = payload.get("usage")
    tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) else None


def _open_client(provider: Provider) -> OpenAI:
    """The SDK's client without its own retries, which would not be booked."""
    from openai import DefaultHttpx2Client, OpenAI

    return OpenAI(
        base_url=provider.base_url,
        api_key=provider.key.get_secret_value(),
        organization="",
        project="",
        timeout=provider.timeout_s,
        max_retries=0,
        http_client=DefaultHttpx2Client(verify=trusted_authorities()),
    )


def _batches(texts: Sequence[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Texts by hash, as many as a request may hold."""
    batch: dict[str, str] = {}
    tokens = 0
    for key, text in texts:
        more = count_tokens([text])
        if batch and (len(batch) == _MOST_TEXTS or tokens + more > _MOST_TOKENS):
            yield batch
            batch, tokens = {}, 0
        batch[key] = text
        tokens += more
    if batch:
        yield batch


def _decode(sent: object) -> NDArray[np.float32]:
    """A vector as base64 of little-endian float32, or as the list some servers send instead."""
    import numpy as np

    if isinstance(sent, str):
        return np.frombuffer(base64.b64decode(sent, validate=True), "<f4").astype(np.float32)
    return np.asarray(sent, np.float32)
