"""Verdicts beside our states: rows of `brand_state_judgements`, and how far the two agree.

Agreement is the share of rows; kappa takes off what two raters with these habits would share by
chance (Cohen 1960): (observed - expected) / (1 - expected).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from onevice_assets.brand_monitor.brand_states.judging.judge_states import Verdict
from resources.identity import derived_id

Row = dict[str, Any]

# what is compared: its name, our column, the judge's, and the one that says whether they agree
FIELDS = (
    ("presence", "presence", "judge_presence", "is_presence_agreed"),
    ("belief", "belief_sold", "judge_belief_sold", "is_belief_agreed"),
    ("polarity", "polarity", "judge_polarity", "is_polarity_agreed"),
)
_OURS = (
    "website_id", "day", "llm_response_id", "brand_id", "brand_name",
    "presence", "belief_sold", "polarity", "extractor_version",
)  # fmt: skip
_JUDGE = ("judge_provider", "judge_model", "prompt_version")


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judged, by which prompt; with answer and brand it makes a row itself."""

    provider: str
    model: str
    prompt_version: str

    @property
    def label(self) -> str:
        """Provider and model."""
        return f"{self.provider}:{self.model}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How often we said one thing of a field and the judge another; `none` where nothing."""

    field: str
    ours: str
    judge: str
    rows: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far one judge and we agree.

    Attributes:
        judge: who, by which prompt.
        answers, rows: how many were judged; a row is a brand in an answer.
        shares: by field, and `all` for rows that agree in each: 0 to 1.
        presence_kappa: 1 = always, 0 = as by chance; none where only one presence occurs.
        presences: rows by our presence and the judge's.
        disagreements: the commonest first.
    """

    judge: Judge
    answers: int
    rows: int
    shares: Mapping[str, float]
    presence_kappa: float | None
    presences: Mapping[str, Mapping[str, int]]
    disagreements: tuple[Disagreement, ...]


def add_verdict(
    state: Mapping[str, Any],
    verdict: Verdict,
    judge: Judge,
    *,
    served_model: str | None,
    attempt_id: str,
) -> Row:
    """A row of a new verdict beside our state."""
    key = (state["llm_response_id"], state["brand_id"], *_key_of(judge))
    said = {
        "id": derived_id(state["day"], "brand_state_judgements", *key),
        "judge_presence": verdict.presence,
        "judge_belief_sold": verdict.belief,
        "judge_polarity": verdict.polarity,
        "judge_provider": judge.provider,
        "judge_model": judge.model,
        "served_model": served_model,
        "prompt_version": judge.prompt_version,
        "attempt_id": attempt_id,
        "created_at": datetime.combine(state["day"], time(), UTC),
    }
    return compare_again(said, state)


def compare_again(row: Mapping[str, Any], state: Mapping[str, Any]) -> Row:
    """A row's verdict beside our state of now, which may be another than when it was judged."""
    both = {**row, **{name: state[name] for name in _OURS}}
    agreed = {same: both[ours] == both[theirs] for _, ours, theirs, same in FIELDS}
    return {**both, **agreed, "is_agreed": all(agreed.values())}


def judge_of(row: Mapping[str, Any]) -> Judge:
    """Who judged a row."""
    return Judge(*(row[name] for name in _JUDGE))


def measure(rows: Iterable[Mapping[str, Any]]) -> list[Agreement]:
    """Agreement with every judge of some rows, the one with most rows first."""
    by_judge: dict[Judge, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_judge[judge_of(row)].append(row)
    measured = [_measure(judge, of) for judge, of in by_judge.items()]
    return sorted(measured, key=lambda one: (-one.rows, _key_of(one.judge)))


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two raters' labels; none where chance alone would make them agree."""
    count = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    expected = sum(first[label] * second[label] for label in first)  # times count squared
    if expected == count * count:
        return None
    observed = sum(one == two for one, two in pairs) * count
    return (observed - expected) / (count * count - expected)


def _measure(judge: Judge, rows: Sequence[Mapping[str, Any]]) -> Agreement:
    pairs = [(row["presence"], row["judge_presence"]) for row in rows]
    presences: dict[str, dict[str, int]] = defaultdict(dict)
    for (ours, theirs), count in Counter(pairs).items():
        presences[ours][theirs] = count
    same = {field: column for field, _, _, column in FIELDS} | {"all": "is_agreed"}
    return Agreement(
        judge=judge,
        answers=len({row["llm_response_id"] for row in rows}),
        rows=len(rows),
        shares={field: sum(row[name] for row in rows) / len(rows) for field, name in same.items()},
        presence_kappa=cohens_kappa(pairs),
        presences=dict(presences),
        disagreements=_list_disagreements(rows),
    )


def _list_disagreements(rows: Iterable[Mapping[str, Any]]) -> tuple[Disagreement, ...]:
    found = Counter(
        (field, row[ours] or "none", row[theirs] or "none")
        for row in rows
        for field, ours, theirs, same in FIELDS
        if not row[same]
    )
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Disagreement(*pair, rows=count) for pair, count in ordered)


def _key_of(judge: Judge) -> tuple[str, str, str]:
    return judge.provider, judge.model, judge.prompt_version
