"""The schema as it is documented for people, and what differs between that and what is declared.

`docs/stores.md` has one table a store: place, definition. `python -m scripts.write_stores_doc`
writes it. It stands beside the code in a checkout only; an installed package has none to compare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from resources.migrations.neo4j.compare import declare_schema
from resources.migrations.neo4j.steps import STEPS as GRAPH_STEPS
from resources.migrations.store_migrations import Drift

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "stores.md"
_ROW: Final = re.compile(r"\| `` (?P<place>.+?) `` \| `` (?P<definition>.+?) `` \|")
_HEADING: Final = re.compile(r"## (?P<store>\w+)")
_POSTGRES: Final = re.compile(r"\b(operations\.|control\.store_changes\b)")

Schema = Mapping[str, Mapping[str, str]]
"""Definition by place, by store."""


def declare_every() -> dict[str, dict[str, str]]:
    """What the newest version of each store declares; of PostgreSQL what operations keep there.

    Collections of vectors are told by their base name: length and model are the configured one's.
    """
    from resources.migrations.elasticsearch.revisions import known_revisions
    from resources.migrations.postgres.migrations import DECLARED
    from resources.migrations.vectors.declared import DISTANCE, STEPS, collections_at
    from resources.redis_keys.check_keys import tell_pattern
    from resources.redis_keys.siblings import EVERY_KEY

    lines: dict[str, str] = json.loads(DECLARED.read_text("utf-8"))
    collections = collections_at(STEPS[-1].version).values()
    return {
        "postgres": {place: one for place, one in lines.items() if _POSTGRES.search(place)},
        "graph": declare_schema(GRAPH_STEPS),
        "vectors": {
            f"collection {one.name}": f"{DISTANCE}, {one.precision}, by {', '.join(one.fields)}"
            for one in collections
        },
        "search": {
            f"index {one.name}": f"version {one.version}: "
            + ", ".join(f"{field.name} {field.kind}" for field in one.fields)
            for one in known_revisions()[-1].indexes
        },
        "redis": dict(map(tell_pattern, EVERY_KEY)),
    }


def write_document(declared: Schema) -> str:
    """The document of a schema, as Markdown."""
    parts = [
        "# What the stores hold\n\nWritten by `python -m scripts.write_stores_doc`; "
        "`onevice schema check` compares it with the stores. Of PostgreSQL, what operations keep "
        "there.\n"
    ]
    for store, places in declared.items():
        rows = "\n".join(f"| `` {place} `` | `` {one} `` |" for place, one in places.items())
        parts.append(f"## {store}\n\n| place | definition |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)


def read_document(text: str) -> dict[str, dict[str, str]]:
    """A schema as its document tells it; lines that are no row of a table are left out."""
    found: dict[str, dict[str, str]] = {}
    store: dict[str, str] = {}
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line):
            store = found.setdefault(heading["store"], {})
        elif row := _ROW.fullmatch(line):
            store[row["place"]] = row["definition"]
    return found


def compare_document(text: str, declared: Schema) -> dict[str, list[Drift]]:
    """What is documented and not so, or so and not documented, by store.

    Each drift has what is documented as its declared side: that is what people were told.
    """
    documented = read_document(text)
    return {
        store: [
            Drift(place, told.get(place, ""), places.get(place, ""))
            for place in sorted(told.keys() | places.keys())
            if told.get(place) != places.get(place)
        ]
        for store, places in declared.items()
        for told in [documented.get(store, {})]
    }
