"""Where one client's questions are asked: from the stores, else from what was found recently.

desk = Desk(client, resources)
answer = desk.similar_content("hero.mp4", limit=5)
answer.found.creatives, answer.source, answer.as_of, answer.stale

graph and vectors answer    from both; kept for a day
vectors away                similarity by shared attributes, flagged (`is_degraded`); not kept
graph away                  the last answer to the same question of this client, marked stale,
and the question is put in the queue to be asked again (`waiting.py`)
nothing is kept either      an error that says what to start
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.decisions.answers import Answer, Question, first_sentence
from onevice_assets.campaigns.decisions.arms import By
from onevice_assets.campaigns.decisions.balance import PortfolioBalance
from onevice_assets.campaigns.decisions.chain import Chain
from onevice_assets.campaigns.decisions.cross_client import CrossClientLearnings
from onevice_assets.campaigns.decisions.every_question import QUESTIONS
from onevice_assets.campaigns.decisions.exact import Metrics
from onevice_assets.campaigns.decisions.gaps import CreativeGaps
from onevice_assets.campaigns.decisions.reach import (
    GraphAwayError,
    VectorsAwayError,
    open_reach,
)
from onevice_assets.campaigns.decisions.recent import RecentAnswers
from onevice_assets.campaigns.decisions.shifts import MOST_SHARE, BudgetShifts
from onevice_assets.campaigns.decisions.similar import SimilarContent
from onevice_assets.campaigns.decisions.situations import Situations
from onevice_assets.campaigns.decisions.unused import UnusedContent
from onevice_assets.campaigns.decisions.waiting import put_off
from resources.errors import InputError, StoreDownError

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client


@dataclass(frozen=True)
class Desk:
    """Questions of one client.

    Every question raises `InputError` for arguments that cannot be meant and `StoreDownError`
    where neither its stores nor a kept answer can tell.

    Attributes:
        client: whose memory is asked; there is no desk for two.
        resources: by name, at least those of `reach.NEEDED`.
    """

    client: Client
    resources: Mapping[str, Any]

    def similar_content(
        self, like: str, *, limit: int = 10, only_active: bool = False
    ) -> Answer[SimilarContent]:
        """Creatives like one (id, file name), or like words. Vectors, results from the graph."""
        return self._ask("similar", like=like, limit=_some(limit), only_active=only_active)

    def situations_like(self, like: str, *, limit: int = 10) -> Answer[Situations]:
        """What happened in situations like a campaign's, or like words. Vectors."""
        return self._ask("situations", like=like, limit=_some(limit))

    def exact_metrics(
        self,
        *,
        campaign: str | None = None,
        content: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Answer[Metrics]:
        """Results of the client, a campaign, or a creative, between two days. Graph."""
        return self._ask("metrics", campaign=campaign, content=content, since=since, until=until)

    def attribution_chain(self, which: str | None = None, *, limit: int = 20) -> Answer[Chain]:
        """From a lead or purchase to campaigns and creatives; none: the newest. Graph."""
        return self._ask("chain", which=which, limit=_some(limit))

    def portfolio_balance(self) -> Answer[PortfolioBalance]:
        """How spend and creatives are shared out, what is over- and under-used. Graph."""
        return self._ask("balance")

    def cross_client_learnings(
        self,
        about: str | None = None,
        *,
        industry: str | None = None,
        business_model: str | None = None,
        limit: int = 10,
    ) -> Answer[CrossClientLearnings]:
        """What all clients' campaigns taught, for an industry and business model. Vectors."""
        return self._ask(
            "cross-client", about=about, industry=industry, business_model=business_model,
            limit=_some(limit),
        )  # fmt: skip

    def unused_content(self, campaign: str, *, limit: int = 10) -> Answer[UnusedContent]:
        """Active creatives that never ran in a campaign, the fittest first. Both."""
        return self._ask("unused", campaign=campaign, limit=_some(limit))

    def creative_gaps(self) -> Answer[CreativeGaps]:
        """What active creatives lack, by attribute and audience. Graph."""
        return self._ask("gaps")

    def budget_shifts(
        self, *, by: By = "campaign", most_share: float = MOST_SHARE, until: str | None = None
    ) -> Answer[BudgetShifts]:
        """What to move from what surely brings less to what surely brings more. Graph."""
        return self._ask("shifts", by=by, most_share=most_share, until=until)

    def ask_stores(self, question: Question) -> Answer[Any]:
        """Ask the stores, keep what they answer, and stand in for neither.

        Raises:
            InputError: there is no such question, or not with these arguments.
            StoreDownError: a store does not answer.
        """
        asked = QUESTIONS.get(question.name)
        if asked is None:
            raise InputError(
                f"There is no question {question.name!r}; there is: {', '.join(QUESTIONS)}."
            )
        try:
            inspect.signature(asked.work).bind(None, **question.given)
        except TypeError as error:
            raise InputError(f"{question.name!r} is not asked like that: {error}.") from error
        at = datetime.now(UTC)
        with open_reach(self.client, self.resources) as reach:
            draft = asked.work(reach, **question.given)
        answer = Answer(
            question.name, self.client.id, draft.found, draft.source, at, False, draft.notes,
            draft.is_degraded,
        )  # fmt: skip
        if not draft.is_degraded:
            self._recent.keep(question, asked.shape, answer)
        return answer

    def _ask(self, name: str, **given: Any) -> Answer[Any]:
        question = Question(name, given)
        try:
            return self.ask_stores(question)
        except (GraphAwayError, VectorsAwayError) as error:
            return self._fall_back(question, error)

    def _fall_back(
        self, question: Question, error: GraphAwayError | VectorsAwayError
    ) -> Answer[Any]:
        is_waiting = put_off(self.resources["redis"], self.client, question)
        later = (
            "It is asked again once the store answers (`onevice campaigns ask waiting`)."
            if is_waiting
            else "It is not asked again by itself: Redis does not answer either."
        )
        kept = self._recent.find(question, QUESTIONS[question.name].shape)
        if kept is None:
            raise StoreDownError(
                f"{error} Nothing recent is kept of this question for {self.client.key}, so there "
                f"is no answer. {later}"
            ) from error
        age = _tell_age(kept.age_seconds())
        note = f"This was found {age} ago: a store is away. {first_sentence(error)}. {later}"
        return replace(kept, notes=(note, *kept.notes))

    @property
    def _recent(self) -> RecentAnswers:
        return RecentAnswers(self.resources["redis"], self.client.id)


def _some(limit: int) -> int:
    if not 1 <= limit <= 100:
        raise InputError(f"1 to 100 are told at once, not {limit}.")
    return limit


def _tell_age(seconds: float) -> str:
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}(s)"
    return f"{max(seconds, 0):.0f} second(s)"
