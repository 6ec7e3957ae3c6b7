"""Data and imports go one way: resources, stages, jobs, sensors, definitions, the command."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("onevice_assets", "resources", "sensors")
SYSTEMS = ("brand_monitor", "entertainment", "campaigns", "intents", "operations", "upkeep")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def stage_of(name: str) -> str | None:
    parts = name.split(".")
    if len(parts) > 3 and parts[0] == "onevice_assets" and parts[1] in SYSTEMS:
        return ".".join(parts[:3]) if ROOT.joinpath(*parts[:3]).is_dir() else None
    return None


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_resource_knows_no_asset_and_no_sensor(path: Path) -> None:
    if path.is_relative_to(ROOT / "resources"):
        above = {n for n in imports(path) if n.split(".")[0] in ("onevice_assets", "sensors")}
        assert not above


def may_be_listed(mine: str, name: str) -> bool:
    """The list of copies names a copy that another stage makes of its own rows."""
    parts = name.split(".")[3:]
    return mine.endswith(".projections") and parts[:1] in (["projection"], ["tell_graph"])


def is_for_every_stage(name: str) -> bool:
    """What a graph is made of, who may see what, how it is found, what a publish makes old."""
    rooms = (
        *("entertainment.graph.model.", "entertainment.graph.finding."),
        *("entertainment.access.", "entertainment.talent.forget."),
        *("campaigns.model.", "campaigns.memory.", "operations.timeline."),
    )
    return f"{name}.".startswith(tuple(f"onevice_assets.{room}" for room in rooms))


def measures_the_stages(mine: str) -> bool:
    """A bench of a whole system asks its stages as the command does; no stage knows it."""
    return mine.endswith(".measuring")


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_stage_knows_no_other_stage_no_job_no_sensor(path: Path) -> None:
    mine = stage_of(module_name(path))
    if mine is None:
        return
    used = {n for n in imports(path) if not (may_be_listed(mine, n) or is_for_every_stage(n))}
    others = {n for n in used if stage_of(n + ".x") not in (None, mine)}
    assert not others or measures_the_stages(mine)
    above = ("onevice_assets.jobs", "onevice_assets.definitions", "onevice_assets.cli", "sensors")
    assert not {n for n in used if n.startswith(above)}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_only_assets_and_checks_of_a_stage_know_dagster(path: Path) -> None:
    if stage_of(module_name(path)) and path.stem not in ("assets", "checks"):
        assert not {n for n in imports(path) if n.split(".")[0] == "dagster"}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_file_stays_small_and_its_functions_smaller(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 250, "look for the second room in this file"
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1})"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert not long
    assert ast.get_docstring(tree), "a module says what lives in it"


def test_no_room_is_named_after_nothing() -> None:
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")]
