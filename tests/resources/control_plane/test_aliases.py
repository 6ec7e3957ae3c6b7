"""Other names of a brand: who may have them, and how they must be written to count."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from resources.control_plane import aliases, brand_merges, brands
from resources.control_plane.brands import NamePolicy
from resources.control_plane.websites import Website
from resources.errors import InputError

ACTOR = "test"


@pytest.fixture
def target(db: Connection, website: Website) -> brands.Brand:
    brands.add_alias(db, brands.add(db, "Target", actor=ACTOR), "Tar-Jay", actor=ACTOR)
    return brands.find(db, "Target")


def said(db: Connection, name: str = "Target") -> tuple[NamePolicy, ...]:
    return brands.policies(db).get(brands.find(db, name).id, ())


def say(db: Connection, alias: str, match: Any = None, *words: str) -> None:
    brands.add_alias(db, "Target", alias, match=match, context=words, actor=ACTOR)


def test_a_name_can_be_bound_to_its_letters_or_to_words_beside_it(
    db: Connection, target: brands.Brand, audited
) -> None:
    say(db, "Tar-Jay", "exact")
    say(db, "TGT", "any_case")
    say(db, "target", "context", "Store", "retailer", "store ")
    assert said(db) == (
        NamePolicy("TGT", "any_case", ()),
        NamePolicy("Tar-Jay", "exact", ()),
        NamePolicy("Target", "context", ("retailer", "store")),
    )
    assert brands.catalogue(db)[0].aliases == ("TGT", "Tar-Jay")
    assert audited.new() == 3


def test_words_alone_mean_context_and_the_same_again_changes_nothing(
    db: Connection, target: brands.Brand, audited
) -> None:
    for _ in range(2):
        say(db, "Target", None, "store")
    say(db, "Target")
    assert said(db) == (NamePolicy("Target", "context", ("store",)),)
    assert audited.new() == 1


def test_a_policy_can_be_taken_back_and_then_the_version_is_the_old_one(
    db: Connection, target: brands.Brand, audited
) -> None:
    version = brands.alias_version(db)
    versions = {version}
    for name in ("Target", "Tar-Jay"):
        say(db, name, None, "store")
        versions.add(brands.alias_version(db))
        say(db, name, None, "store", "shop")
        versions.add(brands.alias_version(db))
        say(db, name, "auto")
    assert (said(db), brands.alias_version(db)) == ((), version)
    assert len(versions) == 5
    assert audited.new() == 6


@pytest.mark.parametrize(
    ("match", "words", "told"),
    [
        ("context", (), 'brand alias "Target" "Target" --context'),
        ("exact", ("store",), "leave out the words or the policy"),
        ("context", ("",), "empty"),
        ("sometimes", (), "there are: auto, any_case, exact, context"),
    ],
)
def test_a_policy_that_cannot_hold_is_refused(
    db: Connection, target: brands.Brand, audited, match: str, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        say(db, "Target", match, *words)
    assert (said(db), audited.new()) == ((), 0)


def test_a_name_belongs_to_one_brand(db: Connection, target: brands.Brand, audited) -> None:
    brands.add(db, "Walmart", actor=ACTOR)
    audited.new()
    with pytest.raises(InputError, match=r'merge "Walmart" INTO "Target"\. If not: leave both'):
        say(db, "walmart")
    with pytest.raises(InputError, match='brand split "tar-jay" FROM "Target"'):
        brands.add_alias(db, "Walmart", "tar-jay", actor=ACTOR)
    with pytest.raises(InputError, match='brand split "Tar-Jay" FROM "Target"'):
        brands.add(db, "Tar-Jay", actor=ACTOR)
    assert audited.new() == 0


def test_an_alias_can_be_taken_away(db: Connection, target: brands.Brand, audited) -> None:
    aliases.remove_alias(db, target, "tar-jay", actor=ACTOR)
    assert brands.catalogue(db)[0].aliases == ()
    with pytest.raises(InputError, match="no alias of 'Target', which has none"):
        aliases.remove_alias(db, target, "tar-jay", actor=ACTOR)
    assert audited.new() == 1


def test_a_merged_brand_keeps_its_policies_and_takes_none_for_itself(
    db: Connection, target: brands.Brand
) -> None:
    brands.add(db, "SuperTarget", actor=ACTOR)
    brand_merges.merge(db, "SuperTarget", "Target", actor=ACTOR)
    with pytest.raises(InputError, match="is merged into 'Target': say it of 'Target'"):
        brands.add_alias(db, "SuperTarget", "Super T", actor=ACTOR)
    with pytest.raises(InputError, match='brand split "SuperTarget"'):
        aliases.remove_alias(db, target, "SuperTarget", actor=ACTOR)
    say(db, "SuperTarget", "exact")
    assert said(db) == (NamePolicy("SuperTarget", "exact", ()),)
    brand_merges.split(db, "SuperTarget", actor=ACTOR)
    assert (said(db), said(db, "SuperTarget")) == ((), (NamePolicy("SuperTarget", "exact", ()),))
