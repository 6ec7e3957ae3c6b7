"""Language models on an account: what stages ask, every call of it in the ledger.

    reserve (committed) → call → payload object → settle | fail

The account is a website's, or its organization's where the question is of no website. Payloads lie
at `llm-responses/{website or organization id}/{attempt_id}.json`, answers that could not be used
below `…/failed/`. A call that a crash cut off stays reserved and counts as spent in full; an
answer that it had kept is used by the next run instead of a new call (ADR 52). The answers of
simulations are kept by their own stage, which asks each prompt at most once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from resources.control_plane.ledger import Reservation
from resources.control_plane.ledger_batches import Closing, close_many
from resources.errors import BudgetError
from resources.identity import text_hash
from resources.llm import recall_replies
from resources.llm.desk import Desk, Ending
from resources.llm.till import Till

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects


@dataclass(frozen=True)
class BookedModels:
    """`LanguageModels` as a stage asks them for one website.

    Attributes:
        basket: version of the prompt basket that the answers are for; those of the same basket
            are used again, a refresh makes the next one and asks anew.
    """

    llm: LanguageModels
    control: ControlPlane
    objects: Objects
    website: Website
    basket: int

    @property
    def hosted(self) -> bool:
        """Whether a provider beyond this machine is asked."""
        return self.llm.hosted

    @property
    def label(self) -> str:
        """Who is asked, as `provider:model`."""
        provider = self.llm.describe_providers()[0]
        return f"{provider.name}:{provider.model}"

    def complete_json(
        self, prompt: str, *, schema: Mapping[str, Any], schema_name: str, system: str, purpose: str
    ) -> dict[str, Any]:
        """Ask for one JSON object as `LanguageModels.complete_json` does, on the account.

        What the same model was paid for answering to the same messages is not asked again.

        Raises:
            ProviderError: no usable object after two answers, or the provider does not answer.
            BudgetError: what the organization spent leaves too little of a limit.
        """
        desk = Desk(Till(self.control, self.llm.budget_usd), self.objects)
        try:
            return self.llm.complete_json(
                prompt,
                schema=schema,
                schema_name=schema_name,
                system=system,
                purpose=purpose,
                book=StageBook(desk, Payer.of(self.website), purpose, {"basket": self.basket}),
                recall=partial(self._recall, purpose),
            )
        except BudgetError as error:
            raise BudgetError(
                f"{error} The call is for {purpose} of {self.website.key}; with no provider's key "
                "in the environment, rules make it at no cost."
            ) from error

    def _recall(self, purpose: str, provider: Provider, call: Call) -> list[str]:
        """Answers of this basket to a call; the attempts of killed runs are settled with them."""
        asked = (provider.name, provider.model, recall_replies.hash_call(call))
        replies = recall_replies.recall_every(
            self.control, self.objects, self.website, purpose, asked
        )
        mine = [one for one in replies if one.payload.get("basket") == self.basket]
        closings = [_settled(one) for one in mine if one.attempt.status == "reserved"]
        if closings:
            with self.control.begin() as db:
                close_many(db, closings, at=datetime.now(UTC))
        return [one.answer.text for one in mine]


def _settled(reply: recall_replies.Reply) -> Closing:
    """How an attempt ended whose run was killed after it had kept the payload."""
    return Closing(
        reply.attempt.id,
        "succeeded",
        Decimal(reply.payload["cost_usd"]),
        reply.payload["request_id"],
        reply.attempt.id,
        reply.path,
        provider_request_id=reply.payload["provider_request_id"],
    )


@dataclass(frozen=True)
class Payer:
    """Whose account it is; `website_id` is none where the question is of no website."""

    organization_id: str
    website_id: str | None = None

    @classmethod
    def of(cls, website: Website) -> Payer:
        """The account of a website's organization, for the website."""
        return cls(website.organization_id, website.id)

    @property
    def owner_id(self) -> str:
        """The website, else the organization: payloads lie in folders of that name."""
        return self.website_id or self.organization_id


@dataclass(frozen=True)
class StageBook:
    """Keeps account of the attempts for one purpose; a `Book` of `resources.llm.books`.

    Attributes:
        desk: writes for one event loop at a time.
        payer: whose account.
        purpose: what the calls are for; at most 50 characters.
        note: what else the payloads say of what was asked, as `{"day": "2026-11-21"}`.
    """

    desk: Desk
    payer: Payer
    purpose: str
    note: Mapping[str, Any] = field(default_factory=dict)

    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write the attempt down and commit it."""
        return await self.desk.reserve(
            Reservation(
                simulation_run_id=None,
                organization_id=self.payer.organization_id,
                website_id=self.payer.website_id,
                prompt_id=None,
                prompt_hash=text_hash(json.dumps(call.messages)),
                provider=provider.name,
                model=provider.model,
                sample_number=1,
                reserved_usd=usd,
                purpose=self.purpose,
            )
        )

    async def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep the payload, then settle the attempt."""
        cost = call.bound_usd(provider) if answer.cost_usd is None else answer.cost_usd
        payload = {
            **self._about(attempt_id, cost),
            "provider": provider.name,
            "model": provider.model,
            "is_demonstration": provider.is_demonstration,
            "request": {
                "messages": list(call.messages),
                "pictures": [one.digest for one in call.pictures],
                "answer_tokens": call.answer_tokens,
            },
            "request_id": answer.request_id,
            "provider_request_id": reply.request_id,
            "error": None,
            "latency_ms": reply.latency_ms,
            "response": json.loads(reply.raw),
        }
        path = f"{self._folder}/{attempt_id}.json"
        closing = Closing(
            attempt_id,
            "succeeded",
            cost,
            answer.request_id,
            attempt_id,
            path,
            provider_request_id=reply.request_id,
        )
        await self.desk.close(Ending(provider.name, closing, payload, path))

    async def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """Keep what came back, if anything, then fail the attempt."""
        payload = None
        if reply is not None:
            payload = {**self._about(attempt_id, usd), "error": error, "response": reply.raw}
            payload["provider_request_id"] = request_id
        path = f"{self._folder}/failed/{attempt_id}.json"
        closing = Closing(attempt_id, "failed", usd, error=error, provider_request_id=request_id)
        await self.desk.close(Ending("", closing, payload, path))

    @property
    def _folder(self) -> str:
        return f"llm-responses/{self.payer.owner_id}"

    def _about(self, attempt_id: str, cost: Decimal) -> dict[str, Any]:
        return {
            "attempt_id": attempt_id,
            "website_id": self.payer.website_id,
            "purpose": self.purpose,
            "cost_usd": str(cost),
            **self.note,
        }
