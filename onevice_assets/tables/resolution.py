"""Tables of who is one: what is named over all documents of an organization, put together.

One partition an organization. Merges are logged with both rows as they were; what a person decided
about two names stands in `merge_decisions`, which no run writes.
"""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, ORGANIZATION
from resources.table_schema import Table, date, fraction, integer, json, text, timestamp, uuid

KINDS = ("Person", "Project", "Organization", "Union", "CreativeConcept")
LINKED = ("Person", "Project", "Organization")
DECISIONS = ("one", "apart")

_KIND = text("kind", "What it is", one_of=KINDS)
_LINKED = text("kind", "What was linked", one_of=LINKED)

resolved_entities = Table(
    "entertainment",
    "resolved_entities",
    "organization",
    (
        uuid("id", "Entity: the UUID it has in every store"),
        ORGANIZATION,
        _KIND,
        text("name", "The fullest of its names that is used most"),
        json("aliases", "Its other spellings"),
        integer("mention_count", "Names in files that are of it"),
        integer("document_count", "Documents that name it"),
        date("first_seen_on", "Day of the first of them"),
        date("last_seen_on", "Day of the last of them"),
        CREATED,
    ),
    ("kind", "id"),
    """One row per person, project, company, union or concept that an organization's documents name.

Grain: organization and entity. Source: `document_entities` of the version that stands of every
document, linked by name and context together. Ids stay when documents come.""",
)
resolved_identities = Table(
    "entertainment",
    "resolved_identities",
    "organization",
    (
        uuid("id", "Name in a document; the same for all versions of it"),
        ORGANIZATION,
        _KIND,
        uuid("entity_id", "Who or what it is: row of `resolved_entities`"),
        uuid("document_id", "Document, of whatever version"),
        uuid("document_entity_id", "Row of `document_entities`"),
        text("name", "As the document has it"),
        CREATED,
    ),
    ("kind", "id"),
    """One row per name in a document: whose it is.

Grain: document and name. Source: `document_entities`. The former run's rows keep ids as they are.
""",
)
merge_log = Table(
    "entertainment",
    "merge_log",
    "organization",
    (
        uuid("id", "Of the merge; `onevice documents undo` takes it"),
        ORGANIZATION,
        _LINKED,
        integer("place", "In the order it happened", low=1),
        text("kept_name", "Name of who lived on"),
        text("absorbed_name", "Name of who became part of it"),
        json("kept_ids", "Rows of `resolved_identities` of who lived on"),
        json("absorbed_ids", "Rows of `resolved_identities` that joined"),
        fraction("chance", "Probability it rests on"),
        json("reasons", "The evidence"),
        json("kept", "Row of who lived on, before"),
        json("absorbed", "Row of the other, before"),
        json("merged", "The row it became"),
        CREATED,
    ),
    ("kind", "place"),
    """One row per merge of two names into one, with both as they were and why.

Grain: merge, in order. An undone merge stays undone: it becomes a decision to keep apart.""",
)
merge_reviews = Table(
    "entertainment",
    "merge_reviews",
    "organization",
    (
        uuid("id", "Of the pair; `onevice documents join` takes it"),
        ORGANIZATION,
        _LINKED,
        text("one_name", "Name of one"),
        text("other_name", "Name of the other"),
        json("one_ids", "Rows of `resolved_identities` of one"),
        json("other_ids", "Of the other"),
        fraction("chance", "Probability that they are one"),
        json("reasons", "What speaks for it and against it"),
        CREATED,
    ),
    ("kind", "id"),
    """One row per pair that may be one person, company or project: somebody should decide.

Grain: pair. Below the threshold of a merge, above that of two different ones.""",
)
merge_decisions = Table(
    "entertainment",
    "merge_decisions",
    "organization",
    (
        uuid("id", "Of the decision"),
        ORGANIZATION,
        _LINKED,
        uuid("one_id", "Row of `resolved_identities`"),
        uuid("other_id", "Another one"),
        text("decided", "They are one, or never are", one_of=DECISIONS),
        text("decided_by", "Who decided"),
        timestamp("decided_at", "When"),
    ),
    ("kind", "one_id", "other_id"),
    """What people decided about two names: that they are one, or never are.

One row per pair; no run writes here, and every run follows it.""",
)
