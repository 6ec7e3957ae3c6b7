"""From files to facts in PostgreSQL: each episode once, in any order, whoever is killed."""

from __future__ import annotations

import io
import random
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onevice_assets.operations.entities.map_waiting import map_all_waiting
from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.model.written import Written
from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.reading.read_dates import read_moment
from onevice_assets.operations.timeline.statement import Relation, Statement
from onevice_assets.operations.write_episodes import Stores, add_file, write_episodes
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.identity import new_id
from resources.object_store import Objects
from resources.operation_tables import entities, episodes, quarantine
from tests.markers import SHARED

CAME = datetime(2024, 6, 1, tzinfo=UTC)
Add = Callable[..., Written]


@pytest.fixture
def stores(facts_database: ControlPlane, objects: Objects) -> Stores:
    """Stores of an organization of the test's own."""
    return new_stores(facts_database, objects)


def new_stores(control: ControlPlane, objects: Objects) -> Stores:
    with control.begin() as db:
        owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
    return Stores(control, objects, PostgresFacts(control, owner))


def add(stores: Stores, text: str | bytes, name: str = "file.csv", **more: str) -> Written:
    data = text.encode() if isinstance(text, str) else text
    came = datetime.now(UTC) if more.pop("now", "") else CAME
    delivery = Delivery(stores.facts.organization_id, came, **more)  # type: ignore[arg-type]
    done = Written()
    for one in add_file(stores, delivery, io.BytesIO(data), name):
        done.add(one)
    return done


def list_facts(stores: Stores, *subjects: str) -> set[tuple[object, ...]]:
    """Facts without ids of statements, which an organization's id is in."""
    facts: PostgresFacts = stores.facts  # type: ignore[assignment]
    return {plain(one) for subject in subjects for one in facts.history(subject, None)}


def plain(one: Fact) -> tuple[object, ...]:
    return one.subject, one.relation, one.object, one.valid, one.known


@pytest.mark.shared
def test_quickbooks_exports_become_entities_and_facts_and_a_second_run_changes_nothing(
    stores: Stores,
) -> None:
    packed = SHARED / "data" / "marketing" / "fivetran_quickbooks_seeds.tar.xz"
    with tarfile.open(packed) as tar:
        files = {
            Path(one.name).name: tar.extractfile(one).read()  # type: ignore[union-attr]
            for one in tar.getmembers()
            if Path(one.name).stem.removesuffix("_data")
            in ("invoice", "customer", "payment", "payment_line", "invoice_line", "bill")
        }
    first = {name: add(stores, data, name, now="yes") for name, data in sorted(files.items())}
    bills = first.pop("bill_data.csv")
    assert "no mapping fits its columns" in bills.problems[0].reason
    assert {name: one.mapped for name, one in first.items()} == {
        "customer_data.csv": 5,
        "invoice_data.csv": 16,
        "invoice_line_data.csv": 22,
        "payment_data.csv": 12,
        "payment_line_data.csv": 12,
    }
    assert not sum(one.refused for one in first.values())
    assert [(one.line, one.reason) for one in first["invoice_data.csv"].problems] == [
        (15, "it has no number"),
        (16, "it has no number"),
    ]
    facts: PostgresFacts = stores.facts  # type: ignore[assignment]
    at, known = read_moment("2021-03-01"), read_moment("2026-06-01")
    held = {
        one.relation: one.object for one in facts.at("invoice quickbooks:50001", None, at, known)
    }
    assert held == {
        "amount": "1000.00 EUR",
        "balance": "1000.00 EUR",
        "customer": "customer quickbooks:4783",
        "due_on": "2021-02-05",
        "number": "20210205",
        "status": "open",
    }
    with stores.control.begin() as db:
        counted = entities.count(db, facts.organization_id)
        problems = quarantine.list_all(db, facts.organization_id)
    again = Written()
    for name, data in files.items():
        again.add(add(stores, data, name, now="yes"))
    assert (again.new, again.statements, again.entities) == (0, 0, 0)
    with stores.control.begin() as db:
        assert entities.count(db, facts.organization_id) == counted
        assert quarantine.list_all(db, facts.organization_id) == problems


def test_bad_rows_go_to_the_quarantine_and_the_good_ones_go_on(stores: Stores) -> None:
    text = (
        "unit,driver_id,from,to,time_zone\n"
        "1,ann,2024-02-29,,\n"
        "1,bob,2023-02-29,,\n"
        "1\n"
        ",cy,2024-03-01,,\n"
        "1,dee,2024-03-10T02:30,,America/Chicago\n"
        "2,eve,2024-03-01,,\n"
    )
    done = add(stores, text, "drivers.csv")
    assert (done.new, done.mapped, done.refused) == (5, 2, 3)
    with stores.control.begin() as db:
        told = quarantine.list_all(db, stores.facts.organization_id)
        waiting = episodes.count(db, stores.facts.organization_id, None)
    assert [(one.file, one.line) for one in told] == [("drivers.csv", n) for n in (3, 4, 5, 6)]
    assert told[0].reason == "2023-02 has 28 days: there is no day 29"
    assert told[0].what_to_do.startswith("Correct it, and deliver the row again")
    assert told[0].content["driver_id"] == "bob"
    assert "clocks were set forward" in told[3].reason
    assert waiting == {("fleet.assignment", "mapped"): 2, ("fleet.assignment", "refused"): 3}
    assert {one[2] for one in list_facts(stores, "unit 1", "unit 2")} == {
        "driver ann",
        "driver eve",
    }


