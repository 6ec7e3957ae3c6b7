"""Compares the search's actual indexes in Elasticsearch with their declarations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from resources.migrations.store_migrations import Drift
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.elastic_index import alias_name

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_BLOCKS = ("write", "read_only", "read_only_allow_delete", "read", "metadata")


def compare(
    client: Elasticsearch, prefix: str, declared: Sequence[IndexDeclaration]
) -> list[Drift]:
    """Each difference in aliases, fields, analyzers and blocks, and each index left over."""
    there = client.indices.get(index=f"{prefix}-*", expand_wildcards="open,closed").body
    found: list[Drift] = []
    expected = {f"{prefix}-migrations"}
    for one in declared:
        alias = alias_name(prefix, one.name)
        index = f"{alias}-v{one.version}"
        expected.add(index)
        found += _compare_alias(alias, index, there)
        if index in there:
            found += _compare_index(one, index, there[index])
    return [
        *found,
        *(Drift(f"index {one}", "", "there") for one in sorted(there.keys() - expected)),
    ]


def _compare_alias(alias: str, index: str, there: Mapping[str, Any]) -> Iterator[Drift]:
    behind = sorted(name for name, one in there.items() if alias in one["aliases"])
    if behind != [index]:
        yield Drift(f"alias {alias}", index, ", ".join(behind))
    if index not in there:
        yield Drift(f"index {index}", "there", "")


def _compare_index(
    declared: IndexDeclaration, index: str, actual: Mapping[str, Any]
) -> Iterator[Drift]:
    mapping, wanted = actual["mappings"], declared.mapping()
    made_as = mapping.get("_meta", {}).get("checksum", "")
    if made_as != declared.checksum:
        yield Drift(f"checksum of {index}", declared.checksum, made_as)
    if str(mapping.get("dynamic")) != wanted["dynamic"]:
        yield Drift(f"undeclared fields of {index}", wanted["dynamic"], str(mapping.get("dynamic")))
    fields = flatten(wanted["properties"]), flatten(mapping.get("properties", {}))
    for name in sorted({*fields[0], *fields[1]}):
        pair = fields[0].get(name, ""), fields[1].get(name, "")
        if pair[0] != pair[1]:
            yield Drift(f"field {name} of {index}", *pair)
    blocks = actual["settings"]["index"].get("blocks", {})
    for name in _BLOCKS:
        if str(blocks.get(name, "false")) == "true":
            yield Drift(f"block {name} of {index}", "", "set")


def flatten(properties: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """Each field and sub-field by its path, with its settings as JSON."""
    found = {}
    for name, one in properties.items():
        inner = {key: one[key] for key in ("properties", "fields") if key in one}
        own = {key: value for key, value in one.items() if key not in inner}
        found[path + name] = json.dumps(own, sort_keys=True)
        for part in inner.values():
            found |= flatten(part, f"{path}{name}.")
    return found
