"""The stages of a change, in order."""

from __future__ import annotations

from typing import Final, Literal, get_args

Stage = Literal["backup", "expand", "dual_write", "backfill", "verify", "switch_reads", "contract"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
NONE: Final = "none"
"""What a change that was not begun, or was taken back, has done."""


def stage_after(done: str) -> Stage | None:
    """The stage that follows one, or `none`; none after the last."""
    place = 0 if done == NONE else STAGES.index(_known(done)) + 1
    return STAGES[place] if place < len(STAGES) else None


def stage_before(stage: Stage) -> str:
    """The stage before one; `none` before the first."""
    place = STAGES.index(stage)
    return STAGES[place - 1] if place else NONE


def find_stage(stage: str | None) -> Stage | None:
    """A stage as the control plane has it; none for `none` and for nothing."""
    return None if stage in (None, NONE) else _known(str(stage))


def _known(stage: str) -> Stage:
    return next(one for one in STAGES if one == stage)
