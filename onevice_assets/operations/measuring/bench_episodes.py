"""How fast rows of files become facts in PostgreSQL: by the clock, and by the processor."""

from __future__ import annotations

import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.model.written import Written
from onevice_assets.operations.timeline.measuring.own_stores import own_stores
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.write_episodes import Stores, add_file

Figures = dict[str, Any]
_BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_KINDS: Final = ("customers", "drivers", "equipment", "loads", "assignments", "invoices")
_SHARES: Final = (0.02, 0.02, 0.02, 0.24, 0.4, 0.3)
_VERSIONS: Final = 0.1


@dataclass(frozen=True)
class Amounts:
    """How many rows are made."""

    rows: int


SMALL: Final = Amounts(10_000)
FULL: Final = Amounts(100_000)


def make_files(folder: Path, amounts: Amounts) -> list[Path]:
    """Made-up files of a fleet, the same in every run; a tenth of the rows are later versions.

    Args:
        folder: an empty one.
        amounts: how many rows in all.
    """
    draw = random.Random(38)
    made = []
    for kind, share in zip(_KINDS, _SHARES, strict=True):
        path = folder / f"{kind}.csv"
        rows = list(_make_rows(kind, max(int(amounts.rows * share), 1), draw))
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        made.append(path)
    return made


def bench_episodes(resources: Mapping[str, Any], amounts: Amounts) -> Figures:
    """Add made-up files, add them again, and take all of it away.

    Args:
        resources: `control` and `objects`.
        amounts: how much.

    Returns:
        `rows`, `statements`; of the first and the second time `rows_per_second` by the clock and
        `rows_per_processor_second` of this process alone, without the server's; the slowest batch;
        the most memory; the machine's load.
    """
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="onevice-bench-") as here:
        files = make_files(Path(here), amounts)
        with own_stores(resources, with_graph=False) as (owner, _, _):
            facts = PostgresFacts(resources["control"], owner)
            stores = Stores(resources["control"], resources["objects"], facts)
            first = _measure(stores, owner, files)
            again = _measure(stores, owner, files)
    load.append(os.getloadavg()[0])
    return {
        "first_time": first,
        "again": again,
        "most_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "cores": os.cpu_count(),
        "load": dict(zip(("before", "after"), load, strict=True)),
    }


def _measure(stores: Stores, owner: str, files: list[Path]) -> Figures:
    delivery = Delivery(owner, datetime.now(UTC))
    done, batches = Written(), []
    clock, processor = time.perf_counter(), time.process_time()
    for path in files:
        with path.open("rb") as file:
            last = time.perf_counter()
            for one in add_file(stores, delivery, file, path.name):
                done.add(one)
                now = time.perf_counter()
                batches.append(now - last)
                last = now
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    rows = done.new + done.known
    return {
        "rows": rows,
        "refused": done.refused,
        "statements": done.statements,
        "rows_per_second": round(rows / clock),
        "rows_per_processor_second": round(rows / processor),
        "slowest_batch_ms": round(1000 * max(batches)),
    }


def _make_rows(kind: str, count: int, draw: random.Random) -> Iterator[dict[str, object]]:
    many = max(count // 20, 5)
    for number in range(count):
        is_newer = number > 0 and draw.random() < _VERSIONS
        own = draw.randrange(number) if is_newer else number
        at = _BEGIN + timedelta(minutes=draw.randrange(400_000))
        told = at + timedelta(hours=draw.randrange(1, 500 if is_newer else 50))
        yield {**_make_row(kind, own, at, many, draw), "updated_at": told.isoformat()}


def _make_row(
    kind: str, own: int, at: datetime, many: int, draw: random.Random
) -> dict[str, object]:
    driver, unit = f"D{draw.randrange(many)}", 1000 + draw.randrange(many)
    customer, cents = f"C{draw.randrange(many)}", draw.randrange(10_000, 2_000_000)
    money = f"{cents / 100:.2f}"
    if kind == "customers":
        return {"customer_id": f"C{own}", "customer_name": f"Customer {own}", "payment_terms": "30"}
    if kind == "drivers":
        return {"driver_id": f"D{own}", "name": f"Driver {own}", "license_number": f"L{own}"}
    if kind == "equipment":
        return {"unit": 1000 + own, "vin": f"1V{own:08}", "make": "Volvo", "status": "in service"}
    if kind == "loads":
        places = {"origin": f"City {unit}", "destination": f"City {own % 300}"}
        about = {"load_id": f"L{own}", "customer_id": customer, **places}
        return {**about, "status": "booked", "rate_cents": cents, "pickup_at": at.isoformat()}
    if kind == "assignments":
        until = at + timedelta(hours=draw.randrange(2, 40))
        time = {"from": at.isoformat(), "to": until.isoformat()}
        return {"assignment_id": f"A{own}", "load_id": f"L{own}", "unit": unit,
                "driver_id": driver, **time}  # fmt: skip
    about = {"invoice_number": f"I{own}", "customer_id": customer, "amount": money}
    due = {"due_date": at.date() + timedelta(days=30), "invoice_date": at.date()}
    return {**about, "balance": money, **due}
