"""Derive `given_names.txt` of `words`: first names of the United States Census of 1990.

The census files `dist.female.first` and `dist.male.first` are in the public domain; the source
distribution of the package `names` (0.3.0) carries them. Unpack it and name its folder:

    .venv/bin/python scripts/derive_given_names.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "onevice_assets/words/given_names.txt"
FILES = ("dist.female.first", "dist.male.first")


def derive(folder: Path) -> list[str]:
    """Every first name of both files, small, sorted; names of one or two letters left out."""
    rows = [row for name in FILES for row in (folder / name).read_text("ascii").splitlines()]
    return sorted({row.split()[0].lower() for row in rows if len(row.split()[0]) > 2})


if __name__ == "__main__":
    TARGET.write_text("\n".join(derive(Path(sys.argv[1]))) + "\n", encoding="utf-8")
