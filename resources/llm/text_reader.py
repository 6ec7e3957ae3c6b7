"""Texts read by a provider on an organization's account; no answer is paid twice.

What the ledger knows is used again, for the same text and model, whenever it was asked. What is
not asked or not answered has a reason instead, and the rules' reading stands. What is asked about
a text, and whether a reply can be read, is for the stage to say, which derives from `TextReader`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.errors import ProviderError
from resources.llm.ask_many import Asking, ask_all
from resources.llm.desk import Desk
from resources.llm.ledger_book import Payer, StageBook
from resources.llm.recall_replies import Reply, hash_call, recall_of_organization
from resources.llm.till import Till
from resources.progress import Task

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.llm.budget import Purse
    from resources.llm.calls import Call
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

_UNKNOWN = "outcome unknown: a run was killed during the call (retry asks again, may pay twice)"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking about a text: a reply, or why there is none.

    Attributes:
        reply: the model's words.
        attempt_id: the ledger's attempt that paid for them.
        reason: why there is no reply.
    """

    reply: str = ""
    attempt_id: str | None = None
    reason: str = ""


@dataclass
class TextReader(ABC):
    """A provider that reads the texts of one run for an organization.

    Attributes:
        provider: who is asked.
        llm: has the limits of a run and a day.
        control: has the ledger.
        objects: has the replies.
        organization_id: who pays.
        retry: ask again what cannot be read, or has an outcome nobody knows; may pay twice.
        asked, reused: texts with a reply, made now or known from before.
        invented: what replies say that is not in the text, as far as the stage counts it.
        refused: texts without one, by reason.
    """

    provider: Provider
    llm: LanguageModels
    control: ControlPlane
    objects: Objects
    organization_id: str
    retry: bool = False
    asked: int = 0
    reused: int = 0
    invented: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    _purse: Purse = field(init=False)
    _given_up: str = ""

    def __post_init__(self) -> None:
        """Open the purse of the run."""
        self._purse = self.llm.open_purse()

    @property
    @abstractmethod
    def purpose(self) -> str:
        """What the calls are for, in the ledger."""

    @abstractmethod
    def build_call(self, text: str) -> Call:
        """The call that has a text read; the same text gives the same call."""

    @abstractmethod
    def check(self, reply: str) -> None:
        """Make sure that a reply can be read.

        Raises:
            ProviderError: it cannot.
        """

    @property
    def cost_usd(self) -> Decimal:
        """What the calls of this run cost, as far as is known; else what they may cost."""
        return self._purse.spent_usd

    def plan(self, texts: Iterable[str]) -> tuple[int, Decimal]:
        """How many calls some texts need, and the most that these can cost (USD)."""
        calls, known = self._look_up(texts)
        due = self._list_due(calls, known)
        bounds = (call.bound_usd(self.provider) for call in due.values())
        return len(due), sum(bounds, Decimal(0))

    def hear(self, texts: Collection[str]) -> dict[str, Heard]:
        """What the provider says to each text, now or when it was asked before.

        Raises:
            StoreError: the ledger or the object store fails; what was paid is found again.
        """
        calls, known = self._look_up(texts)
        due = self._list_due(calls, known)
        failed = self._ask(due)
        if due:
            _, known = self._look_up(texts)
        heard: dict[str, Heard] = {}
        for text in texts:
            key = hash_call(self.build_call(text))
            heard[text] = _tell(known.get(key), failed.get(key))
            self._count(heard[text], is_new=key in due)
        return heard

    def _count(self, heard: Heard, *, is_new: bool) -> None:
        if heard.reason:
            self.refused[heard.reason] += 1
        elif is_new:
            self.asked += 1
        else:
            self.reused += 1

    def _look_up(self, texts: Iterable[str]) -> tuple[dict[str, Call], dict[str, Reply | None]]:
        """The calls about some texts by their hash, and what is known of them."""
        calls = {hash_call(call): call for call in map(self.build_call, texts)}
        if not calls:
            return {}, {}
        found = recall_of_organization(
            self.control, self.objects, self.organization_id, self.purpose, calls
        )
        ours = (self.provider.name, self.provider.model)
        return calls, {
            key: reply for (name, model, key), reply in found.items() if (name, model) == ours
        }

    def _list_due(
        self, calls: Mapping[str, Call], known: Mapping[str, Reply | None]
    ) -> dict[str, Call]:
        return {
            key: call
            for key, call in calls.items()
            if key not in known or (self.retry and not self._is_readable(known[key]))
        }

    def _ask(self, due: Mapping[str, Call]) -> Mapping[str, str]:
        """Make the calls that are due; why some have no reply, by their hash."""
        if not due:
            return {}
        if self._given_up:
            return dict.fromkeys(due, self._given_up)
        till = Till(self.control, self.llm.budget_usd)
        book = StageBook(Desk(till, self.objects), Payer(self.organization_id), self.purpose)
        task = Task("Asking", len(due))
        asking = Asking(self.provider, due, book, self._purse, task, self.llm.first_wait_s)
        ask_all(asking)
        if len(asking.failed) == len(due):
            self._given_up = f"not asked after: {next(iter(asking.failed.values()))}"
        return asking.failed

    def _is_readable(self, reply: Reply | None) -> bool:
        try:
            if reply is not None:
                self.check(reply.answer.text)
        except ProviderError:
            return False
        return reply is not None


def _tell(reply: Reply | None, failed: str | None) -> Heard:
    if reply is not None and reply.answer.text:
        return Heard(reply.answer.text, reply.attempt.id)
    return Heard(reason=failed or _UNKNOWN)
