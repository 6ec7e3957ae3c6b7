"""What a file's name says of its version, and what is left of it without that."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_VERSION = re.compile(r"(?<![a-z0-9])v(?:er(?:sion)?)?[ ._-]?(\d+(?:[._]\d+)*)(?![a-z0-9])", re.I)
_REVISION = re.compile(r"(?<![a-z0-9])(?:rev(?:ision)?|draft)[ ._-]?(\d+)(?![a-z0-9])", re.I)
_COPY = re.compile(r"\(\d+\)|(?<![a-z])copy(?: \d+)?(?: of)?(?![a-z])|~\$", re.I)
_WORDS = re.compile(
    r"(?<![a-z])(?:final|finals|latest|approved|draft|clean|updated|revised|edit(?:ed)?|new|old)"
    r"(?![a-z])",
    re.I,
)
_FINAL = re.compile(r"(?<![a-z])(?:final|approved)(?![a-z])", re.I)
_NUMBERS = re.compile(r"\d+")


def read_stem(filename: str) -> str:
    """A name without ending, version, copy marks and words such as `final`.

    Dates and other numbers stay: they tell the call sheet of one day from that of the next. A name
    made of such marks alone stays whole.
    """
    plain = _plain(filename)
    stem = _COPY.sub(" ", _VERSION.sub(" ", _REVISION.sub(" ", plain)))
    stem = " ".join(_WORDS.sub(" ", stem).split())
    return stem or " ".join(plain.split())


def read_version(filename: str) -> str | None:
    """The version a name tells: `v3.2`; None where it tells none."""
    found = _VERSION.search(_plain(filename)) or _REVISION.search(_plain(filename))
    return f"v{re.sub('[_ ]', '.', found[1])}" if found else None


def rank_name(filename: str, version: str | None) -> tuple[bool, tuple[int, ...]]:
    """What orders versions first: whether it calls itself final, then its version."""
    numbers = tuple(int(one) for one in _NUMBERS.findall(version or "")[:4])
    return _FINAL.search(_plain(filename)) is not None, numbers


def list_numbers(stem: str) -> list[int]:
    """Numbers of a stem: where they differ, so do the documents."""
    return [int(one[:18]) for one in _NUMBERS.findall(stem)]


def _plain(filename: str) -> str:
    name = PurePosixPath(filename)
    base = name.stem if name.suffix else name.name
    folded = unicodedata.normalize("NFKC", base).casefold()
    return re.sub(r"(?<=\d)_(?=\d)", ".", folded).replace("_", " ").replace("-", " ")
