"""A code location of ten steps in a row that do nothing: what is left is what executing costs."""

from __future__ import annotations

import os

import dagster as dg

from onevice_assets.executors import choose_executor

STEPS = 10


def _step(number: int) -> dg.AssetsDefinition:
    before = [f"step_{number - 1}"] if number else []

    @dg.asset(name=f"step_{number}", deps=before)
    def step() -> None:
        """Nothing."""

    return step


@dg.definitions
def defs() -> dg.Definitions:
    """Ten steps on the executor the variables choose."""
    return dg.Definitions(
        assets=[_step(number) for number in range(STEPS)],
        executor=choose_executor(os.environ),
    )
