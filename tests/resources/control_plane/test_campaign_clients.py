"""Clients: each organization's own, found by key, never two of one slug."""

from __future__ import annotations

import pytest

from resources.control_plane import audit, campaign_clients, listing
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError


def test_a_client_is_added_once_and_stays_as_it_is(control: ControlPlane) -> None:
    with control.begin() as db:
        first = campaign_clients.add(
            db, "yoga-loft", name="Yoga Loft", business_model="ecommerce", actor="test"
        )
        again = campaign_clients.add(db, "yoga-loft", name="Another", actor="test")
        assert again == first
        assert first.key == "default.yoga-loft"
        assert (first.name, first.business_model, first.industry) == (
            "Yoga Loft",
            "ecommerce",
            None,
        )
        added = [one for one in audit.entries(db) if one.action == "campaign_client.add"]
        assert [one.subject for one in added] == ["default.yoga-loft"]
        (row,) = listing.rows(db, "campaign_clients")
        assert row["client"] == "default.yoga-loft"


def test_two_organizations_may_have_clients_of_one_slug(control: ControlPlane) -> None:
    with control.begin() as db:
        ours = campaign_clients.add(db, "bakery", organization="one", actor="test")
        theirs = campaign_clients.add(db, "bakery", organization="two", actor="test")
        assert ours.id != theirs.id
        assert campaign_clients.find(db, "two.bakery") == theirs
        with pytest.raises(InputError, match=r"several clients \(one\.bakery, two\.bakery\)"):
            campaign_clients.find(db, "bakery")


@pytest.mark.parametrize("slug", ["", "Yoga", "a b", "a.b", "-a", "a" * 101, "x\x00"])
def test_a_slug_that_cannot_be_is_refused(control: ControlPlane, slug: str) -> None:
    with control.begin() as db, pytest.raises(InputError, match="cannot be a client"):
        campaign_clients.add(db, slug, actor="test")


def test_a_business_model_that_is_none_is_refused(control: ControlPlane) -> None:
    with control.begin() as db, pytest.raises(InputError, match="service or ecommerce"):
        campaign_clients.add(db, "a", business_model="barter", actor="test")


@pytest.mark.parametrize("key", ["nobody", "default.nobody", "a.b.c", "\x00.x", ""])
def test_a_client_that_is_not_there_is_told(control: ControlPlane, key: str) -> None:
    with control.begin() as db, pytest.raises(InputError, match="There is no client"):
        campaign_clients.find(db, key)
