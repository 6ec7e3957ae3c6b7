"""The commands that stand in our documents, as a person would type them.

A command is a line of a code block, or code within a sentence, that begins with `onevice` or
`.venv/bin/onevice`, also after `docker compose … exec code` and variables set before it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("README.md", "CONTRIBUTING.md", "docs/*.md", "docs/how-to/*.md")
    for path in ROOT.glob(pattern)
)
_WITHIN_A_SENTENCE = re.compile(r"`([^`\n]+)`")
_PROGRAM = re.compile(r"^(?:\S*/)?onevice$")
_BEFORE = re.compile(r"^(?:\$|docker|compose|exec|run|-T|--rm|code|[A-Z_]+=\S*)$")
_ENDS = {"|", "||", "&&", ";", ">", ">>", "<", "&"}


@dataclass(frozen=True)
class Documented:
    """One command of a page: its words behind the program's name.

    Attributes:
        is_whole: a line of a code block, so that all its required arguments stand there.
    """

    page: str
    line: int
    words: tuple[str, ...]
    is_whole: bool

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: onevice {' '.join(self.words)}"


def documented_commands() -> list[Documented]:
    """Every command of every page, in the order of the pages."""
    return [one for page in PAGES for one in commands_of(page)]


def commands_of(page: Path) -> Iterator[Documented]:
    """The commands of one page, in its order."""
    is_fenced = False
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
            continue
        is_code = is_fenced or line.startswith("    ")
        written = [line] if is_code else _WITHIN_A_SENTENCE.findall(line)
        for text in written:
            words = _words(text)
            if words is not None:
                yield Documented(str(page.relative_to(ROOT)), number, words, is_code)


def _words(text: str) -> tuple[str, ...] | None:
    """The words behind the program's name; none where the text starts another program."""
    try:
        words = shlex.split(text, comments=True)
    except ValueError:
        return None
    while words and _BEFORE.match(words[0]):
        words = words[1:]
    if not words or not _PROGRAM.match(words[0]):
        return None
    until = next((place for place, word in enumerate(words) if word in _ENDS), len(words))
    return tuple(word.strip("[](),;") for word in words[1:until] if word not in ("…", "..."))
