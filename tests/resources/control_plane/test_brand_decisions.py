"""Verdicts on names: what an approval brings leaves with it, a rejection is remembered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from resources.control_plane import brand_decisions, brand_merges, brand_verdicts, brands
from resources.control_plane.websites import Website
from resources.errors import InputError

ACTOR = "test"
Act = Callable[[Connection], object]


def approve(db: Connection, name: str, *spellings: str, **others: str) -> brand_decisions.Approval:
    return brand_decisions.approve(db, name, spellings=spellings, actor=ACTOR, **others)


def reject(db: Connection, name: str, why: str | None = None) -> bool:
    return brand_decisions.reject(db, name, why=why, actor=ACTOR)


def verdicts(db: Connection) -> dict[str, tuple[str, str | None]]:
    return {one.name: (one.verdict, one.brand_name) for one in brand_verdicts.in_force(db)}


def names(db: Connection) -> dict[str, tuple[str, ...]]:
    return {one.name: one.aliases for one in brands.catalogue(db)}


def test_an_approved_candidate_is_a_brand_with_its_spellings(
    db: Connection, website: Website, audited
) -> None:
    made = approve(db, "DeLonghi", "De'Longhi", "DELONGHI", domain="delonghi.com")
    assert (made.brand.name, made.brand.domain, made.left_out) == ("DeLonghi", "delonghi.com", {})
    assert names(db) == {"DeLonghi": ("De'Longhi",)}
    assert verdicts(db) == {"DeLonghi": ("approved", "DeLonghi")}
    assert audited.new() == 1


def test_a_candidate_can_be_approved_under_its_owners_spelling(db: Connection) -> None:
    made = approve(db, "paypal inc", "Paypal", canonical="PayPal")
    assert made.brand.name == "PayPal"
    assert names(db) == {"PayPal": ("paypal inc",)}
    assert verdicts(db) == {"paypal inc": ("approved", "PayPal")}


def test_a_spelling_of_another_brand_stays_with_it(db: Connection) -> None:
    brands.add(db, "Samsung", actor=ACTOR)
    brands.add_alias(db, "Samsung", "Samsung Galaxy", actor=ACTOR)
    made = approve(db, "Galaxy", "Galaxy S24", "Samsung Galaxy", canonical="Galaxy")
    assert made.left_out == {"Samsung Galaxy": "Samsung"}
    assert names(db) == {"Galaxy": ("Galaxy S24",), "Samsung": ("Samsung Galaxy",)}


def test_approving_again_changes_nothing_and_new_spellings_are_added(
    db: Connection, website: Website, audited
) -> None:
    for _ in range(2):
        approve(db, "Bose", "BOSE®")
    assert audited.new() == 1
    approve(db, "Bose", "Bose Corp")
    assert names(db) == {"Bose": ("BOSE®", "Bose Corp")}
    assert audited.new() == 1


def test_the_name_of_another_brand_cannot_be_given_away(db: Connection) -> None:
    brands.add(db, "PayPal", actor=ACTOR)
    brands.add(db, "Venmo", actor=ACTOR)
    with pytest.raises(InputError, match='onevice brand merge "Venmo" INTO "PayPal"'):
        approve(db, "Venmo", canonical="PayPal")
    brands.add_alias(db, "PayPal", "PP", actor=ACTOR)
    with pytest.raises(InputError, match='onevice brand split "PP" FROM "PayPal"'):
        approve(db, "PP", canonical="Parallel Processing")
    assert verdicts(db) == {}


def test_an_alias_that_is_approved_is_approved_as_its_brand(db: Connection) -> None:
    brands.add(db, "PayPal", actor=ACTOR)
    brands.add_alias(db, "PayPal", "PP", actor=ACTOR)
    assert approve(db, "PP", "PP Inc").brand.name == "PayPal"
    assert names(db) == {"PayPal": ("PP", "PP Inc")}


def test_a_rejected_name_is_remembered_with_its_reason(
    db: Connection, website: Website, audited
) -> None:
    assert not reject(db, "Battery Life", why="a feature")
    reject(db, "Battery life")
    (one,) = brand_verdicts.in_force(db)
    assert (one.name, one.verdict, one.why) == ("Battery Life", "rejected", "a feature")
    assert audited.new() == 1
    reject(db, "Battery Life", why="a feature of phones")
    assert audited.new() == 1


def test_a_rejected_name_stays_in_the_catalogue_where_a_person_put_it(db: Connection) -> None:
    brands.add(db, "Target", actor=ACTOR)
    assert reject(db, "Target")
    assert names(db) == {"Target": ()}


def test_rejecting_what_was_approved_takes_it_out_of_the_catalogue(db: Connection) -> None:
    approve(db, "Battery Life", "Battery-Life Plus")
    assert not reject(db, "Battery Life")
    assert names(db) == {}
    approve(db, "Battery Life")
    assert verdicts(db) == {"Battery Life": ("approved", "Battery Life")}


def test_what_a_website_tracks_or_others_are_merged_into_is_not_rejected(
    db: Connection, website: Website
) -> None:
    brands.track(db, website.id, "Sony", "competitor", actor=ACTOR)
    with pytest.raises(InputError, match=r'brand untrack "Sony" --website default\.demo\.test'):
        reject(db, "Sony")
    brands.add(db, "Bose", actor=ACTOR)
    brand_merges.merge(db, "Bose", "Sony", actor=ACTOR)
    brands.untrack(db, website.id, "Sony", actor=ACTOR)
    with pytest.raises(InputError, match='brand split "Bose"'):
        reject(db, "Sony")
    assert verdicts(db) == {"Bose": ("merged", "Sony")}


@pytest.mark.parametrize(
    "act",
    [
        lambda db: approve(db, "New", "New Inc", "Sony Corp"),
        lambda db: approve(db, "New", canonical="Sony"),
        lambda db: approve(db, "New", "Newish", canonical="Newest"),
        lambda db: approve(db, "Sony", "Sony Japan"),
        lambda db: reject(db, "New"),
        lambda db: reject(db, "Sony"),
        lambda db: brand_merges.merge(db, "New", "Newer", found=FOUND, actor=ACTOR),
        lambda db: brand_merges.merge(db, "New", "Sony", found=FOUND, actor=ACTOR),
        lambda db: brand_merges.merge(db, "Sony", "New", found=FOUND, actor=ACTOR),
        lambda db: brand_merges.merge(db, "Sony", "Bose", actor=ACTOR),
    ],
)
def test_what_is_taken_back_leaves_the_catalogue_and_its_version_as_they_were(
    db: Connection, website: Website, audited, act: Act
) -> None:
    brands.track(db, website.id, "Sony", "competitor", actor=ACTOR)
    brands.untrack(db, website.id, "Sony", actor=ACTOR)
    brands.add_alias(db, "Sony", "Sony Corp", actor=ACTOR)
    brands.add(db, "Bose", actor=ACTOR)
    before, version = brands.catalogue(db), brands.alias_version(db)
    audited.new()
    act(db)
    (decided,) = brand_verdicts.in_force(db)
    assert brands.alias_version(db) != version
    brand_decisions.restore(db, decided.name, actor=ACTOR)
    assert (brands.catalogue(db), brands.alias_version(db)) == (before, version)
    assert brand_verdicts.in_force(db) == []
    assert audited.new() == 2


FOUND = {"new": ("New", "NEW!", "Newer"), "newer": ("Newer", "new", "Newer Corp")}


def test_an_approved_brand_that_a_person_came_to_need_stays(
    db: Connection, website: Website
) -> None:
    for name in ("Added", "Aliased", "Tracked", "Unneeded"):
        approve(db, name)
    brands.add(db, "Added", actor=ACTOR)
    brands.add_alias(db, "Aliased", "Other Name", actor=ACTOR)
    brands.track(db, website.id, "Tracked", "competitor", actor=ACTOR)
    for name in ("Added", "Aliased", "Tracked", "Unneeded"):
        assert brand_decisions.restore(db, name, actor=ACTOR) == "approved"
    assert set(names(db)) == {"Added", "Aliased", "Tracked"}


def test_an_alias_that_a_person_says_too_survives_the_approval(db: Connection) -> None:
    brands.add(db, "Bose", actor=ACTOR)
    approve(db, "Bose", "BOSE®", "Bose Corp")
    brands.add_alias(db, "Bose", "BOSE®", actor=ACTOR)
    brand_decisions.restore(db, "Bose", actor=ACTOR)
    assert names(db) == {"Bose": ("BOSE®",)}


def test_taking_back_what_nobody_decided_names_what_was(db: Connection) -> None:
    reject(db, "Battery Life")
    with pytest.raises(InputError, match="Something does about Battery Life"):
        brand_decisions.restore(db, "Battry Life", actor=ACTOR)


def test_a_refused_decision_leaves_nothing_behind(
    db: Connection, website: Website, audited
) -> None:
    brands.add(db, "PayPal", actor=ACTOR)
    version = brands.alias_version(db)
    audited.new()
    for act in (
        lambda: approve(db, "New", "a\x00b"),
        lambda: approve(db, "  "),
        lambda: approve(db, "PayPal", canonical="Brand New"),
        lambda: reject(db, "x" * 256),
    ):
        with pytest.raises(InputError):
            act()
    assert (audited.new(), brands.alias_version(db)) == (0, version)
