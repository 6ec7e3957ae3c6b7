"""Tables of what documents name, one partition a batch (seed 000, §4.1 phases 2 to 4).

Every row belongs to a file and says where in it the words stand: page from 1, characters from the
page's beginning. Who is one and the same over files is told by `tables/resolution.py`.
"""

from __future__ import annotations

from onevice_assets.tables.columns import BATCH, CREATED, DOCUMENT_FILE, ID, ORGANIZATION
from resources.table_schema import (
    Column,
    Table,
    boolean,
    date,
    fraction,
    integer,
    json,
    number,
    text,
    uuid,
)

KINDS = ("Person", "Project", "Organization", "Union", "CreativeConcept", "Location")

_ENTITY = uuid("document_entity_id", "Who or what it is of: row of `document_entities`")


def _place(*, nullable: bool = False) -> tuple[Column, ...]:
    return (
        integer("page_number", "Page, from 1", nullable=nullable, low=1),
        integer("span_start", "First character of the words within the page", nullable=nullable),
        integer("span_end", "After their last character", nullable=nullable),
    )


def _table(name: str, columns: tuple[Column, ...], key: tuple[str, ...], description: str) -> Table:
    columns = (ID, ORGANIZATION, BATCH, DOCUMENT_FILE, *columns, CREATED)
    return Table("entertainment", name, "batch", columns, ("document_file_id", *key), description)


document_entities = _table(
    "document_entities",
    (
        text("kind", "What it is", one_of=KINDS),
        text("name", "Its fullest form in the file, in ordinary case"),
        text("name_key", "The name as it is compared: small, without accents and marks"),
        text("type", "Of an organization or concept, in the seed's words", nullable=True),
        text("field", "What it is the value of: production company", nullable=True),
        text("project", "Of a person: title they are named with", nullable=True),
        text("organization", "Of a person: whom they work for or with", nullable=True),
        boolean("works_for", "Of a person: the text says so at once, not only nearby"),
        text("character", "Of a performer: whom they play", nullable=True),
        boolean("is_own_project", "Of a project: the one that the file is about"),
        integer("mention_count", "Times it is named; 0: a title that no page names"),
        json("page_numbers", "Pages that name it"),
    ),
    ("kind", "name_key"),
    """One row per person, project, company, place or concept that a file names.

Grain: file, kind and name. Source: `document_pages`, by rules and gazetteers. A re-run gives the
same rows.""",
)
document_mentions = _table(
    "document_mentions",
    (_ENTITY, text("kind", "What is named", one_of=KINDS), text("words", "As written"), *_place()),
    ("document_entity_id", "page_number", "span_start"),
    """One row per place where a file names somebody or something.

Grain: entity of a file and place. Source: `document_pages`. A re-run gives the same rows.""",
)
document_roles = _table(
    "document_roles",
    (
        _ENTITY,
        text("role", "Role, as we write it: Assistant Director"),
        text("role_type", "The seed's type of it, if it has one", nullable=True),
        fraction("confidence", "0.95 a credit line, 0.85 a sentence, 0.6 a weak sign"),
        boolean("is_former", "It is no longer so"),
        text("words", "That name the role, as written"),
        *_place(),
    ),
    ("document_entity_id", "role"),
    """One row per role of a person, as one file says it of them in their own line or sentence.

Grain: person of a file and role. Source: `document_pages`. A re-run gives the same rows.""",
)
document_relationships = _table(
    "document_relationships",
    (
        text("type", "The seed's: DIRECTED, FOR_CLIENT, …"),
        uuid("source_id", "Where it begins: row of `document_entities`, or the file itself"),
        uuid("target_id", "Where it ends: row of `document_entities`"),
        fraction("confidence", "How sure the reading is"),
        json("properties", "What the text tells of it, by the seed's names"),
        text("words", "That say so, as written", nullable=True),
        *_place(nullable=True),
    ),
    ("type", "source_id", "target_id"),
    """One row per relationship of the graph that a file says, with the words that say so.

Grain: file, type and both ends. Source: `document_pages`. A re-run gives the same rows.""",
)
document_amounts = _table(
    "document_amounts",
    (
        number("amount_low", "The amount, or the lower end of a range"),
        number("amount_high", "The same, or the upper end; null: open", nullable=True),
        text("currency", "ISO 4217; amounts are never converted"),
        text("purpose", "totalBudget, dayRate, compensation, lineItem, …", nullable=True),
        text("label", "What the line calls it", nullable=True),
        uuid("project_id", "Project the file is about: `document_entities`", nullable=True),
        text("words", "As written"),
        *_place(),
    ),
    ("page_number", "span_start"),
    """One row per amount of money that a file names: in which currency, and what it is for.

Grain: file and place. Source: `document_pages`. A re-run gives the same rows.""",
)
document_dates = _table(
    "document_dates",
    (
        date("day", "The date; null where it can be read in two ways", nullable=True),
        json("readings", "All it may be, the likeliest first"),
        text("precision", "day or month", one_of=("day", "month")),
        boolean("is_ambiguous", "It can be read in two ways, even if the file decides"),
        text("words", "As written"),
        *_place(),
    ),
    ("page_number", "span_start", "readings"),
    """One row per date that a file names, with every way to read it.

Grain: file, place and reading. Source: `document_pages`. A re-run gives the same rows.""",
)
document_facts = _table(
    "document_facts",
    (
        _ENTITY,
        text("property", "Of its node, by the seed's name: shootStartDate, unionLocal"),
        json("value", "What it is; one item of a property that is a list"),
        fraction("confidence", "0.95 a field, 0.85 a sentence"),
        text("words", "That say so, as written"),
        *_place(),
    ),
    ("document_entity_id", "property", "page_number", "span_start", "value"),
    """One row per property of a project or person that a file states, with the words that say so.

Grain: file, property, place and value. Source: `document_pages`. A re-run gives the same rows.""",
)
document_readings = _table(
    "document_readings",
    (
        text("reader", "Who read it: rules, or a provider and model, whom the rules assist"),
        text("reason", "Why rules read what a provider was to read", nullable=True),
        uuid("attempt_id", "Attempt of the ledger that paid for the reading", nullable=True),
        integer("invented_count", "Names and quotes that the model made up; dropped", low=0),
        *_place(),
    ),
    ("page_number", "span_start"),
    """One row per part of a page that was read: by whom, and why not by whom it was to be.

Grain: file, page and part (a page is one, unless it is long). Source: `document_pages`. A re-run
gives the same rows; what a budget or a provider refused is asked again.""",
)
ALL = (
    document_entities,
    document_mentions,
    document_roles,
    document_relationships,
    document_amounts,
    document_dates,
    document_facts,
)
"""What files name, in the order they are shown."""
WRITTEN = (document_readings, *ALL)
"""Every table of the batch, in the order they are written."""
