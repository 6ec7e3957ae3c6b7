"""How a stateful test is run against a Redis: some examples, each with keys of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from resources.redis_store import RedisStore

Run = Callable[[type[RuleBasedStateMachine]], None]


@pytest.fixture
def run_machine(store: RedisStore) -> Run:
    """Runs a machine that is made with a store."""
    few = settings(
        max_examples=30,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    def run(machine: type[RuleBasedStateMachine]) -> None:
        run_state_machine_as_test(lambda: machine(store), settings=few)  # type: ignore[call-arg]

    return run
