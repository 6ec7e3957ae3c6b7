"""The website of a life, added at a moment that is the same in every life: ids derive from it.

python -m tests.drills.faults.begin MOMENT
"""

from __future__ import annotations

import sys

from tests.drills.month.same_ids import same_ids


def main() -> None:
    """Watch the bundled example."""
    from onevice_assets.cli.run import watch
    from onevice_assets.cli.session import Session

    with same_ids():
        session = Session()
        watch(session, "", "", "")
    with session.resources["control"].begin() as db:
        for table in ("organizations", "websites", "prompt_baskets"):
            db.exec_driver_sql(f"UPDATE control.{table} SET created_at = %s", (sys.argv[1],))


if __name__ == "__main__":
    main()
