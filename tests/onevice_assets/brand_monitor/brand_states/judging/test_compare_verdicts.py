"""Verdicts beside states: rows, agreement, kappa, and which answers are chosen."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.brand_monitor.brand_states.judging.choose_answers import (
    choose_answers,
    list_open,
)
from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import (
    Disagreement,
    Judge,
    add_verdict,
    cohens_kappa,
    compare_again,
    measure,
)
from onevice_assets.brand_monitor.brand_states.judging.judge_states import Verdict
from resources.identity import brand_id
from tests.onevice_assets.brand_monitor.brand_states.judging.conftest import (
    FIRST,
    STATES,
    response_row,
    state_rows,
)

JUDGE = Judge("openai", "model-x", "1")
ACME, BOLT = state_rows({FIRST: STATES[FIRST]})


def judged(state: dict[str, Any], verdict: Verdict, judge: Judge = JUDGE) -> dict[str, Any]:
    return add_verdict(state, verdict, judge, served_model=None, attempt_id="a")


@pytest.mark.parametrize(
    ("verdict", "agreed"),
    [
        (Verdict("recommended", "superiority", "positive"), (True, True, True, True)),
        (Verdict("compared", "superiority", "positive"), (False, True, True, False)),
        (Verdict("recommended", None, "positive"), (True, False, True, False)),
        (Verdict("ignored", None, None), (False, False, False, False)),
    ],
)
def test_a_row_says_field_by_field_whether_both_agree(
    verdict: Verdict, agreed: tuple[bool, ...]
) -> None:
    row = judged(ACME, verdict)
    names = ("is_presence_agreed", "is_belief_agreed", "is_polarity_agreed", "is_agreed")
    assert tuple(row[name] for name in names) == agreed


def test_no_belief_agrees_with_no_belief() -> None:
    assert judged(BOLT, Verdict("compared", None, "neutral"))["is_agreed"]


def test_a_verdict_stays_while_our_state_changes() -> None:
    row = judged(ACME, Verdict("compared", "superiority", "positive"))
    now = {**ACME, "presence": "compared", "extractor_version": "8"}
    again = compare_again(row, now)
    assert (again["presence"], again["extractor_version"], again["is_agreed"]) == (
        "compared", "8", True,
    )  # fmt: skip
    assert again["id"] == row["id"]


def test_each_judge_and_prompt_has_rows_of_its_own() -> None:
    judges = [JUDGE, Judge("openai", "model-x", "2"), Judge("google", "model-x", "1")]
    ids = {judged(ACME, Verdict("ignored", None, None), judge)["id"] for judge in judges}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # 2 x 2 of Cohen's kind: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no -> .4
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("a", "a"), ("b", "b"), ("c", "c")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b")], 0.0),
        ([("a", "a")] * 9, None),
    ],
)
def test_kappa_takes_off_what_chance_would_agree_on(
    pairs: list[tuple[str, str]], kappa: float | None
) -> None:
    assert cohens_kappa(pairs) == (None if kappa is None else pytest.approx(kappa))


def test_agreement_is_measured_by_judge_with_the_commonest_disagreement_first() -> None:
    other = Judge("google", "model-y", "1")
    rows = [
        judged(ACME, Verdict("compared", None, "positive")),
        judged(BOLT, Verdict("compared", None, "positive")),
        judged(BOLT, Verdict("compared", None, "neutral"), other),
    ]
    mine, theirs = measure(rows)
    assert (mine.judge, mine.rows, mine.answers) == (JUDGE, 2, 1)
    assert mine.shares == {"presence": 0.5, "belief": 0.5, "polarity": 0.5, "all": 0.0}
    assert mine.presences == {"recommended": {"compared": 1}, "compared": {"compared": 1}}
    assert mine.disagreements == (
        Disagreement("belief", "superiority", "none", 1),
        Disagreement("polarity", "neutral", "positive", 1),
        Disagreement("presence", "recommended", "compared", 1),
    )
    assert (theirs.judge, theirs.shares["all"], theirs.disagreements) == (other, 1.0, ())
    assert measure([]) == []


def test_a_larger_sample_holds_the_smaller_one_and_another_seed_another_sample() -> None:
    texts = {f"Acme number {n}": (("Acme", "mentioned", None, "neutral"),) for n in range(40)}
    states = state_rows(texts)
    by_id = {response_row(text)["id"]: text for text in texts}

    def chosen(sample: int, seed: int = 0) -> set[str]:
        return {one.response_id for one in choose_answers(states, by_id, sample, seed)}

    assert chosen(10) == chosen(10)
    assert chosen(10) < chosen(20) < chosen(100)
    assert len(chosen(10)) == 10
    assert len(chosen(100)) == 40
    assert chosen(10) != chosen(10, seed=1)


def test_only_brands_that_were_found_are_asked_about_in_order_of_mention() -> None:
    by_id = {response_row(text)["id"]: text for text in STATES}
    questions = {one.text: one for one in choose_answers(state_rows(STATES), by_id, 50, 0)}
    assert {text: [one.name for one in question.found] for text, question in questions.items()} == {
        text: [name for name, *_ in states if states[0][1] != "ignored"]
        for text, states in STATES.items()
        if states[0][1] != "ignored"
    }
    first = questions[FIRST]
    both = {(first.response_id, brand_id(name)) for name in ("Acme", "Bolt")}
    assert first not in list_open(questions.values(), both)
    assert first in list_open(questions.values(), both - {(first.response_id, brand_id("Bolt"))})
