"""What every store holds at the end of a life, and what the ledger says of the provider's calls.

python -m tests.drills.faults.tell CALLS_LOG TO
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.drills.faults.life import calls_of
from tests.drills.month.contents import read_contents
from tests.drills.month.money import count_paid, read_attempts

_FACTS = """
SELECT subjects.name, relations.name, objects.name, lower(valid)::text, upper(valid)::text
FROM operations.facts
JOIN operations.names AS subjects ON subjects.number = subject
JOIN operations.names AS objects ON objects.number = object
JOIN operations.relations ON relations.number = relation
    AND relations.organization_id = facts.organization_id
WHERE upper_inf(known) ORDER BY 1, 2, 3, 4, 5
"""


def main() -> None:
    """Write it as JSON."""
    from onevice_assets.cli.session import Session

    log, to = Path(sys.argv[1]), Path(sys.argv[2])
    resources = Session().resources
    told = {
        "contents": read_contents(resources),
        "facts": _facts(resources),
        **_money(resources, log),
    }
    to.write_text(json.dumps(told), "utf-8")


def _facts(resources: Any) -> list[str]:
    with resources["control"].begin() as db:
        return [json.dumps(list(row)) for row in db.exec_driver_sql(_FACTS)]


def _money(resources: Any, log: Path) -> dict[str, Any]:
    attempts = read_attempts(resources)
    asked = {call["client_id"] for call in calls_of(log)}
    known = {one["id"] for one in attempts}
    return {
        "attempts": len(attempts),
        "calls": len(asked),
        "paid": count_paid(attempts),
        "not_booked": sorted(asked - known),
        "open": sum(one["status"] == "reserved" for one in attempts),
        "unknown": sum(one["status"] not in ("succeeded", "reserved") for one in attempts),
    }


if __name__ == "__main__":
    main()
