"""A rebuild leaves a website alone whose publish is open: that may put back what it kept."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.every_copy import COPIES
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.store_copy import Work
from onevice_assets.upkeep.drift.rebuild_store import rebuild_store
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.errors import SagaBusyError
from resources.lake import Lake
from resources.saga.log import Claim, Opening, SagaLog

Resources = dict[str, Any]


@pytest.fixture
def scope(control: ControlPlane) -> Scope:
    with control.begin() as db:
        site = websites.add(db, url="https://demo.test/", actor="test")
    return Scope(site.organization_id, site.id, site.key)


@pytest.fixture
def claim(control: ControlPlane, scope: Scope) -> Claim:
    """A publish of the website that has begun."""
    opening = Opening(
        "publish", scope.partition, scope.website_id, scope.organization_id, {}, ["postgres"]
    )
    claim = SagaLog(control).open(opening)
    assert claim is not None
    return claim


def test_a_website_that_is_being_published_is_named_and_left(
    control: ControlPlane, lake: Lake, scope: Scope, claim: Claim
) -> None:
    given = {"control": control, "lake": lake}
    (copy,) = (one for one in COPIES if one.store == "postgres")
    work = [Work(copy, scope)]
    done = rebuild_store("postgres", given, work)
    [(left, why)] = done.failed
    assert left == scope
    assert claim.saga_id in why
    assert "onevice sagas resume" in why
    with pytest.raises(SagaBusyError, match="may put back what it kept"):
        rebuild_store("postgres", given, work, drop=True)
    SagaLog(control).move(claim, "completed")
    [(_, why)] = rebuild_store("postgres", given, work).failed
    assert "has no partition" in why
