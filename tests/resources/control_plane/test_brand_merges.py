"""Merging: A and all its names are read as B, wherever either is tracked, until A is split."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection

from resources.control_plane import (
    brand_decisions,
    brand_merges,
    brand_verdicts,
    brands,
    competitors,
    websites,
)
from resources.control_plane.websites import Website
from resources.errors import InputError

ACTOR = "test"
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def merge(db: Connection, name: str, into: str) -> str:
    return brand_merges.merge(db, name, into, actor=ACTOR).name


def split(db: Connection, name: str, origin: str | None = None) -> brand_merges.Left | None:
    return brand_merges.split(db, name, origin=origin, actor=ACTOR)


def names(db: Connection) -> dict[str, tuple[str, ...]]:
    return {one.name: one.aliases for one in brands.catalogue(db)}


def roles(db: Connection, website: Website, on: date | None = None) -> dict[str, str]:
    return {one.name: one.role for one in brands.tracked(db, website.id, on)}


@pytest.fixture
def paypal(db: Connection, website: Website) -> Connection:
    """A catalogue with three names of one company, and one of another."""
    for name in ("PayPal", "PayPal Holdings", "PayPal Checkout", "Stripe"):
        brands.add(db, name, actor=ACTOR)
    brands.add_alias(db, "PayPal Holdings", "PYPL", actor=ACTOR)
    brands.add_alias(db, "PayPal", "PP", actor=ACTOR)
    return db


def test_all_names_of_a_merged_brand_are_names_of_the_survivor(paypal: Connection, audited) -> None:
    assert merge(paypal, "PayPal Holdings", "PayPal") == "PayPal"
    merge(paypal, "paypal checkout", "paypal")
    assert names(paypal) == {
        "PayPal": ("PP", "PYPL", "PayPal Checkout", "PayPal Holdings"),
        "Stripe": (),
    }
    assert audited.new() == 2


def test_merging_again_changes_nothing(paypal: Connection, audited) -> None:
    for _ in range(2):
        merge(paypal, "PayPal Holdings", "PayPal")
    merge(paypal, "PYPL", "PayPal")  # a name of it already
    assert audited.new() == 1


def test_splitting_gives_back_what_was(paypal: Connection, audited) -> None:
    before, version = names(paypal), brands.alias_version(paypal)
    merge(paypal, "PayPal Holdings", "PayPal")
    merge(paypal, "PayPal Checkout", "PayPal")
    assert split(paypal, "PayPal Holdings", "PayPal") == brand_merges.Left("PayPal", False)
    assert names(paypal)["PayPal Holdings"] == ("PYPL",)
    split(paypal, "PayPal Checkout")
    assert split(paypal, "PayPal Checkout") is None
    assert (names(paypal), brands.alias_version(paypal)) == (before, version)
    assert audited.new() == 4


def test_a_merge_and_an_alias_that_say_the_same_are_the_same_version(paypal: Connection) -> None:
    merge(paypal, "PayPal Checkout", "PayPal")
    version = brands.alias_version(paypal)
    brand_decisions.approve(paypal, "PayPal Checkout", actor=ACTOR)
    assert brands.alias_version(paypal) != version
    brand_decisions.restore(paypal, "PayPal Checkout", actor=ACTOR)
    merge(paypal, "PayPal Checkout", "PayPal")
    assert brands.alias_version(paypal) == version


def test_merges_make_a_chain_that_comes_apart_in_any_order(paypal: Connection) -> None:
    merge(paypal, "PayPal Checkout", "PayPal Holdings")
    assert merge(paypal, "PayPal Holdings", "PayPal") == "PayPal"
    assert names(paypal)["PayPal"] == ("PP", "PYPL", "PayPal Checkout", "PayPal Holdings")
    split(paypal, "PayPal Holdings")
    assert names(paypal)["PayPal Holdings"] == ("PYPL", "PayPal Checkout")
    merge(paypal, "PayPal Holdings", "PayPal")
    split(paypal, "PayPal Checkout", "PayPal Holdings")
    assert names(paypal)["PayPal"] == ("PP", "PYPL", "PayPal Holdings")


def test_a_brand_can_be_merged_elsewhere_at_once(paypal: Connection, audited) -> None:
    merge(paypal, "PayPal Checkout", "Stripe")
    merge(paypal, "PayPal Checkout", "PayPal")
    assert names(paypal)["Stripe"] == ()
    assert audited.new() == 2


def test_what_cannot_be_merged_is_told_with_the_next_step(paypal: Connection, audited) -> None:
    db = paypal
    merge(db, "PayPal Holdings", "PayPal")
    brand_decisions.reject(db, "Battery Life", actor=ACTOR)
    brands.add(db, "Battery Life", actor=ACTOR)
    audited.new()
    version = brands.alias_version(db)
    for name, into, told in (
        ("PayPal", "paypal", "one brand"),
        ("PayPal", "PP", "one brand"),
        ("PayPal", "PayPal Holdings", 'brand split "PayPal Holdings", then merge'),
        ("PayPall", "Stripe", "Did you mean 'PayPal'"),
        ("Stripe", "Payapl", "Did you mean 'PayPal'"),
        ("PP", "Stripe", 'brand split "PP" FROM "PayPal"'),
        ("Stripe", "Battery Life", 'brand approve "Battery Life"'),
    ):
        with pytest.raises(InputError, match=told):
            merge(db, name, into)
    assert (audited.new(), brands.alias_version(db)) == (0, version)


def test_what_only_answers_showed_comes_and_goes_with_the_merge(
    db: Connection, website: Website
) -> None:
    found = {"paypal checkout": ("PayPal Checkout", "PayPal-Checkout™"), "paypal": ("PayPal",)}
    version = brands.alias_version(db)
    brand_merges.merge(db, "PayPal Checkout", "PayPal", found=found, actor=ACTOR)
    assert names(db) == {"PayPal": ("PayPal Checkout", "PayPal-Checkout™")}
    split(db, "PayPal Checkout")
    assert (names(db), brands.alias_version(db)) == ({}, version)


def test_a_tracked_brand_is_tracked_as_its_survivor_and_back(
    paypal: Connection, website: Website
) -> None:
    db = paypal
    brands.track(db, website.id, "Stripe", "own", actor=ACTOR)
    brands.track(db, website.id, "PayPal Checkout", "competitor", since=MAY, actor=ACTOR)
    brands.track(db, website.id, "PayPal", "competitor", since=JUNE, actor=ACTOR)
    before = [roles(db, website, day) for day in (MAY, JUNE)]
    related = competitors.relationships(db, website.id)
    assert len(related) == 2
    merge(db, "PayPal Checkout", "PayPal")
    assert roles(db, website, MAY) == roles(db, website, JUNE) == {
        "Stripe": "own", "PayPal": "competitor",
    }  # fmt: skip
    assert brands.tracked(db, website.id)[1].aliases == ("PP", "PayPal Checkout")
    (one,) = competitors.relationships(db, website.id)
    assert one.competitor_brand_id == brands.find(db, "PayPal").id
    split(db, "PayPal Checkout")
    assert [roles(db, website, day) for day in (MAY, JUNE)] == before
    assert len(competitors.relationships(db, website.id)) == 2


def test_tracking_and_untracking_by_a_merged_name_means_the_survivor(
    paypal: Connection, website: Website, audited
) -> None:
    db = paypal
    brands.track(db, website.id, "PayPal Checkout", "competitor", actor=ACTOR)
    merge(db, "PayPal Checkout", "PayPal")
    audited.new()
    brands.track(db, website.id, "PayPal", "competitor", actor=ACTOR)
    brands.track(db, website.id, "PayPal Checkout", "competitor", actor=ACTOR)
    assert audited.new() == 0
    brands.untrack(db, website.id, "PayPal", actor=ACTOR)
    assert roles(db, website) == {}
    split(db, "PayPal Checkout")
    assert roles(db, website) == {}


def test_my_own_brand_is_not_merged_with_my_competitor(
    paypal: Connection, website: Website
) -> None:
    db = paypal
    brands.track(db, website.id, "PayPal Checkout", "own", actor=ACTOR)
    brands.track(db, website.id, "PayPal", "competitor", actor=ACTOR)
    with pytest.raises(InputError, match='untrack "PayPal Checkout" --website'):
        merge(db, "PayPal Checkout", "PayPal")
    theirs = websites.add(db, url="https://other.test", actor=ACTOR)
    brands.untrack(db, website.id, "PayPal Checkout", actor=ACTOR)
    brands.track(db, theirs.id, "PayPal Checkout", "own", actor=ACTOR)
    merge(db, "PayPal Checkout", "PayPal")
    assert roles(db, theirs) == {"PayPal": "own"}
    assert roles(db, website) == {"PayPal": "competitor"}


def test_an_alias_can_become_a_brand_of_its_own_with_its_policy(
    paypal: Connection, audited
) -> None:
    db = paypal
    brands.add_alias(db, "PayPal", "PP", match="exact", actor=ACTOR)
    audited.new()
    assert split(db, "pp", "PayPal") == brand_merges.Left("PayPal", True)
    assert (names(db)["PayPal"], names(db)["PP"]) == ((), ())
    said = brands.policies(db)[brands.find(db, "PP").id]
    assert said == (brands.NamePolicy("PP", "exact", ()),)
    assert audited.new() == 1
    merge(db, "PP", "PayPal")
    assert names(db)["PayPal"] == ("PP",)


def test_a_name_is_split_only_from_who_has_it(paypal: Connection) -> None:
    with pytest.raises(InputError, match="'PP' is no name of 'Stripe'; it is one of PayPal"):
        split(paypal, "PP", "Stripe")
    with pytest.raises(InputError, match="no brand 'Nobody'"):
        split(paypal, "Nobody")
    assert split(paypal, "Stripe") is None


def test_a_merge_outranks_an_older_verdict_and_leaves_it_standing(paypal: Connection) -> None:
    db = paypal
    brand_decisions.reject(db, "PayPal Checkout", why="a product", actor=ACTOR)
    merge(db, "PayPal Checkout", "PayPal")
    assert [(one.verdict, one.brand_name) for one in brand_verdicts.in_force(db)] == [
        ("merged", "PayPal")
    ]
    assert brand_decisions.restore(db, "PayPal Checkout", actor=ACTOR) == "merged"
    assert [one.verdict for one in brand_verdicts.in_force(db)] == ["rejected"]


def test_approving_or_rejecting_a_merged_name_ends_the_merge(paypal: Connection, audited) -> None:
    db = paypal
    for decide, verdict in (
        (brand_decisions.approve, "approved"),
        (brand_decisions.reject, "rejected"),
    ):
        merge(db, "PayPal Checkout", "PayPal")
        decide(db, "PayPal Checkout", actor=ACTOR)
        assert [one.verdict for one in brand_verdicts.in_force(db)] == [verdict]
        assert "PayPal Checkout" in names(db)
    assert audited.new() == 4


def test_thousands_of_merges_read_fast(db: Connection, website: Website) -> None:
    brands.add_many(db, [f"Brand {number}" for number in range(5_000)], actor=ACTOR)
    db.exec_driver_sql(
        "UPDATE control.brands SET merged_into = (SELECT id FROM control.brands "
        "WHERE normalized_name = 'brand 0') WHERE normalized_name LIKE 'brand 4%%'"
    )
    (brand,) = [one for one in brands.catalogue(db) if one.name == "Brand 0"]
    assert len(brand.aliases) == 1111
