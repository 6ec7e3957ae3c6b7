"""A line of a batch as it is kept: what is asked in which turn, and on which account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from onevice_assets.brand_monitor.responses.plan import Conversation, Turn
from onevice_assets.brand_monitor.responses.simulate import derive_seed
from onevice_assets.brand_monitor.responses.turn_book import RunDesk, TurnBook
from resources.llm.calls import Call

Line = dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """What is with a provider, and not answered yet.

    Attributes:
        attempts: ids of reserved attempts; their outcome is not unknown but to come.
        labels: providers that wait, as `provider:model`; they are not asked directly meanwhile.
    """

    attempts: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()

    def __or__(self, other: Waiting) -> Waiting:
        """Both."""
        return Waiting(self.attempts | other.attempts, self.labels | other.labels)

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.labels)


def tell_waiting(partition: str, waiting: Waiting) -> str:
    """What the log says of a day that waits."""
    who = ", ".join(sorted(waiting.labels))
    return (
        f"{partition} waits for {len(waiting.attempts)} answers of {who} in a batch, within a day; "
        "nothing was written. The sensor finished_batches, or the next run of this partition, "
        "collects them."
    )


def write_line(
    conversation: Conversation, turn: Turn, sample: int, messages: Sequence[Mapping[str, str]]
) -> Line:
    """Write down one turn with the turns before it; the conversation may change meanwhile."""
    return {
        "conversation": {**asdict(conversation), "turns": []},
        "turn": asdict(turn),
        "sample_number": sample,
        "messages": list(messages),
    }


def open_account(desk: RunDesk, line: Mapping[str, Any]) -> TurnBook:
    """The book of a line's turn."""
    return TurnBook(
        desk,
        Conversation(**{**line["conversation"], "turns": ()}),
        Turn(**line["turn"]),
        line["sample_number"],
    )


def read_call(line: Mapping[str, Any]) -> Call:
    """What a line asks."""
    messages = line["messages"]
    return Call(tuple(messages), seed=derive_seed(messages, line["sample_number"]))
