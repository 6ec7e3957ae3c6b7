"""Write `docs/stores.md`: what the newest version of each store declares, for people.

python -m scripts.write_stores_doc

`onevice schema check` and a test compare it with what is declared.
"""

from __future__ import annotations

from resources.migrations.documented import DOCUMENT, declare_every, write_document


def main() -> None:
    """Write it anew."""
    DOCUMENT.write_text(write_document(declare_every()), "utf-8")


if __name__ == "__main__":
    main()
