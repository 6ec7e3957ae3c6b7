"""The catalogue: one row per brand whatever its spelling, aliases, and a version of the whole."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, event

from resources.control_plane import audit, brands
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import InputError
from resources.identity import brand_id


def test_a_brand_is_one_row_whatever_its_spelling(
    db: Connection, website: Website, audited
) -> None:
    first = brands.add(db, "  Post  Gres ", actor="test")
    again = brands.add(db, "post GRES", actor="test")
    assert first == again
    assert (first.id, first.name) == (brand_id("post gres"), "Post Gres")
    assert audited.new() == 1


def test_a_known_brand_takes_what_was_missing_and_keeps_what_it_had(
    db: Connection, website: Website, audited
) -> None:
    brands.add(db, "SQLite", actor="test")
    brands.add(db, "SQLite", domain="sqlite.org", actor="test")
    kept = brands.add(db, "sqlite", domain="evil.test", industry="Databases", actor="test")
    assert (kept.name, kept.domain, kept.industry) == ("SQLite", "sqlite.org", "Databases")
    assert audited.new() == 3


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * 256, "ŉ" * 200, "\ud800"])
def test_a_name_nobody_could_match_is_refused(db: Connection, name: str) -> None:
    with pytest.raises(InputError):
        brands.add(db, name, actor="test")
    with pytest.raises(InputError):
        brands.add_many(db, ["Fine", name], actor="test")
    assert brands.list_all(db) == []


def test_names_with_the_characters_sql_knows_are_stored_as_they_are(db: Connection) -> None:
    names = ["O'Reilly", "100% Pure", "%(name)s", 'a"b', "back\\slash", "日本電気", "a:b"]
    for name in names:
        brands.add(db, name, actor="test")
    assert {one.name for one in brands.list_all(db)} == set(names)


def test_an_alias_is_added_once_and_the_own_name_is_none(
    db: Connection, website: Website, audited
) -> None:
    brand = brands.add(db, "PostgreSQL", actor="test")
    for alias in ("Postgres", "POSTGRES", "postgresql", " Postgres "):
        brands.add_alias(db, brand, alias, actor="test")
    brands.add_alias(db, "postgresql", "psql", actor="test")
    assert brands.catalogue(db) == [
        brands.CatalogueBrand(brand.id, "PostgreSQL", None, ("Postgres", "psql"))
    ]
    assert audited.new() == 3  # the brand and two aliases


def test_an_alias_of_an_unknown_brand_is_an_error(db: Connection) -> None:
    with pytest.raises(InputError, match="no brand 'Nobody'"):
        brands.add_alias(db, "Nobody", "x", actor="test")


def test_thousands_of_brands_come_in_one_statement_and_one_audit_row(
    db: Connection, website: Website, audited
) -> None:
    names = [f"Brand {number}" for number in range(20_000)]
    sent: list[str] = []
    event.listen(db, "before_cursor_execute", lambda _, __, sql, *___: sent.append(sql))
    assert brands.add_many(db, [*names, "BRAND 1"], actor="test") == 20_000
    assert sum("INSERT INTO control.brands" in one for one in sent) == 1, sent
    assert len(sent) < 10, sent
    assert brands.add_many(db, names, actor="test") == 0
    assert audited.new() == 1
    assert audit.entries(db)[0].detail["count"] == 20_000
    assert len(brands.catalogue(db)) == 20_000


def test_the_same_catalogue_has_the_same_version_in_any_database_and_order(
    control: ControlPlane,
) -> None:
    def version(names: list[str], aliases: list[str]) -> str:
        with control.begin() as db:
            brands.add_many(db, names, actor="test")
            for alias in aliases:
                brands.add_alias(db, "A", alias, actor="test")
            found = brands.alias_version(db)
            db.rollback()
        return found

    forward = version(["A", "B"], ["x", "y"])
    assert forward == version(["B", "A"], ["y", "x"])
    others = [version([], []), version(["A", "B"], ["x"]), version(["A", "B", "x"], ["y"])]
    assert len({forward, *others}) == 4
    assert all(len(one) == 12 for one in others)