def test_files_in_any_order_make_the_same_timeline(
    facts_database: ControlPlane, objects: Objects
) -> None:
    """Late, twice, corrections before originals, deletions before what they delete."""
    draw = random.Random(7)
    head = "assignment_id,load_id,unit,driver_id,from,to,updated_at,deleted\n"
    rows: list[str] = []
    for number in range(14):
        own, start = draw.randrange(4), draw.randrange(1, 20)
        end = draw.choice(["", f"2024-03-{start + draw.randrange(8):02}"])
        driver, deleted = draw.choice(["ann", "bob", "cy"]), draw.choice(["", "", "", "yes"])
        told = f"2024-04-{1 + number:02}T{draw.randrange(24):02}:00"
        row = f"A{own},L{own % 3},{own % 2},{driver},2024-03-{start:02},{end},{told},{deleted}\n"
        rows.append(row)
    draw.shuffle(rows)
    files = [head + "".join(rows[at : at + 2]) for at in range(0, len(rows), 2)]
    subjects = ("unit 0", "unit 1", "load L0", "load L1", "load L2")
    found = []
    for seed in range(2):
        here, order = new_stores(facts_database, objects), list(files)
        if seed:
            random.Random(seed).shuffle(order)
            order += order[:2]
        for text in order:
            add(here, text)
        found.append(list_facts(here, *subjects))
    assert len(found[0]) > 10
    assert found[1] == found[0]


class Failing(PostgresFacts):
    """Facts that are not there the first time."""

    tries = 0

    def record(self, statements: Iterable[Statement]) -> Iterator[Recorded]:
        self.tries += 1
        if self.tries == 1:
            raise StoreError("The store is gone.")
        return super().record(statements)


def test_what_was_kept_before_a_store_went_away_is_mapped_by_the_next_try(
    stores: Stores,
) -> None:
    facts = Failing(stores.control, stores.facts.organization_id)
    here = Stores(stores.control, stores.objects, facts)
    text = "load_id,driver_id,from\nL1,ann,2024-03-01\n"
    with pytest.raises(StoreError):
        add(here, text)
    assert list_facts(stores, "load L1") == set()
    done = add(here, text)
    assert (done.new, done.known, done.mapped) == (0, 1, 1)
    assert len(list_facts(stores, "load L1")) == 1
    with stores.control.begin() as db:
        left = episodes.list_waiting(db, facts.organization_id, ("row",), limit=10)
    assert left == []
    assert map_all_waiting(stores.control, facts, None, lambda _: None) == Written()


def test_a_version_that_says_something_else_than_before_is_told_and_changes_nothing(
    stores: Stores,
) -> None:
    head = "assignment_id,unit,driver_id,from,updated_at\n"
    add(stores, f"{head}A1,1,ann,2024-03-01,2024-03-02\n")
    done = add(stores, f"{head}A1,1,bob,2024-03-01,2024-03-02\n")
    assert done.mapped == 0
    assert "said something else" in done.problems[0].reason
    assert {one[2] for one in list_facts(stores, "unit 1")} == {"driver ann"}


def test_documents_wait_for_extraction_with_their_bytes_kept_once(stores: Stores) -> None:
    for name in ("a.pdf", "b.pdf"):
        done = add(stores, b"%PDF-1.7", name)
    assert (done.new, done.known) == (0, 1)
    with stores.control.begin() as db:
        (one,) = episodes.list_waiting(
            db, stores.facts.organization_id, ("document", "email"), limit=10
        )
    assert (one.file, one.outcome) == ("a.pdf", "waiting")
    assert stores.objects.get(str(one.stored_at)) == b"%PDF-1.7"


def test_nothing_of_one_organization_is_seen_by_another(
    facts_database: ControlPlane, objects: Objects
) -> None:
    text = "load_id,driver_id,from\nL1,ann,2024-03-01\n"
    one, other = (new_stores(facts_database, objects) for _ in range(2))
    add(one, text)
    assert list_facts(other, "load L1") == set()
    assert add(other, text).new == 1


def test_an_empty_batch_is_nothing(stores: Stores) -> None:
    assert write_episodes(stores.control, stores.facts, []) == Written()


def test_two_drivers_hold_at_once_where_that_was_said_and_a_change_ends_one_of_them(
    stores: Stores,
) -> None:
    stores.facts.declare(Relation("driver", "many"), actor="test")
    add(
        stores, "unit,driver_id,from,to\n7,ann,2024-03-01,2024-03-09\n7,bob,2024-03-01,2024-03-09\n"
    )
    head = "load_id,driver_id,status,updated_at,deleted\n"
    add(stores, f"{head}L1,ann,booked,2024-03-01,\nL1,bob,moving,2024-03-05,\n")
    facts: PostgresFacts = stores.facts  # type: ignore[assignment]

    def drivers(subject: str, day: str) -> set[str]:
        at = (read_moment(day), read_moment("2024-06-02"))
        return {one.object for one in facts.at(subject, "driver", *at)}

    assert drivers("unit 7", "2024-03-04") == {"driver ann", "driver bob"}
    assert drivers("load L1", "2024-03-04") == {"driver ann"}
    assert drivers("load L1", "2024-03-06") == {"driver bob"}
    done = add(stores, f"{head}L1,bob,gone,2024-03-08,true\n")
    assert (done.refused, done.problems) == (0, [])
    assert drivers("load L1", "2024-03-09") == set()
