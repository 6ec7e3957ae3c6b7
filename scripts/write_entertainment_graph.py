"""Write what follows from the declared entertainment graph: its page, and the migration V003.

python -m scripts.write_entertainment_graph            the page docs/entertainment-graph.md
python -m scripts.write_entertainment_graph --first    and V003, which is never written again
                                                       once it was released
"""

from __future__ import annotations

import sys
from pathlib import Path

from onevice_assets.entertainment.graph.model.schema import (
    keys_and_indexes,
    undo,
)
from onevice_assets.entertainment.graph.model.tell_model import tell_model

ROOT = Path(__file__).resolve().parents[1]
_STEP = ROOT / "resources/migrations/neo4j/versions/V003__entertainment.cypher"
_UP = "// People, projects, organizations, documents, concepts and unions, found by key and value."
_DOWN = "// The keys and indexes go; nodes and edges stay, and nothing keeps them single any more."


def write_page() -> None:
    """Write the page for people."""
    (ROOT / "docs/entertainment-graph.md").write_text(tell_model(), "utf-8")


def write_first_step() -> None:
    """Write the migration and its way back."""
    for path, title, lines in (
        (_STEP, _UP, keys_and_indexes()),
        (_STEP.with_name("V003__entertainment.down.cypher"), _DOWN, undo(keys_and_indexes())),
    ):
        path.write_text("\n".join((title, *(f"{line};" for line in lines), "")), "utf-8")


if __name__ == "__main__":
    write_page()
    if "--first" in sys.argv[1:]:
        write_first_step()
