"""The way through a saga's steps: forwards, and backwards when one fails for good.

Each store is written between two committed changes of the log, so that the log always tells what
may have been touched. What raises `StoreError` is tried again with back-off; what fails for good
takes every touched store back to what it held. An interrupt (Ctrl-C, a cancelled run) leaves the
saga as it is; the next process goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TypeVar, cast

from resources.errors import ConfigurationError, OneviceError, StoreError
from resources.saga.effort import Caught, Effort, Patience, attempt, tell_error
from resources.saga.log import Claim, SagaLog
from resources.saga.plan import AgainStep, Plan, Step
from resources.saga.records import StepRecord, StepState

T = TypeVar("T")
_TOUCHED = ("doing", "done", "undoing")


class Work:
    """One process's work on one saga."""

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
        self.is_tidy = False
        check_steps(claim, plan, self._known)

    def go_forwards(self) -> None:
        """Do what is not done yet; when that fails for good, go back.

        Raises:
            SagaLostError: another process has the saga.
            StoreError: the control plane does not answer.
        """
        with Caught() as failure:
            self._plan.prepare(set(self._known))
            for step in self._plan.steps:
                if step.name in self._known:
                    self._advance(step, self._known[step.name])
        if failure.error is None:
            self._log.move(self._claim, "completed")
            self.tidy()
            return
        self.failure = failure.error
        self._log.move(self._claim, "compensating", error=tell_error(failure.error))
        self.go_back()
        if not isinstance(failure.error, OneviceError):
            raise failure.error  # a mistake in the code: its traceback is wanted

    def go_back(self) -> None:
        """Take every touched store back, in reverse order; what cannot be stays for later.

        A store that does not answer leaves the others to be taken back all the same. Raises as
        `go_forwards` does.
        """
        self._known = {step.name: step for step in self._log.look(self._claim).steps}
        failures = [error for step in self._to_take_back() if (error := self._take_back(step))]
        if not failures:
            self._log.move(self._claim, "compensated")
            self.tidy()
        elif not all(isinstance(error, StoreError) for error in failures):
            self._log.move(self._claim, "stuck")

    def tidy(self) -> None:
        """Remove what the steps kept; when that fails, the next process does it."""
        with suppress(StoreError):
            self._plan.tidy()
            self._log.tidied(self._claim)
            self.is_tidy = True

    def _advance(self, step: Step, known: StepRecord) -> None:
        aim = step.fingerprint()
        if known.state in ("done", "unchanged") and known.fingerprint == aim:
            return
        if known.state in ("pending", "unchanged"):
            is_needed, kept = self._try(step, "pending", step.keep)
            if not is_needed:
                self._move(step, "unchanged", kept, aim)
                return
            self._move(step, "doing", kept, aim)
        else:
            self._move(step, "doing", Effort(), aim)
        _, done = self._try(step, "doing", step.do)
        self._move(step, "done", done, aim)

    def _to_take_back(self) -> list[Step]:
        """The touched steps, the last first; then those whose undoing is doing them again.

        Between the first write and the last undoing a cache may have taken what stood there.
        """
        touched = [s for s in reversed(self._plan.steps) if self._state(s) in _TOUCHED]
        if not touched:
            return []
        again = [s for s in self._plan.steps if isinstance(s, AgainStep)]
        return [s for s in touched if s not in again] + [s for s in again if s.name in self._known]

    def _take_back(self, step: Step) -> Exception | None:
        self._move(step, "undoing", Effort())
        with Caught() as failure:
            _, undone = self._try(step, "undoing", step.undo)
            self._move(step, "undone", undone)
        return failure.error

    def _state(self, step: Step) -> StepState:
        return self._known[step.name].state if step.name in self._known else "pending"

    def _move(self, step: Step, state: StepState, effort: Effort, aim: str | None = None) -> None:
        """Note a step's new state; with what it brings about, where that is settled now."""
        detail = None if aim is None else step.detail()
        self._log.move_step(
            self._claim, step.name, state, fingerprint=aim, detail=detail, **vars(effort)
        )

    def _try(self, step: Step, state: StepState, part: Callable[[], T]) -> tuple[T, Effort]:
        """Call one part of a step, again where that may help; a failure is noted in `state`."""
        done, effort, error = attempt(self._patience, part)
        if error is not None:
            self._move(step, state, effort)
            raise error
        return cast("T", done), effort


def check_steps(claim: Claim, plan: Plan, known: Collection[str]) -> None:
    """Make sure that a plan has every step of a saga.

    Raises:
        ConfigurationError: it lacks one; nothing was touched.
    """
    lacking = set(known) - {step.name for step in plan.steps}
    if lacking:
        raise ConfigurationError(
            f"Tried to go on with saga {claim.saga_id}, which writes {', '.join(known)}, "
            f"but nobody here writes {', '.join(sorted(lacking))}. Nothing was touched; resume "
            "it with the settings it was begun with."
        )
