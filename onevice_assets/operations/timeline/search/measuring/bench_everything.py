"""Every figure of finding facts at once (`onevice bench operations-search`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onevice_assets.operations.timeline.search.measuring import bench_search as searching
from onevice_assets.operations.timeline.search.measuring.bench_graphs import (
    Setting,
    bench_graphs,
    make_clustered,
)
from onevice_assets.operations.timeline.search.measuring.bench_tables import (
    bench_json,
    bench_partitions,
)
from onevice_assets.operations.timeline.search.measuring.made_up_facts import make_facts
from onevice_assets.operations.timeline.search.measuring.processor import Figures
from resources.embedding.static_vectors import StaticVectors
from resources.errors import InputError

_LONG: Final = 1_536


@dataclass(frozen=True)
class Amounts:
    """How much of everything.

    Attributes:
        search: of hybrid search.
        texts: vectors of texts that graphs are built over, 256-d.
        clustered: made-up vectors, 1,536-d.
        settings: of the graphs.
        rows: of the tables with JSON and with partitions.
        asked: questions of each graph.
    """

    search: searching.Amounts
    texts: int
    clustered: int
    settings: Sequence[Setting]
    rows: int
    asked: int


_CHOSEN: Final = Setting("halfvec", 16, 64, (100, 250))
_BOTH: Final = (Setting("vector", 16, 64, (100, 250)), _CHOSEN)
TINY: Final = Amounts(searching.TINY, 150, 150, (_CHOSEN,), 400, 20)
SMALL: Final = Amounts(searching.SMALL, 5_000, 2_000, _BOTH, 20_000, 100)
FULL: Final = Amounts(
    searching.FULL,
    100_000,
    50_000,
    (*_BOTH, Setting("halfvec", 24, 128, (60, 100, 250))),
    200_000,
    200,
)


def bench_operations_search(
    resources: Mapping[str, Any], amounts: Amounts, texts: Sequence[str] = ()
) -> Figures:
    """Measure hybrid search, graphs of vectors, indexes on JSON and partitions.

    Args:
        resources: `control` and `vectors`; nothing is left in them.
        amounts: how much.
        texts: real ones; made up where there are none.

    Returns:
        `search`, `graphs_256`, `graphs_1536`, `json` and `partitions`.
    """
    control, asked = resources["control"], amounts.asked
    enough = len(texts) >= amounts.texts + asked
    said = texts if enough else _make_texts(amounts.texts + asked)
    short = StaticVectors().embed(said[: amounts.texts + asked])
    long = make_clustered(amounts.clustered + asked, _LONG)
    return {
        "search": searching.bench_search(resources, amounts.search, texts),
        "texts": "given" if enough else "made up",
        "graphs_256": bench_graphs(control, short[asked:], short[:asked], amounts.settings),
        "graphs_1536": bench_graphs(control, long[asked:], long[:asked], amounts.settings),
        "json": bench_json(control, amounts.rows),
        "partitions": bench_partitions(control, amounts.rows),
    }


def read_texts(path: Path) -> list[str]:
    """The lines of a file that say something.

    Raises:
        InputError: the file is not there or is no UTF-8.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    return [one for one in lines if one.strip()]


def _make_texts(count: int) -> list[str]:
    """Notes and memos of made-up facts, each once."""
    found: dict[str, None] = {}
    for one in make_facts(3 * count):
        if one.relation in ("noted", "billed_to"):
            found[f"{one.object} {one.attributes.get('memo', '')}"] = None
    return list(found)[:count]
