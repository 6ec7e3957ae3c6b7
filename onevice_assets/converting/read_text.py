"""Plain text and Markdown: the encoding found, form feeds as pages, front matter as metadata."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Page,
    Reason,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_MOST_ODD = 0.02
_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FIELD = re.compile(r"^(title|author|date|version):[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)


def read_text(path: Path, facts: Facts, limits: Limits) -> Iterator[Page]:
    """Read a text file's pages; tables of Markdown keep their pipes.

    Raises:
        ConversionError: it holds no text (binary data under a text's name).
    """
    text = re.sub(r"\r\n?", "\n", decode(path.read_bytes(), facts))
    if facts.format == "md":
        text = _take_front_matter(text, facts)
    if len(text) > limits.characters:
        facts.notes.append(f"only the first {limits.characters} characters were read")
        text = text[: limits.characters]
    parts = text.split("\f")
    facts.page_count = len(parts)
    facts.pages_known_by = "breaks" if len(parts) > 1 else "none"
    for number, part in enumerate(parts[: limits.pages], start=1):
        yield Page(number, part)


def decode(data: bytes, facts: Facts) -> str:
    """Text of bytes: by its mark, as UTF-8, else by what its letters look like.

    Raises:
        ConversionError: it is no text in any encoding.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _refuse_binary(data.decode(encoding, "replace"))
    try:
        return _refuse_binary(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _refuse_binary(_guess(data, facts))


def _guess(data: bytes, facts: Facts) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise ConversionError(Reason.NOT_TEXT, "Its bytes are no text in any known encoding.")
    facts.notes.append(f"encoding guessed: {best.encoding}")
    return data.decode(best.encoding, "replace")


def _refuse_binary(text: str) -> str:
    sample = text[:_SAMPLE]
    odd = sum((sign < " " and sign not in "\t\n\r\f\v") or sign == "\ufffd" for sign in sample)
    if odd > max(1, _MOST_ODD * len(sample)):
        raise ConversionError(
            Reason.NOT_TEXT, f"{odd} of its first {len(sample)} signs are no text."
        )
    return text


def _take_front_matter(text: str, facts: Facts) -> str:
    match = _FRONT.match(text)
    if match is None:
        return text
    said = {name.lower(): value.strip(" \"'") for name, value in _FIELD.findall(match[1])}
    facts.title, facts.author = said.get("title"), said.get("author")
    facts.version, facts.created_at = said.get("version"), said.get("date")
    return text[match.end() :]
