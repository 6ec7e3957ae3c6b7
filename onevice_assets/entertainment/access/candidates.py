"""Where the candidates of a `question()` come from: given, or of an index of Neo4j."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Source = Literal["meaning", "words"]
GIVEN: Final = (
    "UNWIND $candidates AS candidate MATCH ({0}:{1} {{id: candidate.id}}) "
    "WITH {0}, candidate.score AS score"
)
# Neo4j's own procedures, which the embedded graph has no index for: not among the statements that
# both graphs take (`resources.cypher.define`)
INDEXED: Final[Mapping[Source, str]] = {
    "meaning": "CALL db.index.vector.queryNodes($index, $count, $vector) "
    "YIELD node AS {0}, score WITH {0}, score",
    "words": "CALL db.index.fulltext.queryNodes($index, $query, {{limit: $count}}) "
    "YIELD node AS {0}, score WITH {0}, score",
}


@dataclass(frozen=True)
class InIndex:
    """Candidates that an index of the graph finds within the statement of a question.

    Attributes:
        source: which kind of index.
        parameters: `index`, `count`, and `vector` or `query`.
    """

    source: Source
    parameters: Mapping[str, Any]
