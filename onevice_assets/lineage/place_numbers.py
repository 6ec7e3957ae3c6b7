"""The numbers of the marts whose rows are no brands' answers: cited pages, and conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from onevice_assets.lineage.count_answers import (
    Item,
    Number,
    Numbers,
    Select,
    every,
    unbranded,
)
from onevice_assets.lineage.read_day import ALL, Answer, Day, Row

_LEAST_TURNS = 2


def _citing(counts: Callable[[bool, bool], bool]) -> Select:
    """Answers with the row's domain or page among their sources, by whether it is cited, found."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in unbranded(day, row):
            found = [one for one in answer.sources if _is_at(one, row)]
            is_cited = any(one["is_cited"] is not False for one in found)
            is_found = any(one["is_cited"] is not None for one in found)
            if found and counts(is_cited, is_found):
                yield from (Item(answer, source=one, unit=answer.id) for one in found)

    return select


def _is_at(source: Row, row: Row) -> bool:
    at_page = row["level"] == "domain" or source["page_url"] == row["page_url"]
    return bool(source["domain"] == row["domain"]) and at_page


@dataclass(frozen=True, eq=False)
class _Talk:
    """One conversation with one model: its answers in the order of turns."""

    key: tuple[Any, ...]
    answers: list[Answer]

    def is_whole(self, turn_count: int) -> bool:
        """Two turns or more, all of them answered, none of them branded."""
        turns = {_turn(one) for one in self.answers}
        is_branded = any(one.row["is_branded"] for one in self.answers)
        is_answered = len(turns) == max(turns) == turn_count
        return turn_count >= _LEAST_TURNS and is_answered and not is_branded

    def naming(self, brand: str) -> list[Answer]:
        """The answers that name the brand."""
        return [one for one in self.answers if brand in one.named]

    def first_turn(self, brand: str) -> int:
        """Turn that first names the brand; 0 for never."""
        return min((_turn(one) for one in self.naming(brand)), default=0)

    def last(self) -> list[Answer]:
        """The answers of the last turn."""
        turn = max(map(_turn, self.answers))
        return [one for one in self.answers if _turn(one) == turn]


def _turn(answer: Answer) -> int:
    return int(answer.row["sequence_order"])


def _talks(day: Day, row: Row) -> list[_Talk]:
    columns = ("conversation_id", "llm_provider", "llm_model", "sample_number")
    found: dict[tuple[Any, ...], list[Answer]] = {}
    planned: dict[str, int] = {}  # the longest talk of a conversation tells how many turns it has
    for one in day.answers:
        conversation = one.row["conversation_id"]
        planned[conversation] = max(planned.get(conversation, 0), _turn(one))
        if row["llm_provider"] in (ALL, one.row["llm_provider"]):
            found.setdefault(tuple(one.row[name] for name in columns), []).append(one)
    talks = [_Talk(key, answers) for key, answers in found.items()]
    return [talk for talk in talks if talk.is_whole(planned[talk.key[0]])]


def _every_talk(*, by_answer: bool) -> Select:
    def select(day: Day, row: Row) -> Iterator[Item]:
        for talk in _talks(day, row):
            for one in talk.answers:
                yield Item(one, unit=one.id if by_answer else talk.key)

    return select


def _started(day: Day, row: Row) -> Iterator[Item]:
    """Conversations that first name the brand in the row's turn, by the answers that do."""
    brand, turn = row["brand_id"], row["first_turn"]
    for talk in _talks(day, row):
        if talk.first_turn(brand) == turn:
            shown = [one for one in talk.naming(brand) if _turn(one) == turn] or talk.answers
            for one in shown:
                yield Item(one, one.named.get(brand), unit=talk.key)


def _ended(presences: tuple[str, ...]) -> Select:
    """Those whose last turn names the brand so."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        brand = row["brand_id"]
        for talk in _talks(day, row):
            if talk.first_turn(brand) != row["first_turn"]:
                continue
            for one in talk.last():
                state = one.named.get(brand)
                if state is not None and state["presence"] in presences:
                    yield Item(one, state, unit=talk.key)

    return select


_R = every(unbranded)
_TALKS = _every_talk(by_answer=False)
_NAMED = ("recommended", "compared", "trusted", "mentioned")
CITATIONS: Numbers = {
    "cited_count": Number(_citing(lambda is_cited, _found: is_cited), _R),
    "found_count": Number(_citing(lambda _cited, is_found: is_found), _R),
    "found_not_cited_count": Number(
        _citing(lambda is_cited, is_found: is_found and not is_cited), _R
    ),
    "citation_rate": Number(_citing(lambda is_cited, _found: is_cited), _R, "ratio"),
    "total_responses": Number(_R, _R),
}
BRAND_PERSISTENCE: Numbers = {
    "conversation_count": Number(_started, _TALKS),
    "named_last_count": Number(_ended(_NAMED), _started),
    "survived_count": Number(_ended(("recommended",)), _started),
    "total_conversations": Number(_TALKS, _TALKS),
    "total_responses": Number(_every_talk(by_answer=True), _every_talk(by_answer=True)),
}
