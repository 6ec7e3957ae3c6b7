"""Why a run failed, in words that may be shown to anybody: no secret, no text of an answer.

What our own errors say was written for people. Of any other error only its kind is told; its
message may hold anything, and stands in the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg

from resources import errors

_LONGEST = 500
_NO_STEP = "the run itself"
_OURS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.OneviceError)
}
_SECRETS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s,;\"']+"), r"\1 …"),
    (re.compile(r"(?i)\b((?:api|secret|access)?[_-]?(?:key|token|password|secret))\b(\s*[=:]\s*[\"']?)"
                r"[^\s,;\"']+"), r"\1\2…"),
    (re.compile(r"\b(sk|pk|pplx|gsk|xox[abp]|AIza|AKIA|ghp)[-_]?[A-Za-z0-9*_-]{8,}"), "…"),
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), "…@"),
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Where and why a run failed.

    Attributes:
        asset: key of the asset or check, as `brand_monitor/llm_responses`; or what else failed.
        text: one paragraph.
    """

    asset: str
    text: str


def find_reason(instance: dg.DagsterInstance, run_id: str) -> Reason:
    """Read why a run failed from its events: the first step that did, else the run's own words."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
    found = instance.get_records_for_run(run_id, of_type=kinds).records
    events = [one.event_log_entry.dagster_event for one in found]
    for event in sorted(filter(None, events), key=lambda one: not one.is_step_failure):
        return Reason(_name(event.step_key), clean(_tell(event)))
    return Reason(_NO_STEP, "Dagster kept no event that says why.")


def clean(text: str) -> str:
    """A text as one line without what looks like a secret, 500 characters at most."""
    whole = " ".join(text.split())
    for pattern, instead in _SECRETS:
        whole = pattern.sub(instead, whole)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def _name(step: str | None) -> str:
    return step.replace("__", "/", 1) if step else _NO_STEP


def _tell(event: dg.DagsterEvent) -> str:
    data: Any = event.event_specific_data
    said = getattr(data, "user_failure_data", None)
    if said is not None and said.description:
        return str(said.description)
    for error in _chain(getattr(data, "error", None)):
        if error.cls_name in _OURS:
            return str(error.message).split(":", 1)[-1]
    if event.is_step_failure:
        kinds = [one.cls_name for one in _chain(data.error) if one.cls_name]
        return f"{kinds[-1] if kinds else 'An error'}: see the run for its message."
    return event.message or "It ended without a word: its process was killed, or never started."


def _chain(error: Any) -> Iterator[Any]:
    while error is not None:
        yield error
        error = error.cause
