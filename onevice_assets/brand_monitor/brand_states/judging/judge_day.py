"""One partition of `brand_state_judgements`: the calls that are due, and every row of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.brand_states.judging.choose_answers import Question
from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import (
    Judge,
    Row,
    add_verdict,
    judge_of,
)
from onevice_assets.brand_monitor.brand_states.judging.judge_states import Verdict, read_reply
from onevice_assets.brand_monitor.brand_states.judging.plan_judging import (
    Key,
    Plan,
    Stores,
    Wish,
    key_of,
    plan_day,
)
from onevice_assets.brand_monitor.brand_states.judging.recall_replies import PURPOSE, recall
from resources.errors import ProviderError
from resources.llm.ask_many import Asking, ask_all
from resources.llm.budget import check_run
from resources.llm.desk import Desk
from resources.llm.ledger_book import Payer, StageBook
from resources.llm.till import Till

if TYPE_CHECKING:
    from resources.control_plane.websites import Website
    from resources.llm.recall_replies import Reply
    from resources.progress import Progress

_UNKNOWN = "outcome unknown: a run was killed during the call (retry asks again, may pay twice)"


@dataclass
class Judged:
    """A partition's rows, and how they came about.

    Attributes:
        rows: every verdict that is there, of any judge.
        judge: who was asked now.
        asked, reused: calls with a reply, made now or known from before.
        invented: verdicts on no brand that was asked about; dropped.
        missing: brands asked about without a usable verdict.
        cost_usd: what the calls made now cost.
        not_judged: answers without a usable reply, by reason.
    """

    rows: list[Row]
    judge: Judge
    asked: int = 0
    reused: int = 0
    invented: int = 0
    missing: int = 0
    cost_usd: Decimal = Decimal(0)
    not_judged: Counter[str] = field(default_factory=Counter)


def judge_day(
    stores: Stores, progress: Progress, website: Website, partition: str, wish: Wish
) -> Judged:
    """Ask what is still to be asked, and set every verdict beside our state of now.

    Raises:
        MissingDataError, ConfigurationError: as `plan_day` does.
        BudgetError: the calls may cost more than is left; nothing was asked.
        ProviderError: not one of the calls was answered; nothing is to be written then.
    """
    plan = plan_day(stores, website, partition, wish)
    done = Judged(list(plan.kept), plan.judge)
    failed = _ask(stores, progress, website, plan, done) if plan.calls else {}
    known = recall(stores.control, stores.objects, website, plan.provider, plan.questions)
    done.asked = len(plan.calls) - len(failed)
    done.reused = len(known.replies.keys() - plan.calls.keys())
    judged = {key_of(row) for row in plan.kept if judge_of(row) == plan.judge}
    for key, questions in plan.questions.items():
        for question in questions:
            if key in known.replies:
                _read(done, plan, question, known.replies[key], judged)
            else:
                done.not_judged[failed.get(key, _UNKNOWN)] += 1
    return done


def _ask(
    stores: Stores, progress: Progress, website: Website, plan: Plan, done: Judged
) -> Mapping[str, str]:
    """Make the calls that are due; why some have no reply, by their hash."""
    check_run(plan.bound_usd, stores.llm.run_budget_usd, len(plan.calls))
    till = Till(stores.control, stores.llm.budget_usd)
    what = f"Judging {len(plan.calls)} answers by {plan.provider.label}"
    till.check(website.organization_id, website.id, plan.bound_usd, what)
    purse = stores.llm.open_purse()
    book = StageBook(Desk(till, stores.objects), Payer.of(website), PURPOSE)
    with progress.track(f"Judging by {plan.provider.model}", len(plan.calls)) as task:
        asking = Asking(plan.provider, plan.calls, book, purse, task, stores.llm.first_wait_s)
        ask_all(asking)
    done.cost_usd = purse.spent_usd
    if len(asking.failed) == len(plan.calls):
        said = "; ".join(dict.fromkeys(asking.failed.values()))
        raise ProviderError(
            f"Not one of {len(plan.calls)} answers was judged, nothing was written: {said}"
        )
    return asking.failed


def _read(done: Judged, plan: Plan, question: Question, reply: Reply, judged: set[Key]) -> None:
    """Add the verdicts on brands that are not judged yet; count what cannot be used."""
    try:
        reading = read_reply(reply.answer.text, question.found)
    except ProviderError as error:
        done.not_judged[str(error)] += 1
        return
    done.invented += reading.invented
    keys = {one.brand_id: (question.response_id, one.brand_id) for one in question.found}
    done.missing += sum(keys[brand] not in judged for brand in reading.missing)
    for brand, verdict in reading.verdicts.items():
        if keys[brand] not in judged:
            done.rows.append(_row(plan, keys[brand], verdict, reply))


def _row(plan: Plan, key: Key, verdict: Verdict, reply: Reply) -> Row:
    return add_verdict(
        plan.states[key],
        verdict,
        plan.judge,
        served_model=reply.answer.served_model,
        attempt_id=reply.attempt.id,
    )
