"""All that is told of a document whose text was read, as columns of `documents`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from onevice_assets.converting.converted import Facts, Page
from onevice_assets.entertainment.documents.telling.measure_quality import measure_quality
from onevice_assets.entertainment.documents.telling.protection import protect
from onevice_assets.entertainment.documents.telling.summarize import summarize
from onevice_assets.entertainment.documents.telling.tell_language import tell_language
from onevice_assets.entertainment.documents.telling.tell_type import UNKNOWN, tell_type
from onevice_assets.entertainment.documents.telling.weigh_words import choose_keywords, weigh_words
from onevice_assets.entertainment.documents.versioning.read_name import read_version
from onevice_assets.entertainment.documents.versioning.sign_text import sign_text

_NOBODY = re.compile(
    r"\W*(?:anonymous|untitled.*|unknown|unspecified|python-docx|powerpoint presentation|slide 1|"
    r"microsoft (?:word|powerpoint) - .*|document\d*|.{0,40}\.(?:docx?|pptx?|pdf|indd))?\W*",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200


def tell_document(filename: str, facts: Facts, pages: Sequence[Page]) -> dict[str, Any]:
    """Tell what a document is.

    Args:
        filename: as it came.
        facts: what the file says of itself.
        pages: all pages read.

    Returns:
        Columns of `documents` that follow from the text; the same for the same arguments.
    """
    text = "\n".join(page.text for page in pages)
    title = _drop_default(facts.title)
    language, sure = tell_language(text)
    weights = weigh_words(text, language)
    told = tell_type(f"{filename}\n{title or ''}", text, is_slides=facts.format == "pptx")
    return {
        "title": (title or _first_line(text) or PurePosixPath(filename).stem)[:_LONGEST_TITLE],
        "author": _drop_default(facts.author),
        "version": read_version(filename) or facts.version,
        "created_on_file_at": read_moment(facts.created_at),
        "modified_on_file_at": read_moment(facts.modified_at),
        "word_count": sum(len(page.text.split()) for page in pages),
        "language": language,
        "language_confidence": sure,
        "type": told.type,
        "type_confidence": told.confidence,
        "subtype": told.subtype,
        "project_phase": told.phase,
        "summary": summarize(text, weights),
        "keywords": json.dumps(choose_keywords(weights), ensure_ascii=False),
        "extraction_quality": measure_quality([page.text for page in pages]),
        "signature": json.dumps(sign_text(text)),
        **asdict(protect(told.type, text)),
    }


def tell_failure(filename: str) -> dict[str, Any]:
    """The same columns for a file that gave no text: protected as what nobody has looked at."""
    return {
        "title": PurePosixPath(filename).stem[:_LONGEST_TITLE] or filename,
        "version": read_version(filename),
        "word_count": 0,
        "language_confidence": 0.0,
        "type": UNKNOWN,
        "type_confidence": 0.0,
        "summary": "",
        "keywords": "[]",
        "extraction_quality": 0.0,
        "signature": "[]",
        **asdict(protect(UNKNOWN, "")),
    }


def read_moment(text: str | None) -> datetime | None:
    """A moment of ISO 8601, in UTC; None where it is none, or outside of 1900 to 2200."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if moment is None or not 1900 < moment.year < 2200:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _drop_default(said: str | None) -> str | None:
    """What somebody wrote, not what a program filled in."""
    cleaned = " ".join((said or "").split())
    return None if _NOBODY.fullmatch(cleaned) else cleaned[:_LONGEST_TITLE]


def _first_line(text: str) -> str:
    """The first line that could be a title, with the mark of a Markdown heading taken off."""
    lines = (" ".join(line.split()).lstrip("# ") for line in text[:2_000].split("\n"))
    return next((line for line in lines if 3 <= len(line) <= 120), "")
