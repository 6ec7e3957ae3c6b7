"""The way through a saga that only goes on (`Plan.goes_back` is false), in two changes of the log.

Every step may be done again, late, and by whoever resumes it, so the log need not tell between two
steps how far the work is: opened, and completed or failed with what each step took. A process that
is killed between them leaves all steps as they were before, and the next one does them again.
"""

from __future__ import annotations

from collections.abc import Sequence

from resources.errors import OneviceError
from resources.saga.effort import Patience, attempt
from resources.saga.log import Claim, Note, SagaLog
from resources.saga.plan import Plan, Step
from resources.saga.records import StepRecord, StepState
from resources.saga.report import Report
from resources.saga.work import check_steps


class OnwardWork:
    """One process's work on one saga that is never taken back."""

    def __init__(
        self,
        log: SagaLog,
        claim: Claim,
        plan: Plan,
        patience: Patience,
        done: Sequence[StepRecord],
    ) -> None:
        """Go on from what was done before.

        Raises:
            ConfigurationError: the plan lacks a step that the saga has.
        """
        self._log, self._claim, self._plan, self._patience = log, claim, plan, patience
        self._known = {step.name: step for step in done}
        self.failure: Exception | None = None
        check_steps(claim, plan, self._known)

    def go_forwards(self) -> Report:
        """Do every step that is not done yet; the first that fails for good ends it for now.

        Returns:
            How the saga stands: completed, or running and free for whoever resumes it.

        Raises:
            SagaLostError: another process has the saga.
            StoreError: the control plane does not answer; all steps are done again once resumed.
        """
        notes: list[Note] = []
        for step in self._plan.steps:
            if self._is_wanted(step):
                notes.append(self._do(step))
                if self.failure is not None:
                    break
        if self.failure is None:
            return self._log.complete(self._claim, notes, forget=self._plan.forget)
        self._log.leave(self._claim, notes)
        if not isinstance(self.failure, OneviceError):
            raise self.failure  # a mistake in the code: its traceback is wanted
        return self._log.look(self._claim)

    def _is_wanted(self, step: Step) -> bool:
        known = self._known.get(step.name)
        if known is None:
            return False
        return known.state != "done" or known.fingerprint != step.fingerprint()

    def _do(self, step: Step) -> Note:
        _, effort, self.failure = attempt(self._patience, step.do)
        state: StepState = "done" if self.failure is None else "doing"
        return Note(step.name, state, step.fingerprint(), step.detail(), effort)
