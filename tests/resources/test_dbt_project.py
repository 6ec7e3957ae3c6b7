"""The dbt project as a whole: its manifest, its contracts, and what loading it costs."""

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
from resources.dbt_project import compile_project, hash_project, load_manifest, project_folder
from resources.errors import ConfigurationError
from resources.table_schema import Table
from scripts.write_mart_contracts import FOLDER, columns_of_dbt, write_contract

ROOT = Path(__file__).resolve().parents[2]
_NOT_COPIED = shutil.ignore_patterns("target", "logs", "marts", "intermediate", "periods", "tests")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with the staging models, never compiled."""
    project = tmp_path / "dbt"
    shutil.copytree(ROOT / "dbt", project, ignore=_NOT_COPIED)
    shutil.copytree(ROOT / "dbt" / "tests" / "generic", project / "tests" / "generic")
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


def test_compiling_makes_a_manifest_that_an_edited_model_makes_old(copy: Path) -> None:
    compile_project()
    nodes = load_manifest()["nodes"].values()
    statements = {n["name"]: n["compiled_code"] for n in nodes if n["resource_type"] == "model"}
    assert 'from "memory"."brand_monitor"."icps"' in statements["stg_icps"]
    stamp = (copy / "target" / "manifest.json").stat().st_mtime_ns
    compile_project()
    assert (copy / "target" / "manifest.json").stat().st_mtime_ns == stamp
    made = sorted(path.name for path in (copy / "target").iterdir())
    assert made == ["column_lineage.json", "manifest.json"]
    model = copy / "models" / "staging" / "brand_monitor" / "stg_icps.sql"
    model.write_text(model.read_text() + "-- edited\n")
    with pytest.raises(ConfigurationError, match="older than the models"):
        load_manifest()


def test_a_model_that_only_fails_when_it_is_compiled_leaves_no_manifest(copy: Path) -> None:
    trap = "{% if execute %}{{ exceptions.raise_compiler_error('a trap') }}{% endif %} select 1"
    (copy / "models" / "broken.sql").write_text(trap)
    with pytest.raises(ConfigurationError, match=r"cannot compile(.|\n)*a trap"):
        compile_project()
    assert not list((copy / "target").iterdir())


def test_a_project_that_cannot_be_read_says_why(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_project, "run_dbt", lambda *_: "Syntax error near line 1")
    with pytest.raises(ConfigurationError, match=r"cannot compile(.|\n)*Syntax error"):
        compile_project()
    assert not list((copy / "target").iterdir())


def test_under_dagster_dev_loading_compiles_an_edited_project(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(dbt_project, "compile_project", lambda: asked.append(True))
    monkeypatch.setenv("DAGSTER_IS_DEV_CLI", "1")
    with pytest.raises(ConfigurationError):
        load_manifest()
    assert asked == [True]


def test_the_wheels_project_is_compiled_into_the_home(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_manifest(command: list[str], target: Path, settings: dict[str, str]) -> str:
        env = {k.removeprefix("DBT_ENV_CUSTOM_ENV_"): v for k, v in settings.items()}
        made = {"metadata": {"env": env}, "nodes": {}}
        (target / "manifest.json").write_text(json.dumps(made))
        (target / "run_results.json").write_text("{}")
        return ""

    monkeypatch.setattr(dbt_project, "run_dbt", write_manifest)
    (tmp_path / "onevice_assets" / "bundled").mkdir(parents=True)
    bundled = bundle(copy)
    assert project_folder() == bundled
    compile_project()
    assert not (bundled / "target").exists()
    assert (tmp_path / "home" / "dbt" / "manifest.json").exists()
    assert load_manifest()["metadata"]["env"]


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


def test_the_projects_marts_are_the_declared_ones() -> None:
    names = {mart.name for mart in marts.ALL}
    assert set(read_marts(load_manifest(), "brand_monitor")) == names
    assert {path.stem for path in FOLDER.glob("[!_]*.yml")} == names


@pytest.mark.parametrize("mart", marts.ALL, ids=lambda mart: str(mart.name))
def test_the_contract_of_a_model_is_the_table(mart: Table) -> None:
    assert (FOLDER / f"{mart.name}.yml").read_text("utf-8") == write_contract(mart), (
        "run: python -m scripts.write_mart_contracts"
    )


@pytest.mark.parametrize("mart", marts.ALL, ids=lambda mart: str(mart.name))
def test_what_the_table_bounds_a_dbt_test_bounds(mart: Table) -> None:
    """Else a value could pass dbt and stop the publication of the next mart half-way."""
    bounded = {
        (column, arguments.get("low"), arguments.get("high"))
        for node in load_manifest()["nodes"].values()
        if (node.get("attached_node") or "").endswith(f".{mart.name}")
        and node["test_metadata"]["name"] == "stays_within"
        for arguments in [node["test_metadata"]["kwargs"]]
        for column in arguments["columns"]
    }
    wanted = {
        (column.name, column.low, column.high)
        for column in columns_of_dbt(mart)
        if (column.low, column.high) != (None, None)
    }
    assert bounded == wanted


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
