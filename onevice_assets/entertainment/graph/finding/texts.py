"""What text each vector is made of. Only what everybody may see who may see the node.

A vector tells something of its text, so no property of a level below 6 is part of one (no budget,
no address, no rate), nor one that only documents tell which fewer may see than the node.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, Property
from onevice_assets.entertainment.graph.model.levels import list_restricted

PARTS: Mapping[str, tuple[str, ...]] = {
    "person_profile_vector": (
        "name", "roleType", "bio", "specializations", "notableClients", "awards", "location",
    ),
    "person_skills_vector": ("roleType", "specializations", "preferredGenres", "languages"),
    "project_concept_vector": (
        "name", "type", "subtype", "genre", "mood", "visualStyle", "concepts",
    ),
    "document_content_vector": ("title", "type", "summary", "keywords", "fullTextContent"),
    "concept_semantic_vector": (
        "name", "category", "subcategory", "concept", "description", "mood", "colors", "genres",
    ),
}  # fmt: skip
"""Vector index of the seed → the properties its text is made of, in order."""


def texts_of(label: str, row: Mapping[str, Any]) -> dict[str, str]:
    """The text of each of a node's vectors.

    Args:
        label: declared in the model.
        row: properties of a node.

    Returns:
        Name of the vector index → its text, a line for each property that says something; an
        index for which none does is left out, for a blank text has no vector.
    """
    node = NODES[label]
    restricted = list_restricted(row)
    made = {}
    for index in node.vectors:
        names = [name for name in PARTS[index] if name not in restricted]
        parts = [_tell(node.find(name), row.get(name)) for name in names]
        if lines := [one for one in parts if one]:
            made[index] = "\n".join(lines)
    return made


def digest_texts(model: str, texts: Mapping[str, str]) -> str:
    """SHA-256 of a model and texts: the same where vectors need not be made again."""
    told = json.dumps([model, sorted(texts.items())], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _tell(one: Property, value: Any) -> str:
    if one.level < PUBLIC:
        raise ValueError(f"{one.name} is of level {one.level}: it may be in no vector")
    return (value if isinstance(value, str) else ", ".join(value or ())).strip()
