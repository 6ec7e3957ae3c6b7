"""One `onevice …` of a drill: ids that are the same in every life, and a clock that may be wrong.

python -m tests.drills.faults.command SKEW_SECONDS WORD…
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any


def main() -> None:
    """Run the command line; its exit code is ours."""
    skew, words = timedelta(seconds=float(sys.argv[1])), sys.argv[2:]
    with _moved(skew):
        from tests.drills.month.same_ids import same_ids

        sys.argv = ["onevice", *words]
        with same_ids():
            from onevice_assets.cli import main as run

            run()


def _moved(skew: timedelta) -> Any:
    if not skew:
        return nullcontext()
    import time_machine

    return time_machine.travel(datetime.now(UTC) + skew, tick=True)


if __name__ == "__main__":
    main()
