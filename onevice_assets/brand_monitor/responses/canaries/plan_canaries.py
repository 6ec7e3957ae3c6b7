"""Which canaries a website's day still asks, found without asking: for the asset and the estimate.

Canaries go with the answers they stand beside: a model is asked them only while it answers the
day's own prompts. So imported answers, stored days that are merely written again, a provider that
is down and the demonstration model bring none, and a canary never speaks for another day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.canaries.panel import build_call, read_panel
from onevice_assets.brand_monitor.responses.plan import Estimate
from resources.control_plane import ledger, simulations
from resources.llm.recall_replies import Asked, Reply, hash_call, recall

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.llm.calls import Call
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels

_BESIDE = timedelta(hours=24)


@dataclass(frozen=True)
class Plan:
    """What a day's canaries come to before any is asked.

    Attributes:
        due: calls to make, by provider and hash.
        unknown: how many have an outcome nobody knows, by `provider:model`; counted as spent.
        skipped: why a provider is not asked at all, by `provider:model`.
    """

    due: list[tuple[Provider, Mapping[str, Call]]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def purpose_of(day: date) -> str:
    """What the ledger says the calls are for; the day makes them calls of that day."""
    return f"canary_responses {day.isoformat()}"


def plan_canaries(
    llm: LanguageModels,
    answering: Collection[str],
    known: Mapping[Asked, Reply | None],
    *,
    retry_unknown: bool = False,
) -> Plan:
    """Find what is due.

    Args:
        llm: who could be asked, and whether canaries are on.
        answering: who answers the day's own prompts now, as `provider:model`.
        known: from `recall`, for the day.
        retry_unknown: ask again what a killed run left without an outcome.

    Raises:
        ConfigurationError: for a model without a price.
    """
    calls = {hash_call(call): call for call in map(build_call, read_panel().texts)}
    plan = Plan()
    for provider in llm.describe_providers():
        why = _why_not(llm, provider, answering)
        if why:
            plan.skipped[provider.label] = why
            continue
        asked = {key: (provider.name, provider.model, key) for key in calls}
        lost = {key for key in calls if asked[key] in known and known[asked[key]] is None}
        again = lost if retry_unknown else set()
        due = {k: call for k, call in calls.items() if asked[k] not in known or k in again}
        if due:
            plan.due.append((provider.without_search(), due))  # the model is watched, not the web
        if lost - again:
            plan.unknown[provider.label] = len(lost)
    return plan


def _why_not(llm: LanguageModels, provider: Provider, answering: Collection[str]) -> str:
    if provider.is_demonstration:
        return "the demonstration model is never a measurement"
    if not llm.canaries:
        return "CANARIES=off"
    return "" if provider.label in answering else "it answers no prompt of this day now"


def list_answering(control: ControlPlane, website: Website, day: date) -> set[str]:
    """Who answered a prompt of the day within the last 24 hours, as `provider:model`."""
    since = datetime.now(UTC) - _BESIDE
    with control.begin() as db:
        runs = simulations.runs_of_day(db, website.id, day)
        attempts = [one for run in runs for one in ledger.attempts(db, run.id)]
    return {
        f"{one.provider}:{one.model}"
        for one in attempts
        if one.status == "succeeded" and one.reserved_at >= since
    }


def estimate_canaries(
    resources: Mapping[str, Any], website: Website, day: date, prompts: Estimate
) -> Estimate:
    """What the canaries of a website's day add to the estimate of its prompts.

    Args:
        resources: the registry's, by name: `llm`, `control`, `objects`.
        website: the website.
        day: the day.
        prompts: from `estimate_day`.
    """
    control = resources["control"]
    answering = list_answering(control, website, day)
    answering |= {label for label, (calls, _) in prompts.by_provider.items() if calls}
    known = recall(control, resources["objects"], website, purpose_of(day))
    due = plan_canaries(resources["llm"], answering, known).due
    by_provider = {provider.label: (len(calls), _bound(provider, calls)) for provider, calls in due}
    return Estimate(
        sum(calls for calls, _ in by_provider.values()),
        sum((usd for _, usd in by_provider.values()), Decimal(0)),
        by_provider,
    )


def _bound(provider: Provider, calls: Mapping[str, Call]) -> Decimal:
    return sum((call.bound_usd(provider) for call in calls.values()), Decimal(0))
