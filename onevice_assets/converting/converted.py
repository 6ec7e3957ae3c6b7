"""What a conversion gives, within which limits, and why it may fail. Plain data, no reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from resources.errors import InputError


class Reason(StrEnum):
    """Why a file gave no text; `HINTS` says what to do."""

    EMPTY = "empty_file"
    UNSUPPORTED = "unsupported_format"
    NOT_TEXT = "not_text"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_TEXT_LAYER = "no_text_layer"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    BOMB = "archive_bomb"
    DANGEROUS_XML = "dangerous_xml"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    GONE = "gone"


HINTS: dict[Reason, str] = {
    Reason.EMPTY: "Ask whoever sent it for the file again.",
    Reason.UNSUPPORTED: "Save it as .pdf, .docx, .pptx, .txt or .md and add it again.",
    Reason.NOT_TEXT: "It is named as text but holds none: add it under its real name.",
    Reason.ENCRYPTED: "Take its password off (save a copy without) and add that copy.",
    Reason.BROKEN: "Open it in the program that made it, save it again and add that copy.",
    Reason.NO_TEXT_LAYER: "It holds pictures of text: recognise it and add the result.",
    Reason.NO_TEXT: "There is no word in it; nothing is to be done unless its pictures matter.",
    Reason.TOO_LARGE: "Cut it into several files, or take its pictures out.",
    Reason.BOMB: "It unpacks to far more than it may; if it is honest, save it without its media.",
    Reason.DANGEROUS_XML: "It declares XML entities, as no office program does: do not open it.",
    Reason.TIMED_OUT: "Save it anew from the program that made it, or cut it into several.",
    Reason.CRASHED: "The reader died of it: save it anew (as .pdf, say) and add that copy.",
    Reason.OUT_OF_MEMORY: "Cut it into several files, or save it without its pictures.",
    Reason.GONE: "It left the inbox before it was read: add it again.",
}


class ConversionError(InputError):
    """A file gave no text.

    Attributes:
        reason: one word for counting.
        detail: what was found; no text of the file.
        page_count: pages it has, where that is known.
    """

    def __init__(self, reason: Reason, detail: str, page_count: int | None = None) -> None:
        """Say what was found; what to do follows from the reason."""
        super().__init__(f"No text was read: {detail} {HINTS[reason]}")
        self.reason, self.detail, self.page_count = reason, detail, page_count


@dataclass(frozen=True)
class Limits:
    """How far a conversion may go.

    Attributes:
        file_bytes: the file itself.
        unpacked_bytes: all parts read from an archive, unpacked.
        pages: pages read; later ones are left out with a note.
        characters: of all pages; later ones are left out with a note.
        memory_bytes: address space of the child (Linux; other systems do not hold to it).
        silent_seconds: the child may say nothing for so long.
        total_seconds: for one file.
    """

    file_bytes: int = 256 * 1024**2
    unpacked_bytes: int = 256 * 1024**2
    pages: int = 5_000
    characters: int = 20_000_000
    memory_bytes: int = 2 * 1024**3
    silent_seconds: float = 60
    total_seconds: float = 300


@dataclass(frozen=True)
class Page:
    """Text of one page.

    Attributes:
        number: from 1; slides and, in text files, form feeds count as pages.
        text: lines; cells of a table's row are joined by tabs.
        has_picture: where a page without text shows a picture of some.
    """

    number: int
    text: str
    has_picture: bool = False


@dataclass
class Facts:
    """What a file says of itself.

    Attributes:
        format: pdf, docx, pptx, txt or md, by its content.
        title: by its metadata.
        author: by its metadata.
        created_at: ISO 8601, by its metadata.
        modified_at: ISO 8601, by its metadata.
        version: by its metadata.
        page_count: pages it has; those read may be fewer (`notes`). None where a docx was never
            laid out and breaks no page: its text is one page then.
        pages_known_by: `layout` (PDF, slides), `rendered` (Word's last layout), `breaks` (page
            breaks and form feeds only) or `none`.
        notes: what is odd: a wrong extension, macros, pages left out, repaired XML.
    """

    format: str
    title: str | None = None
    author: str | None = None
    created_at: str | None = None
    modified_at: str | None = None
    version: str | None = None
    page_count: int | None = None
    pages_known_by: str = "layout"
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Converted:
    """A file's text, or why there is none.

    Attributes:
        facts: absent where it failed before its format was known.
        pages: those with their texts cleaned; empty where it failed.
        reason: why it failed; None where it did not.
        detail: what was found where it failed.
        page_count: pages it has, also where it failed after counting them.
    """

    facts: Facts | None = None
    pages: tuple[Page, ...] = ()
    reason: Reason | None = None
    detail: str = ""
    page_count: int | None = None
