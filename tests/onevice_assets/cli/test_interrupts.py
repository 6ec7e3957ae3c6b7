"""A Ctrl-C is never lost, whoever handles it."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dagster as dg
import pytest

from onevice_assets.cli.interrupts import noticing_interrupts
from onevice_assets.cli.session import Session


@pytest.fixture
def taken() -> Any:
    """Somebody handles Ctrl-C and forgets it, as Dagster does between steps."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("taken")
def test_an_interrupt_that_another_handler_takes_is_noticed_once() -> None:
    with noticing_interrupts() as has_been_stopped:
        assert not has_been_stopped()
        signal.raise_signal(signal.SIGINT)
        assert has_been_stopped()
        assert not has_been_stopped()


@pytest.mark.usefixtures("taken")
def test_another_signal_is_no_interrupt() -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    with noticing_interrupts() as has_been_stopped:
        signal.raise_signal(signal.SIGUSR1)
        assert not has_been_stopped()
    signal.signal(signal.SIGUSR1, before)


def test_beside_the_main_thread_nothing_is_noticed_and_nothing_breaks() -> None:
    def look() -> bool:
        with noticing_interrupts() as has_been_stopped:
            return has_been_stopped()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result() is False


def test_who_listened_before_listens_again() -> None:
    with noticing_interrupts():
        pass
    assert signal.set_wakeup_fd(-1) == -1


@pytest.mark.usefixtures("terminal")
def test_a_run_that_took_an_interrupt_and_was_done_ends_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The signal comes while the asset's result is being kept, where Dagster defers it."""
    ends: list[str] = []

    class Storage(dg.InMemoryIOManager):
        def handle_output(self, context: Any, obj: Any) -> None:
            super().handle_output(context, obj)
            before = signal.signal(signal.SIGINT, lambda *_: None)
            signal.raise_signal(signal.SIGINT)
            signal.signal(signal.SIGINT, before)

    days = dg.StaticPartitionsDefinition(["2026-11-21|a"])

    @dg.asset(partitions_def=days)
    def first() -> int:
        ends.append("done")
        return 1

    defs = dg.Definitions(
        [first],
        jobs=[dg.define_asset_job("watch", [first])],
        resources={"io_manager": Storage()},
    )
    session = Session()
    monkeypatch.setitem(session.__dict__, "definitions", defs)
    with pytest.raises(KeyboardInterrupt):
        session.materialize("watch", "2026-11-21|a")
    assert ends == ["done"]
