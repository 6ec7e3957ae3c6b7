"""Write `resources/migrations/postgres/schema.json`: what the newest revision leaves in place.

ONEVICE_HOME=an-empty-folder python -m scripts.write_postgres_schema

Takes the picture of a fresh home's embedded PostgreSQL. A test holds the file: run this after
adding a revision.
"""

from __future__ import annotations

import json

from resources.control_plane.resource import ControlPlane
from resources.migrations.postgres.catalogue import read_catalogue
from resources.migrations.postgres.migrations import DECLARED


def main() -> None:
    """Migrate, look, write; one line a thing, so that two branches' revisions merge."""
    with ControlPlane(url="").begin() as db:
        lines = read_catalogue(db)
    DECLARED.write_text(json.dumps(lines, indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
