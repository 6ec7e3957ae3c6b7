"""`onevice sagas`, and what `onevice status` says of them."""

from __future__ import annotations

import json
import os

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from onevice_assets.cli.sagas import tell_open
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.saga.log import Claim, Opening, SagaLog
from resources.saga.owner import this_process


@pytest.fixture
def claim(control: ControlPlane, monkeypatch: pytest.MonkeyPatch, session_database: str) -> Claim:
    """A saga that failed and could not be taken back."""
    monkeypatch.setenv("DATABASE_URL", session_database)
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", name="Demo", actor="test")
    log = SagaLog(control)
    payload = {
        "organization_id": website.organization_id,
        "website_id": website.id,
        "website": website.key,
        "day": None,
    }
    opening = Opening(
        "publish", website.key, website.id, website.organization_id, payload, ["away"]
    )
    claim = log.open(opening)
    assert claim is not None
    log.move_step(claim, "away", "undoing", detail={"rows": {"pages": 3}}, error="no answer")
    log.move(claim, "compensating", error="away did not answer.")
    log.release(claim)
    return claim


def call(*words: str) -> str:
    done = CliRunner().invoke(app, ["sagas", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_list_names_open_sagas_and_how_far_they_came(claim: Claim) -> None:
    [row] = json.loads(call("list", "--json"))
    assert (row["saga"], row["state"]) == (claim.saga_id, "compensating")
    assert row["steps"] == "away undoing"
    told = call("list")
    assert claim.saga_id in told, "an id that is cut is of no use to `resume`"
    assert "begun" in told
    assert "took" in told


def test_the_list_says_whether_the_holder_lives_and_what_to_do(
    claim: Claim, control: ControlPlane
) -> None:
    [row] = json.loads(call("list", "--json"))
    assert "is silent now" in row["holder"]
    assert f"onevice sagas resume {claim.saga_id}" in row["next"]
    with control.begin() as db:
        db.exec_driver_sql("UPDATE control.sagas SET owner_started_at = 1")
    [row] = json.loads(call("list", "--json"))
    assert row["holder"] == f"Process {os.getpid()}, which had it, has ended."
    assert f"onevice sagas resume {claim.saga_id}" in row["next"]
    with control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.sagas SET owner_started_at = %(now)s, "
            "lease_until = clock_timestamp() + interval '1 minute'",
            {"now": this_process().started_at},
        )
    [row] = json.loads(call("list", "--json"))
    assert "is at work" in row["holder"]
    assert row["next"] == "Nothing is to be done."


def test_a_saga_is_told_step_by_step_with_its_errors(claim: Claim) -> None:
    told = call("show", claim.saga_id)
    assert "compensating" in told
    assert "away: being taken back (0.000 s, 3 rows): no answer" in told
    assert "because: away did not answer." in told


def test_an_unknown_saga_is_refused_with_the_way_to_find_one(claim: Claim) -> None:
    done = CliRunner().invoke(app, ["sagas", "show", "01a2"])
    assert done.exit_code == 1
    assert "onevice sagas list --all" in " ".join(done.stderr.split())


def test_a_saga_of_a_store_that_is_not_set_here_is_not_touched(
    claim: Claim, control: ControlPlane
) -> None:
    done = CliRunner().invoke(app, ["sagas", "resume"])
    assert done.exit_code == 1
    assert "nobody here writes away" in " ".join(done.stderr.split())
    assert json.loads(call("list", "--json"))[0]["state"] == "compensating"


def test_status_has_one_line_for_each_open_saga(claim: Claim, control: ControlPlane) -> None:
    [line] = tell_open(control)
    assert claim.saga_id in line
    assert "compensating" in line
    SagaLog(control).move(claim, "compensated")
    SagaLog(control).tidied(claim)
    assert tell_open(control) == []
