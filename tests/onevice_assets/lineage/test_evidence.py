"""From a number back to the sentence: cut at the right characters, strongest first."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.lineage.evidence import list_evidence
from resources.identity import brand_id

Row = dict[str, Any]
TEXT = "👩‍👩‍👧 Acme is fine. Of all shops 🛒, Acme (or Acme Pro) is the one. The end."
SENTENCE = "Of all shops 🛒, Acme (or Acme Pro) is the one."
START = TEXT.index(SENTENCE)
END = START + len(SENTENCE)


def response(number: int, text: str, *, provider: str = "openai") -> Row:
    return {
        "id": f"answer-{number}",
        "topic": "browsers",
        "prompt_text": "Which browser should I use?",
        "is_branded": False,
        "llm_provider": provider,
        "llm_model": "model-x",
        "served_model": None,
        "sample_number": 1,
        "response_text": text,
    }


def state(answer: Row, brand: str, presence: str) -> Row:
    text = answer["response_text"]
    start = text.find(brand) if presence != "ignored" else None
    return {
        "llm_response_id": answer["id"],
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "presence": presence,
        "position_rank": 1 if presence == "recommended" else None,
        "mention_start": start,
        "mention_end": None if start is None else start + len(brand),
        "evidence_start": None if start is None else 0,
        "evidence_end": None if start is None else len(text),
    }


def cut(**changes: object) -> tuple[str, str, str]:
    """The sentence of one state: its first mention is that of the first sentence."""
    answer = response(1, TEXT)
    row = {**state(answer, "Acme", "mentioned"), "evidence_start": START, "evidence_end": END}
    (found,) = list_evidence([{**row, **changes}], [answer])
    return found.before, found.surface, found.after


def test_a_brand_named_before_its_deciding_sentence_is_marked_within_it() -> None:
    assert cut() == ("Of all shops 🛒, ", "Acme", " (or Acme Pro) is the one.")


def test_a_mention_within_the_sentence_is_marked_where_it_stands() -> None:
    second = TEXT.index("Acme Pro")
    told = cut(mention_start=second, mention_end=second + len("Acme Pro"))
    assert told == ("Of all shops 🛒, Acme (or ", "Acme Pro", ") is the one.")


def test_a_sentence_that_spells_the_brand_otherwise_is_shown_unmarked() -> None:
    end = TEXT.index("Acme")
    assert cut(mention_start=0, mention_end=end) == (SENTENCE, "", "")
    assert cut(mention_start=None, mention_end=None) == (SENTENCE, "", "")


@pytest.mark.parametrize("side", ["evidence_start", "evidence_end"])
def test_without_a_sentence_nothing_is_shown(side: str) -> None:
    assert cut(**{side: None}) == ("", "", "")


def world() -> tuple[list[Row], list[Row]]:
    answers = [
        response(1, "Acme is named."),
        response(2, "Take Acme.", provider="google"),
        response(3, "Nothing."),
    ]
    presences = ("mentioned", "recommended", "ignored")
    return [state(a, "Acme", p) for a, p in zip(answers, presences, strict=True)], answers


def test_the_strongest_presence_comes_first_and_silence_does_not_come() -> None:
    assert [one.presence for one in list_evidence(*world())] == ["recommended", "mentioned"]


def test_one_provider_can_be_asked_for() -> None:
    assert [one.llm_provider for one in list_evidence(*world(), provider="google")] == ["google"]


def test_which_states_count_is_the_numbers_choice() -> None:
    found = list_evidence(*world(), keep=lambda row: row["presence"] == "ignored")
    assert [(one.presence, one.surface) for one in found] == [("ignored", "")]


def test_the_order_of_the_rows_does_not_matter() -> None:
    states, answers = world()
    assert list_evidence(states[::-1], answers[::-1]) == list_evidence(states, answers)
