"""Seed 000, §5.1: the full-text indexes of people, projects and documents of the embedded graph.

A real Neo4j has them itself. `level` is the node's own, 1 to 6, so that a search looks only at
what the asker may see; lists are texts with commas. What is in version 1 stands as it is there.
"""

from __future__ import annotations

from importlib import import_module

from resources.search_index.declaration import Field, IndexDeclaration

NAME = "people, projects and documents of the entertainment graph"

_LEVEL = Field("level", "keyword")
_BEFORE = import_module(f"{__package__}.V001_pages_and_mentions").INDEXES

INDEXES = (
    *_BEFORE,
    IndexDeclaration(
        "entertainment_people",
        1,
        (
            _LEVEL,
            Field("name", "text", weight=3),
            Field("bio", "english"),
            Field("specializations", "text", weight=2),
        ),
    ),
    IndexDeclaration(
        "entertainment_projects",
        1,
        (
            _LEVEL,
            Field("name", "text", weight=3),
            Field("concepts", "text", weight=2),
            Field("mood", "text"),
        ),
    ),
    IndexDeclaration(
        "entertainment_documents",
        1,
        (
            _LEVEL,
            Field("title", "english", weight=3),
            Field("full_text", "english", is_body=True),
            Field("summary", "english", weight=2),
        ),
    ),
)
