"""Data and imports go one way: resources, stages, jobs, sensors, definitions, the command."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("onevice_assets", "resources", "sensors")
SYSTEMS = ("brand_monitor", "entertainment", "campaigns", "intents", "operations", "upkeep")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def stage_of(name: str) -> str | None:
    parts = name.split(".")
    if len(parts) > 3 and parts[0] == "onevice_assets" and parts[1] in SYSTEMS:
        return ".".join(parts[:3]) if ROOT.joinpath(*parts[:3]).is_dir() else None
    return None


def test_a_resource_knows_no_asset_and_no_sensor() -> None:
    above = {
        module_name(path): found
        for path in MODULES
        if path.is_relative_to(ROOT / "resources")
        and (
            found := {n for n in imports(path) if n.split(".")[0] in ("onevice_assets", "sensors")}
        )
    }
    assert above == {}


def may_be_listed(mine: str, name: str) -> bool:
    """The list of copies names a copy that another stage makes of its own rows."""
    parts = name.split(".")[3:]
    return mine.endswith(".projections") and parts[:1] in (["projection"], ["tell_graph"])


def is_for_every_stage(name: str) -> bool:
    """What a graph is made of, who may see what, how it is found, what a publish makes old.

    In operations: what sources say, declared, and the timeline, which all of it is written to.
    """
    rooms = (
        *("entertainment.graph.model.", "entertainment.graph.finding."),
        *("entertainment.access.", "entertainment.talent.forget."),
        *("campaigns.model.", "campaigns.memory."),
        *("operations.model.", "operations.timeline."),
    )
    return f"{name}.".startswith(tuple(f"onevice_assets.{room}" for room in rooms))


def measures_the_stages(mine: str) -> bool:
    """A bench of a whole system asks its stages as the command does; no stage knows it."""
    return mine.endswith(".measuring")


ABOVE = ("onevice_assets.jobs", "onevice_assets.definitions", "onevice_assets.cli", "sensors")


def known_wrongly(path: Path) -> set[str]:
    """What a stage's module imports of other stages, or of what stands above stages."""
    mine = stage_of(module_name(path))
    if mine is None:
        return set()
    used = {n for n in imports(path) if not (may_be_listed(mine, n) or is_for_every_stage(n))}
    others = {n for n in used if stage_of(n + ".x") not in (None, mine)}
    above = {n for n in used if n.startswith(ABOVE)}
    return above if measures_the_stages(mine) else above | others


def test_a_stage_knows_no_other_stage_no_job_no_sensor() -> None:
    assert {module_name(path): wrong for path in MODULES if (wrong := known_wrongly(path))} == {}


def test_only_assets_and_checks_of_a_stage_know_dagster() -> None:
    knowing = [
        name
        for path in MODULES
        if stage_of(name := module_name(path))
        and path.stem not in ("assets", "checks")
        and any(n.split(".")[0] == "dagster" for n in imports(path))
    ]
    assert knowing == []


def test_a_file_stays_small() -> None:
    """Where one is too long, look for the second room in it."""
    lengths = {module_name(path): path.read_text("utf-8").count("\n") for path in MODULES}
    assert {name: count for name, count in lengths.items() if count > 250} == {}


def test_a_function_stays_small() -> None:
    lengths = {
        f"{module_name(path)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: count for name, count in lengths.items() if count > 50} == {}


def test_a_module_says_what_lives_in_it() -> None:
    assert [module_name(path) for path in MODULES if not ast.get_docstring(tree_of(path))] == []


def test_no_room_is_named_after_nothing() -> None:
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")]
