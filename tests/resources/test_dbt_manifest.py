"""What is read out of a manifest: marts with their upstream, versions and tests; period views."""

from __future__ import annotations

from typing import Any

import pytest

from resources.dbt_manifest import read_marts, read_period_views, relation_of
from resources.errors import ConfigurationError


def model(name: str, *needs: str, folder: str = "marts", sql: str = "select 1") -> dict[str, Any]:
    return {
        "unique_id": f"model.onevice.{name}",
        "resource_type": "model",
        "name": name,
        "description": f"What {name} is.\n",
        "fqn": ["onevice", folder, "shop", name],
        "compiled_code": sql,
        "relation_name": f'"memory"."main"."{name}"',
        "depends_on": {"nodes": [one if "." in one else f"model.onevice.{one}" for one in needs]},
    }


def check(name: str, attached: str | None, folder: str = "marts", **config: Any) -> dict[str, Any]:
    return {
        "unique_id": f"test.onevice.{name}",
        "resource_type": "test",
        "name": name,
        "description": "",
        "fqn": ["onevice", folder, "shop", name],
        "original_file_path": f"tests/{name}.sql",
        "attached_node": attached and f"model.onevice.{attached}",
        "config": {"meta": {}, "severity": "ERROR", **config},
    }


def manifest(*nodes: dict[str, Any]) -> dict[str, Any]:
    source = {"name": "answers", "source_name": "shop", "resource_type": "source"}
    return {
        "nodes": {one["unique_id"]: one for one in nodes},
        "sources": {"source.onevice.shop.answers": {**source, "fqn": ["onevice", "staging"]}},
    }


def test_a_mart_builds_on_sources_and_marts_whatever_lies_between() -> None:
    found = read_marts(
        manifest(
            model("between", "source.onevice.shop.answers", folder="intermediate"),
            model("shares", "between"),
            model("ranking", "shares", "between"),
            model("weeks", "shares", folder="periods"),
        ),
        "shop",
    )
    assert {name: mart.upstream for name, mart in found.items()} == {
        "ranking": (("shop", "shares"),),  # the answers are what shares rest on
        "shares": (("shop", "answers"),),
    }
    assert found["shares"].description == "What shares is."


def test_a_version_follows_the_statement_of_all_a_mart_is_built_from() -> None:
    def version(between: str) -> str:
        nodes = (
            model("between", folder="intermediate", sql=between),
            model("shares", "between"),
            model("other", sql=between + " limit 1"),
        )
        return read_marts(manifest(*nodes), "shop")["shares"].version

    assert version("select 2") == version("select 2") != version("select 3")


def test_a_test_guards_the_mart_it_stands_at_or_the_one_it_names() -> None:
    mart = read_marts(
        manifest(
            model("shares"),
            check("adds_up", "shares"),
            check("is_likely", None, meta={"check_of": "shares"}, severity="warn"),
            check("weeks_are_whole", "weeks", folder="periods"),
        ),
        "shop",
    )["shares"]
    assert [(one.name, one.is_warning) for one in mart.tests] == [
        ("adds_up", False),
        ("is_likely", True),
    ]
    assert mart.tests[0].description == "Adds up"


def test_a_test_of_no_mart_says_what_to_write() -> None:
    with pytest.raises(ConfigurationError, match=r"'stray' \(tests/stray.sql\).*check_of"):
        read_marts(manifest(model("shares"), check("stray", None)), "shop")


def test_period_views_are_found_by_their_folder_and_compiled() -> None:
    whole = manifest(model("shares"), model("weeks", "shares", folder="periods", sql="select 7"))
    assert read_period_views(whole, "shop") == {"weeks": "select 7"}
    assert read_period_views(whole, "entertainment") == {}
    parsed = manifest(model("weeks", folder="periods", sql=""))
    with pytest.raises(ConfigurationError, match=r"no compiled statement for weeks.*setup"):
        read_period_views(parsed, "shop")


def test_a_relation_is_named_as_the_statements_name_it() -> None:
    assert relation_of(manifest(model("shares")), "shares") == '"memory"."main"."shares"'
    with pytest.raises(ConfigurationError, match="no model 'nothing'"):
        relation_of(manifest(model("shares")), "nothing")
