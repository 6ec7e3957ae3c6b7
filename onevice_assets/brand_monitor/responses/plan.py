"""Which conversations a website's day asks, and what that takes in calls and USD.

Nothing is asked here, and nothing is known of what was asked before except by its `Cell`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from resources.llm.prices import count_tokens

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.sampling.choose_samples import SamplingPlan
    from resources.llm.providers import Provider

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """One prompt of a conversation."""

    prompt_id: str
    text: str
    sequence_order: int
    is_branded: bool


@dataclass(frozen=True)
class Conversation:
    """A conversation to have, its turns in order."""

    id: str
    icp_id: str | None
    topic: str
    locale: str
    basket_version: int
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Cell:
    """One prompt asked once of one model: what an attempt of the ledger is about."""

    prompt_id: str
    provider: str
    model: str
    sample_number: int


@dataclass(frozen=True)
class Estimate:
    """What asking takes at most.

    Attributes:
        calls: without retries.
        usd: upper bound, every answer at its longest.
        by_provider: calls and USD by `provider:model`.
        sampling: how the number of samples was chosen; None where a person chose it.
        in_batch: calls of these that are asked in batches, at their price.
    """

    calls: int
    usd: Decimal
    by_provider: Mapping[str, tuple[int, Decimal]]
    sampling: SamplingPlan | None = None
    in_batch: int = 0

    @property
    def models(self) -> list[str]:
        """Who is asked, as `provider:model`."""
        return list(self.by_provider)


def plan_conversations(
    conversations: Iterable[Row], prompts: Iterable[Row], which: str
) -> list[Conversation]:
    """Choose the conversations to have.

    Args:
        conversations: rows of `conversation_sequences`.
        prompts: rows of `prompts`.
        which: `core` (and what a person added or pinned) or `all`.

    Returns:
        Active ones that were not imported, with their active prompts, in a stable order.
    """
    turns: dict[str, list[Row]] = {}
    for row in prompts:
        if row["is_active"] and row["source"] != "import":
            turns.setdefault(row["conversation_id"], []).append(row)
    chosen = [
        row
        for row in conversations
        if row["is_active"]
        and row["source"] != "import"
        and row["id"] in turns
        and (which == "all" or row["is_core_conversation"] or _is_wanted(turns[row["id"]]))
    ]
    chosen.sort(key=lambda row: (row["icp_id"] or "", row["sequence_number"], row["id"]))
    return [_conversation(row, turns[row["id"]]) for row in chosen]


def _is_wanted(turns: Sequence[Row]) -> bool:
    """Whether a person pinned or wrote one of the prompts."""
    return any(row["is_pinned"] or row["source"] == "person" for row in turns)


def _conversation(row: Row, prompts: Sequence[Row]) -> Conversation:
    ordered = sorted(prompts, key=lambda prompt: (prompt["sequence_order"], prompt["id"]))
    return Conversation(
        id=row["id"],
        icp_id=row["icp_id"],
        topic=row["topic"],
        locale=row["locale"],
        basket_version=max(prompt["basket_version"] for prompt in ordered),
        turns=tuple(
            Turn(
                prompt["id"],
                prompt["prompt_text"],
                prompt["sequence_order"],
                bool(prompt["is_branded"]),
            )
            for prompt in ordered
        ),
    )


def estimate(
    conversations: Iterable[Conversation],
    providers: Sequence[Provider],
    samples: int,
    done: Collection[Cell] = frozenset(),
    *,
    first_sample: int = 1,
    tried: Collection[Cell] | None = None,
) -> Estimate:
    """Work out the calls to make and the most they can cost.

    A follow-up sends the turns before it with their answers, so later turns cost more.

    Args:
        conversations: from `plan_conversations`.
        providers: who is asked, with prices.
        samples: how often each prompt is asked.
        done: cells that are not asked (again).
        first_sample: samples before this one are left out.
        tried: cells that a batch gave no answer to, where whoever is cheaper so is asked in
            batches; none where everybody is asked directly. From such a cell on, a conversation is
            asked directly, at full price.
    """
    totals = {provider.label: (0, Decimal(0)) for provider in providers}
    in_batch = 0
    for conversation in conversations:
        for provider in providers:
            for sample in range(first_sample, samples + 1):
                calls, usd = totals[provider.label]
                more, batched, dollars = _bound(conversation, provider, sample, done, tried)
                in_batch += batched
                totals[provider.label] = calls + more, usd + dollars
    return Estimate(
        sum(calls for calls, _ in totals.values()),
        sum((usd for _, usd in totals.values()), Decimal(0)),
        totals,
        in_batch=in_batch,
    )


def _bound(
    conversation: Conversation,
    provider: Provider,
    sample: int,
    done: Collection[Cell],
    tried: Collection[Cell] | None,
) -> tuple[int, int, Decimal]:
    """Calls, how many of them go by batch, and the most they can cost, USD."""
    calls, batched, usd, history = 0, 0, Decimal(0), 0
    in_batch = tried is not None and provider.is_cheaper_in_batch
    for turn in conversation.turns:
        history += count_tokens([turn.text])
        cell = Cell(turn.prompt_id, provider.name, provider.model, sample)
        if cell not in done:
            in_batch = in_batch and cell not in (tried or ())
            calls, batched = calls + 1, batched + in_batch
            usd += (provider.in_batch() if in_batch else provider).bound_usd(history)
        history += provider.answer_tokens + count_tokens([""])
    return calls, batched, usd
