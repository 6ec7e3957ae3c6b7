"""What a command says of a run that failed."""

from __future__ import annotations

import dagster as dg

from onevice_assets.cli.session import tell_failure

AWAY = "The graph at bolt://graph.test:7687 did not answer. Start it and check NEO4J_URI."


@dg.op
def write_people() -> None:
    raise dg.Failure(AWAY)


@dg.op
def write_projects() -> None:
    raise dg.Failure(AWAY)


@dg.op
def write_report() -> None:
    raise dg.Failure("The disk is full.")


@dg.job
def publish() -> None:
    write_people()
    write_projects()
    write_report()


def test_a_reason_that_several_steps_give_is_told_once() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        done = publish.execute_in_process(instance=instance, raise_on_error=False)
    told = tell_failure("publish", "2026-11-21|acme.a.com", done)
    assert told.startswith("publish of 2026-11-21|acme.a.com did not finish (run ")
    assert told.count(AWAY) == 1
    assert f"write_people, write_projects: {AWAY}" in told
    assert "write_report: The disk is full." in told
