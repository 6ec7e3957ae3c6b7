"""The retention table: every data type that is removed when its period ends.

The one declaration: assets, commands and docs/how-to/retention.md come from it. What is removed by
nothing here is in `kept_types.py`.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.tables import answers, canaries, citations, marts, spending, upkeep, verdicts
from onevice_assets.tables.audience import scraped_pages
from onevice_assets.upkeep.retention.data_type import (
    Archives,
    DataType,
    Documents,
    LakeDays,
    StoredObjects,
)
from onevice_assets.upkeep.retention.kept_types import KEPT
from onevice_assets.upkeep.retention.record_types import RECORDS, SEED
from resources.errors import InputError

_QUARTER, _HALF_YEAR, _TWO_YEARS = 90, 180, 730
_WEBSITE: Final = frozenset({"website_id"})
_ANSWERS: Final = (
    answers.llm_answer_belief_maps,
    answers.brand_state_judgements,
    answers.llm_brand_state_versions,
    answers.llm_brand_states,
    answers.brand_candidates,
    citations.answer_citations,
    canaries.canary_responses,
    answers.llm_responses,
)
_NUMBERS: Final = (
    *marts.ALL,
    canaries.model_changes,
    verdicts.visibility_verdicts,
    spending.spending,
    upkeep.day_copies,
)

LLM_RESPONSES: Final = DataType(
    name="llm_responses",
    what="Answers of language models, and what was read in each of them",
    where="lake, and the copies in PostgreSQL, search, vectors and graph",
    by="the day asked",
    days=_HALF_YEAR,
    archived_days=_TWO_YEARS,
    seed=f"{SEED}: LLM responses",
    why="Archived as long as the numbers that count them are shown: one restore leads back to the "
    "sentence (ADR 48).",
    cut="day_website",
    place=LakeDays(_ANSWERS),
    has=_WEBSITE,
)
ANALYTICS: Final = DataType(
    name="analytics",
    what="What a day's answers come to: share of voice and every other mart, verdicts, spending",
    where="lake, and the copies in PostgreSQL",
    by="the day counted",
    days=_TWO_YEARS,
    archived_days=None,
    seed=f"{SEED}: Analytics/Metrics",
    why="Parquet, compressed as it lies; no text of an answer, so its archive stays for good.",
    cut="day_website",
    place=LakeDays(_NUMBERS),
    has=_WEBSITE,
)
REMOVED: Final[tuple[DataType, ...]] = (
    LLM_RESPONSES,
    ANALYTICS,
    DataType(
        "llm_payloads",
        "Answers of providers as they came, of finished batches too",
        "objects `llm-responses/`",
        "the day written",
        _HALF_YEAR,
        _TWO_YEARS,
        f"{SEED}: LLM responses",
        "The same answers in another form.",
        "day",
        StoredObjects(("llm-responses/",), "any"),
        _WEBSITE | {"client_id", "document_id", "subject"},
    ),
    DataType(
        "scraped_content",
        "Pages of websites as they were crawled",
        "objects `scraped-content/`",
        "the day written",
        _QUARTER,
        _TWO_YEARS,
        f"{SEED}: Scraped content",
        "What the latest crawl refers to stays, whatever its age: texts, search and vectors of "
        "the website are made from it.",
        "day",
        StoredObjects(("scraped-content/",), "any", (scraped_pages, "content_html_path")),
        _WEBSITE,
    ),
    DataType(
        "imports",
        "Files of answers that somebody imported",
        "objects `imports/`",
        "the day written",
        _HALF_YEAR,
        _TWO_YEARS,
        "",
        "They are answers: as long as those.",
        "day",
        StoredObjects(("imports/",), "any"),
        _WEBSITE,
    ),
    DataType(
        "reports",
        "Reports as they were printed",
        "objects `exports/`",
        "the day written",
        _TWO_YEARS,
        None,
        f"{SEED}: Analytics/Metrics",
        "They show numbers: as long as those.",
        "day",
        StoredObjects(("exports/",), "any"),
        _WEBSITE,
    ),
    DataType(
        "documents",
        "Documents and what was read in them",
        "objects `documents/`, lake tables cut by batch and organization, graph",
        "the day uploaded",
        None,
        0,
        "000, 2.1.4 Document Node: retentionPeriod",
        "Each by its own `retention_period_days`, 3 to 10 years by its type. Those whose period "
        "has ended are listed and stay until a person decides: contracts and credits rest on them.",
        "day",
        Documents(),
        frozenset({"document_id", "subject"}),
    ),
    *RECORDS,
    DataType(
        "archives",
        "What was archived, once its own period has ended",
        "objects `archive/`",
        "the day the data were of",
        None,
        0,
        "",
        "Of each data type the period in the column `archived`.",
        "day",
        Archives(),
        _WEBSITE | {"client_id", "subject", "document_id"},
    ),
)
ALL: Final = (*REMOVED, *KEPT)
BY_NAME: Final = {one.name: one for one in ALL}


def find_removed(names: tuple[str, ...] | list[str] | None = None) -> list[DataType]:
    """Data types by name, of those that are removed; all where none is named.

    Raises:
        InputError: there is no such data type, or nothing removes it.
    """
    known = {one.name: one for one in REMOVED}
    for name in names or ():
        if name not in BY_NAME:
            raise InputError(f"There is no data type {name!r}; there are: {', '.join(BY_NAME)}.")
        if name not in known:
            raise InputError(f"{name} is removed by nothing here: {BY_NAME[name].why}")
    return [one for one in REMOVED if not names or one.name in names]
