"""What a day's judging will ask, found without asking: for the estimate and for the asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.brand_states.judging.choose_answers import (
    Question,
    choose_answers,
    list_open,
)
from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import (
    Judge,
    Row,
    compare_again,
    judge_of,
)
from onevice_assets.brand_monitor.brand_states.judging.judge_states import (
    PROMPT_VERSION,
    build_call,
    read_reply,
)
from onevice_assets.brand_monitor.brand_states.judging.recall_replies import Recalled, recall
from onevice_assets.tables import answers
from resources.errors import ConfigurationError, ProviderError
from resources.llm.recall_replies import hash_call

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.lake import Lake
    from resources.llm.calls import Call
    from resources.llm.providers import Provider
    from resources.llm.recall_replies import Reply
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

Key = tuple[str, str]


@dataclass(frozen=True)
class Stores:
    """The resources judging needs."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    llm: LanguageModels


@dataclass(frozen=True)
class Wish:
    """How a day is to be judged.

    Attributes:
        sample: answers the judge sees at most; 0 asks nothing and only compares anew.
        seed: another one gives another sample.
        provider: who judges; the first with a key if empty.
        retry: ask again what has no usable verdict, or an outcome nobody knows.
    """

    sample: int = 50
    seed: int = 0
    provider: str = ""
    retry: bool = False


@dataclass(frozen=True)
class Plan:
    """What is there and what is to be asked.

    Attributes:
        provider: the judge.
        states: rows of `llm_brand_states` by answer and brand.
        kept: rows judged before, by any judge, whose state is still there; compared anew.
        questions: chosen answers with a brand this judge has not judged, by their call's hash.
        calls: those to make, by their hash.
    """

    provider: Provider
    states: Mapping[Key, Row]
    kept: list[Row]
    questions: Mapping[str, list[Question]]
    calls: Mapping[str, Call]

    @property
    def judge(self) -> Judge:
        """Who new rows are of."""
        return Judge(self.provider.name, self.provider.model, PROMPT_VERSION)

    @property
    def bound_usd(self) -> Decimal:
        """Most that the calls can cost, USD, if none has to be repeated."""
        return sum((call.bound_usd(self.provider) for call in self.calls.values()), Decimal(0))


def plan_day(stores: Stores, website: Website, partition: str, wish: Wish) -> Plan:
    """Find what is to be asked of the judge.

    Raises:
        MissingDataError: when the partition's brand states are not there yet.
        ConfigurationError: when no hosted model can be asked.
    """
    provider = choose_judge(stores.llm, wish.provider)
    rows = stores.lake.read_rows(answers.llm_brand_states, partition)
    plan = Plan(provider, {key_of(row): row for row in rows}, [], {}, {})
    before = stores.lake.read_rows_if_there(answers.brand_state_judgements, partition)
    kept = [compare_again(r, plan.states[key_of(r)]) for r in before if key_of(r) in plan.states]
    chosen = choose_answers(rows, _read_texts(stores.lake, partition), wish.sample, wish.seed)
    judged = {key_of(row) for row in kept if judge_of(row) == plan.judge}
    questions: dict[str, list[Question]] = {}
    calls = {}
    for one in list_open(chosen, judged):
        call = build_call(one.text, one.found)
        questions.setdefault(hash_call(call), []).append(one)
        calls[hash_call(call)] = call
    known = recall(stores.control, stores.objects, website, provider, calls)
    due = {key: call for key, call in calls.items() if _is_due(key, questions, known, wish.retry)}
    return Plan(provider, plan.states, kept, questions, due)


def choose_judge(llm: LanguageModels, name: str = "") -> Provider:
    """The hosted provider that judges: the one named, else the first with a key.

    Raises:
        ConfigurationError: when there is none; the local model is too small to judge.
    """
    hosted = [one for one in llm.describe_providers() if not one.is_demonstration]
    for one in hosted:
        if name in ("", one.name):
            return one
    if hosted:
        known = ", ".join(one.name for one in hosted)
        raise ConfigurationError(f"{name!r} has no key, so it cannot judge; with a key: {known}.")
    raise ConfigurationError(
        "Brand states are judged by a hosted model, the local one is too small for it: set "
        "OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or PERPLEXITY_API_KEY. Nothing was "
        "asked."
    )


def key_of(row: Mapping[str, Any]) -> Key:
    """Answer and brand of a row."""
    return row["llm_response_id"], row["brand_id"]


def _read_texts(lake: Lake, partition: str) -> dict[str, str]:
    table = lake.read_arrow(answers.llm_responses, partition)
    return dict(zip(table["id"].to_pylist(), table["response_text"].to_pylist(), strict=True))


def _is_due(
    key: str, questions: Mapping[str, list[Question]], known: Recalled, retry: bool
) -> bool:
    """Whether a call is to be made: its reply is not known, or is to be had anew."""
    if key in known.unknown:
        return retry
    if key not in known.replies:
        return True
    return retry and _is_wanting(known.replies[key], questions[key][0])


def _is_wanting(reply: Reply, question: Question) -> bool:
    try:
        return bool(read_reply(reply.answer.text, question.found).missing)
    except ProviderError:
        return True
