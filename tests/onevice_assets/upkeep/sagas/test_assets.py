"""Open sagas are shown, and one that is open for an hour fails its check."""

from __future__ import annotations

import dagster as dg
import pytest

from onevice_assets.upkeep.sagas.assets import open_sagas
from onevice_assets.upkeep.sagas.checks import no_saga_is_open_for_an_hour
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.saga.log import Claim, Opening, SagaLog


@pytest.fixture
def claim(control: ControlPlane) -> Claim:
    """A saga that has begun."""
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", name="Demo", actor="test")
    log = SagaLog(control)
    opening = Opening(
        "publish", website.key, website.id, website.organization_id, {}, ["postgres", "graph"]
    )
    claim = log.open(opening)
    assert claim is not None
    return claim


def make_older(control: ControlPlane, claim: Claim, minutes: int) -> None:
    sql = "UPDATE control.sagas SET created_at = created_at - make_interval(mins => %(m)s)"
    with control.begin() as db:
        db.exec_driver_sql(sql + " WHERE id = %(id)s", {"m": minutes, "id": claim.saga_id})


def check(control: ControlPlane) -> dg.AssetCheckResult:
    result = no_saga_is_open_for_an_hour(control=control)
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_nothing_open_is_well(control: ControlPlane) -> None:
    assert check(control).passed
    assert open_sagas(control=control).metadata["dagster/row_count"] == 0


@pytest.mark.parametrize(("minutes", "passes"), [(0, True), (59, True), (61, False)])
def test_only_a_saga_open_for_an_hour_fails(
    control: ControlPlane, claim: Claim, minutes: int, passes: bool
) -> None:
    make_older(control, claim, minutes)
    assert check(control).passed == passes
    told = open_sagas(control=control).metadata
    assert told["dagster/row_count"] == 1
    assert "postgres pending, graph pending" in str(told["sagas"])


def test_a_saga_that_ended_is_no_matter_however_old(control: ControlPlane, claim: Claim) -> None:
    make_older(control, claim, 600)
    SagaLog(control).move(claim, "completed")
    assert check(control).passed
