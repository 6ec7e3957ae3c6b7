"""What dbt's manifest says about the marts, as plain data for the definitions.

Reading JSON takes milliseconds; importing dagster-dbt would import dbt and take longer than
importing dagster (ADR 0003). Running dbt lives in `resources.dbt_project`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from resources.errors import ConfigurationError

# Folder of views over published marts: they are no marts and guard no publication.
PERIODS = "periods"


@dataclass(frozen=True)
class MartTest:
    """One dbt test of a mart: its id in dbt, its name, what it promises, whether it only warns."""

    unique_id: str
    name: str
    description: str
    is_warning: bool


@dataclass(frozen=True)
class Mart:
    """One model of `models/marts`.

    Attributes:
        name: the model's name; the table's and the asset's too.
        description: from its yml.
        version: hash of its compiled SQL and of all it is built from.
        upstream: `(system, table)` of the sources and marts it reads, sorted; without those that
            another of them rests on, which would only fill the graph with lines.
        tests: what is checked before it is published.
    """

    name: str
    description: str
    version: str
    upstream: tuple[tuple[str, str], ...]
    tests: tuple[MartTest, ...]


def read_marts(manifest: Mapping[str, Any], system: str) -> dict[str, Mart]:
    """Pick a system's marts (`models/marts/<system>/`) out of a manifest, by name.

    Raises:
        ConfigurationError: when a test belongs to no mart and does not say to which.
    """
    nodes: dict[str, Any] = {**manifest["nodes"], **manifest["sources"]}
    found = {uid: node for uid, node in nodes.items() if node["fqn"][1:3] == ["marts", system]}
    marts = {uid: node for uid, node in found.items() if node["resource_type"] == "model"}
    tests = _tests_by_mart(nodes, {node["name"] for node in marts.values()}, system)
    read = {node["name"]: set(_upstream(uid, nodes, marts, system)) for uid, node in marts.items()}
    return {
        node["name"]: Mart(
            name=node["name"],
            description=node["description"].strip(),
            version=_version(uid, nodes),
            upstream=tuple(sorted(_drop_indirect(node["name"], read))),
            tests=tuple(tests[node["name"]]),
        )
        for uid, node in sorted(marts.items())
    }


def read_period_views(manifest: Mapping[str, Any], system: str) -> dict[str, str]:
    """The compiled statement of each view of `models/periods/<system>/`, by its name.

    Raises:
        ConfigurationError: when the manifest was parsed but not compiled.
    """
    views = {
        node["name"]: node.get("compiled_code")
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1:3] == [PERIODS, system]
    }
    if missing := [name for name, code in views.items() if not code]:
        raise ConfigurationError(
            f"The manifest holds no compiled statement for {', '.join(missing)}. Run "
            "`onevice setup` again."
        )
    return views


def relation_of(manifest: Mapping[str, Any], model: str) -> str:
    """The quoted name under which compiled statements read a model.

    Raises:
        ConfigurationError: when there is no such model.
    """
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["name"] == model:
            return str(node["relation_name"])
    raise ConfigurationError(f"dbt's manifest has no model {model!r}: is dbt/ complete?")


def _tests_by_mart(
    nodes: Mapping[str, Any], marts: set[str], system: str
) -> dict[str, list[MartTest]]:
    tests: dict[str, list[MartTest]] = {name: [] for name in marts}
    for uid, node in sorted(nodes.items()):
        if node["resource_type"] != "test" or system not in node["fqn"]:
            continue
        if node["fqn"][1] == PERIODS:
            continue
        attached = (node.get("attached_node") or "").rpartition(".")[2]
        mart = node["config"]["meta"].get("check_of", attached)
        if mart not in tests:
            raise ConfigurationError(
                f"dbt test {node['name']!r} ({node['original_file_path']}) is not a mart's: say "
                "whose publication it guards by config meta check_of."
            )
        said = node["description"] or node["name"].replace("_", " ").capitalize()
        warns = node["config"]["severity"].lower() == "warn"
        tests[mart].append(MartTest(uid, node["name"], said, warns))
    return tests


def _drop_indirect(mart: str, read: Mapping[str, set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """What a mart reads less what its parents read, and their parents."""
    seen: set[tuple[str, str]] = set()
    waiting = [name for _, name in read[mart] if name in read]
    while waiting:
        for parent in read[waiting.pop()] - seen:
            seen.add(parent)
            waiting += [parent[1]] if parent[1] in read else []
    return read[mart] - seen


def _upstream(
    uid: str, nodes: Mapping[str, Any], marts: Mapping[str, Any], system: str
) -> Iterator[tuple[str, str]]:
    for parent in nodes[uid]["depends_on"]["nodes"]:
        if nodes[parent]["resource_type"] == "source":
            yield nodes[parent]["source_name"], nodes[parent]["name"]
        elif parent in marts:
            yield system, nodes[parent]["name"]
        else:
            yield from _upstream(parent, nodes, marts, system)


def _version(uid: str, nodes: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for one in sorted(_ancestors(uid, nodes)):
        # the compiled statement, since what a model says may stand in a macro
        digest.update((nodes[one].get("compiled_code") or one).encode())
    return digest.hexdigest()[:12]


def _ancestors(uid: str, nodes: Mapping[str, Any]) -> set[str]:
    parents = nodes[uid].get("depends_on", {}).get("nodes", [])
    return {uid}.union(*(_ancestors(parent, nodes) for parent in parents))
