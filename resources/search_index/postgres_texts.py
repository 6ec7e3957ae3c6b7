"""How a document's texts become PostgreSQL's `tsvector`, and a query its `tsquery`.

Words are found by us (`query_text.fold`), not by PostgreSQL's parser: that one takes `hotel/spa`
for a file name, `<b>` for a tag, and knows no letter beyond ASCII where a database has locale C.
Each text is read as English and as it stands, so that no language is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resources.search_index.declaration import IndexDeclaration, list_texts
from resources.search_index.query_text import Alternative, fold

CLASSES = "ABD"  # weights 3, 2 and 1 of a field; what `ts_rank` makes of them is its default
MOST_BYTES = 250_000
"""Of each class of a document: some 40,000 words; a tsvector holds no more than 1 MB."""

VECTOR_SQL = " || ".join(
    f"setweight(to_tsvector('english', {one}) || to_tsvector('simple', {one}), '{one}')"
    for one in CLASSES
)
"""Over columns named as the classes."""

QUERY_SQL = (
    "(websearch_to_tsquery('english', %(text)s) || websearch_to_tsquery('simple', %(text)s))"
)


def fold_document(declared: IndexDeclaration, document: Mapping[str, Any]) -> dict[str, str]:
    """The words of a document's texts, by class of weight; what is over 250 kB is left out."""
    parts: dict[str, list[str]] = {one: [] for one in CLASSES}
    for path, field in declared.texts():
        kind = CLASSES[3 - min(max(field.weight, 1), 3)]
        parts[kind] += [fold(text) for text in list_texts(document, path)]
    return {kind: _cut(" ".join(texts)) for kind, texts in parts.items()}


def to_websearch(alternatives: Sequence[Alternative]) -> str:
    """A query in the words of `websearch_to_tsquery`."""
    return " or ".join(str(one) for one in alternatives)


def _cut(text: str) -> str:
    if len(text) * 4 <= MOST_BYTES:
        return text
    return text.encode()[:MOST_BYTES].decode("utf-8", "ignore")
