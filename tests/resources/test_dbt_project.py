"""The dbt project as a whole: its manifest, its columns, and what loading it costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onevice_assets.tables import marts
from resources import dbt_project
from resources.dbt_manifest import read_marts
from resources.dbt_project import Dbt, hash_project, load_manifest, parse_project, project_folder
from resources.errors import ConfigurationError, StoreError

ROOT = Path(__file__).resolve().parents[2]
SQL_TYPES = {
    "uuid": "varchar",
    "text": "varchar",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
}
MINTED = ("id", "created_at")  # given when a mart is published


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with the dbt project, never parsed."""
    project = tmp_path / "dbt"
    shutil.copytree(ROOT / "dbt", project, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(dbt_project, "_ROOT", tmp_path)
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DAGSTER_IS_DEV_CLI", raising=False)
    return project


def bundle(project: Path) -> Path:
    """Move a checkout's project to where the wheel carries it."""
    return project.rename(project.parent / "onevice_assets" / "bundled" / "dbt")


def test_a_missing_manifest_says_what_to_do(copy: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"missing or older.*onevice setup"):
        load_manifest()


def test_parsing_makes_a_manifest_that_an_edited_model_makes_old(copy: Path) -> None:
    parse_project()
    assert set(read_marts(load_manifest(), "brand_monitor")) == {
        "share_of_voice",
        "substitution_patterns",
        "co_mentions",
    }
    stamp = (copy / "target" / "manifest.json").stat().st_mtime_ns
    parse_project()
    assert (copy / "target" / "manifest.json").stat().st_mtime_ns == stamp
    assert [path.name for path in (copy / "target").iterdir()] == ["manifest.json"]
    model = copy / "models" / "marts" / "brand_monitor" / "co_mentions.sql"
    model.write_text(model.read_text() + "-- edited\n")
    with pytest.raises(ConfigurationError, match="older than the models"):
        load_manifest()


def test_under_dagster_dev_loading_parses_an_edited_project(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(dbt_project, "parse_project", lambda: asked.append(True))
    monkeypatch.setenv("DAGSTER_IS_DEV_CLI", "1")
    with pytest.raises(ConfigurationError):
        load_manifest()
    assert asked == [True]


def test_the_wheels_project_is_parsed_into_the_home(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_manifest(command: list[str], target: Path, settings: dict[str, str]) -> str:
        env = {k.removeprefix("DBT_ENV_CUSTOM_ENV_"): v for k, v in settings.items()}
        (target / "manifest.json").write_text(json.dumps({"metadata": {"env": env}}))
        return ""

    monkeypatch.setattr(dbt_project, "_run_dbt", write_manifest)
    (tmp_path / "onevice_assets" / "bundled").mkdir(parents=True)
    bundled = bundle(copy)
    assert project_folder() == bundled
    parse_project()
    assert not (bundled / "target").exists()
    assert (tmp_path / "home" / "dbt" / "manifest.json").exists()
    assert load_manifest()["metadata"]["env"]


def test_a_project_that_cannot_be_parsed_says_why(copy: Path) -> None:
    (copy / "models" / "broken.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(ConfigurationError, match="nowhere"):
        parse_project()
    assert not list((copy / "target").iterdir())


def test_a_build_that_cannot_start_says_why(copy: Path, tmp_path: Path) -> None:
    (copy / "dbt_project.yml").write_text("name: [")
    with pytest.raises(StoreError, match=r"dbt could not run(.|\n)*Syntax error"):
        Dbt().build(tmp_path / "run", {})


def test_no_project_at_all_says_where_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_project, "_ROOT", tmp_path)
    with pytest.raises(ConfigurationError, match="neither in"):
        project_folder()


def test_the_hash_follows_contents_and_names_not_dates(copy: Path) -> None:
    before = hash_project(copy)
    (copy / "dbt_project.yml").touch()
    (copy / "target").mkdir()
    (copy / "target" / "manifest.json").write_text("{}")
    assert hash_project(copy) == before
    (copy / "macros" / "measures.sql").rename(copy / "macros" / "other.sql")
    assert hash_project(copy) != before


@pytest.mark.parametrize("name", ["share_of_voice", "substitution_patterns", "co_mentions"])
def test_the_contract_of_a_model_is_the_table(name: str) -> None:
    table = getattr(marts, name)
    (model,) = (
        node
        for node in load_manifest()["nodes"].values()
        if node["resource_type"] == "model" and node["name"] == name
    )
    declared = [
        (c["name"], c["data_type"], c["description"], not c["constraints"])
        for c in model["columns"].values()
    ]
    assert declared == [
        (c.name, SQL_TYPES[c.type], c.description, c.nullable)
        for c in table.columns
        if c.name not in MINTED
    ]


def test_what_the_table_bounds_a_dbt_test_bounds() -> None:
    """Else a value could pass dbt and stop the publication of the next mart half-way."""
    bounded = {
        (node["attached_node"].rpartition(".")[2], column, arguments["low"], arguments.get("high"))
        for node in load_manifest()["nodes"].values()
        if (arguments := node.get("test_metadata", {}).get("kwargs", {})).get("columns")
        and "low" in arguments
        for column in arguments["columns"]
    }
    for table in (marts.share_of_voice, marts.substitution_patterns, marts.co_mentions):
        for column in table.columns:
            if column.low is not None:
                assert (table.name, column.name, column.low, column.high) in bounded


def test_the_unit_tests_of_the_models_pass(tmp_path: Path) -> None:
    said = dbt_project._run_dbt(
        ["build", "--select", "+test_type:unit", "resource_type:unit_test"],
        tmp_path,
        {"ONEVICE_DBT_DATABASE": str(tmp_path / "unit.duckdb")},
    )
    results = dbt_project._read_results(tmp_path / "run_results.json")
    units = [one for one in results if one.unique_id.startswith("unit_test.")]
    assert len(units) == 5, said
    assert {one.status for one in units} == {"pass"}, said


def test_loading_the_marts_imports_no_dbt_and_no_data_library() -> None:
    heavy = ("dbt", "dagster_dbt", "duckdb", "pandas", "pyarrow", "altair")
    code = (
        "import sys, onevice_assets.brand_monitor.share_of_voice.assets;"
        f"sys.exit(', '.join(name for name in {heavy} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
