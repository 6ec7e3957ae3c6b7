"""What became of a saga, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resources.saga.records import SagaRecord, State, StepRecord

_TOLD = {
    "pending": "not begun",
    "unchanged": "held it already",
    "doing": "begun, not finished",
    "done": "done",
    "undoing": "being taken back",
    "undone": "taken back",
}


@dataclass(frozen=True)
class Report:
    """One saga, as its log has it.

    Attributes:
        state: how it stands; `completed` and `compensated` are ends.
        error: why it went backwards, if it did.
        seconds: from its beginning, also in processes before this one.
    """

    saga_id: str
    kind: str
    scope: str
    state: State
    error: str | None
    seconds: float
    resumed_count: int
    steps: Sequence[StepRecord]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ("completed", "compensated")

    def text(self) -> str:
        """The report as lines a person reads."""
        resumed = f", resumed {self.resumed_count} times" if self.resumed_count else ""
        head = f"saga {self.saga_id} ({self.kind} {self.scope}): {self.state}, {self.seconds:.2f} s"
        lines = [head + resumed, *(_line(step) for step in self.steps)]
        if self.error:
            lines.append(f"  because: {self.error}")
        return "\n".join(lines)

    def names(self, *states: str) -> str:
        """Names of the steps in one of some states, with commas."""
        return ", ".join(step.name for step in self.steps if step.state in states)


def make_report(saga: SagaRecord, steps: Sequence[StepRecord]) -> Report:
    """The report of a saga as the log has it."""
    return Report(
        saga.id,
        saga.kind,
        saga.scope,
        saga.state,
        saga.error,
        saga.seconds,
        saga.resumed_count,
        tuple(steps),
    )


def explain_failure(report: Report) -> str:
    """The message for a saga that did not go through: what failed, what was taken back."""
    begun = f"The {report.kind} of {report.scope} did not go through: {report.error}"
    if report.state == "compensated":
        undone = report.names("undone")
        back = f"Taken back: {undone}." if undone else "No store had been touched."
        return f"{begun} {back} All stores are as before (saga {report.saga_id})."
    if report.state == "running":
        return (
            f"{begun} What was to be kept is kept; not all copies have it yet: "
            f"{report.names('pending', 'doing')}. Saga {report.saga_id} stays open: mend the "
            f"reason and `onevice sagas resume {report.saga_id}`, or the next {report.kind} does."
        )
    return (
        f"{begun} Not taken back yet: {report.names('undoing', 'doing', 'done')}; taken back: "
        f"{report.names('undone') or 'none'}. Saga {report.saga_id} is {report.state}: the next "
        f"{report.kind} of this scope goes on with it, or `onevice sagas resume {report.saga_id}`."
    )


def _line(step: StepRecord) -> str:
    tries = f", {step.try_count} tries" if step.try_count > 1 else ""
    error = f": {step.error}" if step.error else ""
    rows = sum(step.detail.get("rows", {}).values())
    counted = f", {rows} rows" if "rows" in step.detail else ""
    return f"  {step.name}: {_TOLD[step.state]} ({step.seconds:.3f} s{counted}{tries}){error}"
