"""Derive `given_names.txt` of `words`: first names of the United States Census of 1990.

The census files `dist.female.first` and `dist.male.first` are in the public domain; the source
distribution of the package `names` (0.3.0) carries them. Unpack it and name its folder:

    .venv/bin/python scripts/derive_given_names.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "onevice_assets/words/given_names.txt"
SHORT = {"al", "bo", "ed", "jo", "ka", "li", "lu", "ty", "vi", "yu"}  # the others are words
FILES = ("dist.female.first", "dist.male.first")


def derive(folder: Path) -> list[str]:
    """Every first name of both files, small and sorted; of those of two letters only a few."""
    rows = [row for name in FILES for row in (folder / name).read_text("ascii").splitlines()]
    names = {row.split()[0].lower() for row in rows}
    return sorted(name for name in names if len(name) > 2 or name in SHORT)


if __name__ == "__main__":
    TARGET.write_text("\n".join(derive(Path(sys.argv[1]))) + "\n", encoding="utf-8")
