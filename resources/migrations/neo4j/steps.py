"""Reads the Cypher files: which steps there are, their statements and checksums.

Not here: sending them (`runner.py`), or what the store has of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from resources.cypher import Statement, define
from resources.errors import ConfigurationError

_NAME = re.compile(r"V(\d{3,4})__[a-z0-9_]+\.cypher")
_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*`   # kept, whatever is in them
      | (?P<comment>//[^\n]* | /\*.*?\*/) | (?P<end>;) | [^'"`/;]+ | .""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One file and its way back.

    Attributes:
        version: four digits.
        file: name of the file that goes up.
        title: its first line, what it brings.
        loses: first line of its way back, what goes and what stays.
        checksum: SHA-256 of its text, hexadecimal; line ends of any system count as one.
        up: its statements.
        down: those of the way back.
    """

    version: str
    file: str
    title: str
    loses: str
    checksum: str
    up: Sequence[Statement]
    down: Sequence[Statement]


def read_steps(folder: Path, make: Callable[[str, str], Statement] = Statement) -> tuple[Step, ...]:
    """Read every step of a folder, in order.

    Args:
        folder: holds `V001__words.cypher`, `V001__words.down.cypher` and on.
        make: makes a statement of a name and a text; `define` registers it as well.

    Raises:
        ConfigurationError: a number is missing or there twice, a file is called otherwise, has
            no way back, no comment in its first line or no statement.
    """
    files = sorted(path for path in folder.glob("*.cypher") if ".down." not in path.name)
    steps = tuple(_read_step(path, make) for path in files)
    found = [step.version for step in steps]
    wanted = [f"{number:04}" for number in range(1, len(steps) + 1)]
    if found != wanted:
        odd = next((a for a, b in zip(wanted, found, strict=True) if a != b), "")
        raise _broken(
            folder.name,
            f"their numbers are {', '.join(found)}, so {odd} is missing or there twice",
        )
    return steps


def _read_step(path: Path, make: Callable[[str, str], Statement]) -> Step:
    if not _NAME.fullmatch(path.name):
        raise _broken(path.name, "its name is not V001__words.cypher")
    back = path.with_name(f"{path.stem}.down.cypher")
    if not back.exists():
        raise _broken(path.name, f"its way back {back.name} is missing")
    return Step(
        version=path.name[1:].partition("__")[0].zfill(4),
        file=path.name,
        title=_read_title(path),
        loses=_read_title(back),
        checksum=hashlib.sha256(path.read_text("utf-8").encode()).hexdigest(),
        up=_read_statements(path, make),
        down=_read_statements(back, make),
    )


def _read_title(path: Path) -> str:
    title = path.read_text("utf-8").partition("\n")[0]
    if not title.startswith("//"):
        raise _broken(path.name, "its first line is no comment (//) that says what it does")
    return title.strip("/ ")


def _read_statements(path: Path, make: Callable[[str, str], Statement]) -> tuple[Statement, ...]:
    texts = split_statements(path.read_text("utf-8"))
    if not texts:
        raise _broken(path.name, "it has no statement")
    stem = path.name.removesuffix(".cypher")
    return tuple(make(f"migrations.{stem}.{n}", text) for n, text in enumerate(texts, start=1))


def split_statements(text: str) -> list[str]:
    """Cut a Cypher file at its semicolons; those in texts, names and comments do not count."""
    parts = [""]
    for token in _TOKEN.finditer(text):
        if token["end"]:
            parts.append("")
        else:
            parts[-1] += " " if token["comment"] else token[0]
    return [part.strip() for part in parts if part.strip()]


def _broken(what: str, found: str) -> ConfigurationError:
    return ConfigurationError(
        f"The graph's migrations cannot be used: {what}: {found}. Nothing was sent to the graph. "
        "Install onevice-assets again; in a working copy, mend the files in "
        "resources/migrations/neo4j/versions."
    )


STEPS = read_steps(Path(__file__).parent / "versions", define)
"""What this code brings, each statement known to `resources.cypher`."""
