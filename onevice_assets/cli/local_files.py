"""The files of this machine that a command was given, by themselves or in folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from resources.errors import InputError


def find_files(paths: Sequence[Path], endings: tuple[str, ...]) -> list[tuple[Path, str]]:
    """Files to take in, each with its path below what was named, in order.

    A file that is named is taken whatever it is; of a folder those with one of the endings, but
    nothing hidden.

    Args:
        paths: files, or folders of them.
        endings: lower case, with their dot.

    Raises:
        InputError: a path is not there, or there is nothing to take below it.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no {path}; nothing was added.")
        if path.is_dir():
            found += [(file, str(file.relative_to(path))) for file in _below(path, endings)]
        else:
            found.append((path, path.name))
    if not found:
        raise InputError(
            f"There is no {' '.join(endings)} below {', '.join(map(str, paths))}; nothing was "
            "added. A file of another ending is taken where it is named itself."
        )
    return found


def _below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    files = (one for one in folder.rglob("*") if one.suffix.lower() in endings and one.is_file())
    return sorted(
        one for one in files if not any(p.startswith(".") for p in one.relative_to(folder).parts)
    )
