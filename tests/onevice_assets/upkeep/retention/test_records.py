"""Objects, rows and Dagster's history: what goes, whose holds keep what, what is in use."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.tables import audience
from onevice_assets.upkeep.retention.apply import apply
from onevice_assets.upkeep.retention.data_types import find_removed
from onevice_assets.upkeep.retention.restoring import restore_partition
from onevice_assets.upkeep.retention.sources import plan
from resources.archive import Archive, Manifest, Original
from resources.control_plane import audit, legal_holds, users
from resources.control_plane.legal_holds import Held
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, StoreError
from resources.identity import new_id
from resources.lake import Lake
from resources.object_store import Objects
from tests.fake_s3 import FakeS3
from tests.onevice_assets.brand_monitor.audience.sites import PLUMBER, add_site

TODAY = date(2027, 12, 1)
Given = dict[str, Any]


@pytest.fixture
def given(control: ControlPlane, tmp_path: Path) -> Given:
    root = tmp_path.as_uri()
    return {
        "lake": Lake(url=f"{root}/lake"),
        "objects": Objects(url=f"{root}/objects"),
        "control": control,
    }


def put(given: Given, path: str, days_old: int) -> str:
    """Write an object as if it had been written so many days ago."""
    given["objects"].put(path, path)
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    at = (moment - timedelta(days=days_old)).timestamp()
    os.utime(Path(given["objects"].url.removeprefix("file://")) / path, (at, at))
    return path


def remove(given: Given, name: str, today: date = TODAY) -> list[tuple[str, int]]:
    (of,) = find_removed([name])
    done = apply(of, given, today, actor="test")
    assert not done.failed
    return [(unit.partition, count) for unit, count in done.removed]


def test_pages_go_but_for_those_of_the_latest_crawl_and_come_back(given: Given) -> None:
    site = add_site(given["control"], given["lake"], PLUMBER, domain="acme.test")
    rows = given["lake"].read_rows(audience.scraped_pages, site.key)
    rows[0]["content_html_path"] = f"scraped-content/{site.id}/used/raw.html"
    given["lake"].write(audience.scraped_pages, site.key, rows)
    for name in ("raw.html", "cleaned.txt"):
        used = put(given, f"scraped-content/{site.id}/used/{name}", 400)
        gone = put(given, f"scraped-content/{site.id}/gone/{name}", 91)
        young = put(given, f"scraped-content/{site.id}/young/{name}", 90)
    ((partition, count),) = remove(given, "scraped_content")
    assert count == 2
    left = given["objects"].list("scraped-content/")
    assert (used in left, gone in left, young in left, len(left)) == (True, False, True, 4)
    assert restore_partition(given, "scraped_content", partition, actor="test") == (2, [])
    assert given["objects"].get(gone) == gone.encode()
    assert given["objects"].list("scraped-content/").count(gone) == 1


def test_an_object_of_nobody_known_is_kept_by_any_hold(given: Given) -> None:
    put(given, f"llm-responses/{new_id()}/a.json", 200)
    with given["control"].begin() as db:
        held = legal_holds.place(db, Held(subject="ann@x.test"), reason="case", actor="ann")
    assert remove(given, "llm_payloads") == []
    with given["control"].begin() as db:
        legal_holds.release(db, held.id, reason="closed", actor="ann")
        actions = [one.action for one in audit.entries(db)]
    assert actions == ["hold.release", "hold.place"]
    assert [count for _, count in remove(given, "llm_payloads")] == [1]


def test_an_account_goes_thirty_days_after_it_ended_but_for_who_is_held(given: Given) -> None:
    with given["control"].begin() as db:
        for name in ("ann", "bob", "eve"):
            users.add(db, f"{name}@x.test", password="a long password", actor="test")
        db.exec_driver_sql(
            "UPDATE control.users SET updated_at = '2027-10-31T12:00Z', "
            "is_active = (email LIKE 'eve%%')",
            {},
        )
        legal_holds.place(db, Held(subject="BOB@x.test"), reason="case", actor="ann")
    assert remove(given, "users", date(2027, 11, 30)) == []
    ((partition, _),) = remove(given, "users")
    assert partition == "2027-10-31|ann@x.test"
    assert remove(given, "users") == []
    with given["control"].begin() as db:
        left = set(db.exec_driver_sql("SELECT email FROM control.users").scalars())
    assert left == {"bob@x.test", "eve@x.test"}
    assert restore_partition(given, "users", partition, actor="test")[0] == 1
    assert restore_partition(given, "users", partition, actor="test")[0] == 0


def test_the_audit_log_gives_up_what_is_older_than_seven_years_and_nothing_younger(
    given: Given,
) -> None:
    with given["control"].begin() as db:
        db.exec_driver_sql(
            "INSERT INTO control.audit_log (id, actor, action, subject, recorded_at) "
            "VALUES (%(id)s, 'test', 'a', 'old', '2012-03-04T10:00Z')",
            {"id": new_id()},
        )
        audit.record(db, actor="test", action="a", subject="young", detail={})
    assert remove(given, "audit_log") == [("2012-03-04|-", 1)]
    assert Archive(given["objects"]).find("audit_log", "2012-03-04|-")
    # a clock far ahead: the database itself keeps what is young
    (of,) = find_removed(["audit_log"])
    ahead = apply(of, given, date(2999, 1, 1), actor="test")
    assert "append only" in " ".join(ahead.failed)
    with given["control"].begin() as db:
        assert "young" in {one.subject for one in audit.entries(db)}


def test_an_archive_has_a_period_of_its_own(given: Given) -> None:
    put(given, f"llm-responses/{new_id()}/a.json", 200)
    ((partition, _),) = remove(given, "llm_payloads")
    written = date.fromisoformat(partition[:10])
    assert remove(given, "archives", written + timedelta(days=730)) == []
    assert len(remove(given, "archives", written + timedelta(days=731))) == 1
    assert given["objects"].list("archive/") == []


def test_a_hold_says_what_and_why_or_nothing_is_held(control: ControlPlane) -> None:
    with control.begin() as db:
        for on, why, told in (
            (Held(), "case", "at least one"),
            (Held(subject="a"), " ", "Say why"),
            (Held(first_day=TODAY, last_day=TODAY - timedelta(1)), "case", "before"),
        ):
            with pytest.raises(InputError, match=told):
                legal_holds.place(db, on, reason=why, actor="ann")
        assert legal_holds.list_holds(db, every=True) == []
        held = legal_holds.place(db, Held(subject="a"), reason="case", actor="ann")
        legal_holds.release(db, held.id, reason="closed", actor="bob")
        with pytest.raises(InputError, match="was released on"):
            legal_holds.release(db, held.id, reason="closed", actor="bob")
        with pytest.raises(InputError, match="There is no hold"):
            legal_holds.release(db, "x", reason="closed", actor="bob")
        assert legal_holds.holds_on(db, Held(subject="a")) == []


@dg.asset
def made() -> int:
    return 1


@dg.op
def _fail() -> None:
    raise StoreError("not today")


@dg.job
def failing() -> None:
    _fail()


def test_runs_that_made_nothing_go_before_those_that_made_something(given: Given) -> None:
    with dg.instance_for_test() as instance:
        given["instance"] = instance
        kept = dg.materialize([made], instance=instance).run_id
        lost = failing.execute_in_process(instance=instance, raise_on_error=False).run_id
        day = instance.get_run_records()[0].create_timestamp.astimezone(UTC).date()
        assert remove(given, "dagster_runs", day + timedelta(days=90)) == []
        assert remove(given, "dagster_runs", day + timedelta(days=91)) == [(f"{day}|-", 1)]
        assert [one.run_id for one in instance.get_runs()] == [kept]
        assert lost != kept
        (of,) = find_removed(["compute_logs"])
        logs = plan(of, given, day + timedelta(days=31))
        assert [(one.verdict, one.unit.parts) for one in logs] == [("goes", (kept,))]
        assert remove(given, "compute_logs", day + timedelta(days=31)) == [(f"{day}|-", 1)]
        assert plan(of, given, day + timedelta(days=31)) == []
        assert remove(given, "dagster_asset_runs", day + timedelta(days=731)) == [(f"{day}|-", 1)]
        assert not instance.get_runs()


def test_what_is_archived_in_a_bucket_is_in_the_class_that_was_chosen_and_all_else_in_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = FakeS3()
    try:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{fake.port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "key")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        objects = Objects(url=f"s3://b{new_id()}", archive_storage_class="GLACIER_IR")
        objects.put("reports/today", b"x")
        told = Manifest("reports", "2026-01-05|-", TODAY, TODAY, {}, ())
        kept = Archive(objects).keep(told, [Original("objects", "reports/old", b"what was told")])
        assert Archive(objects).read(kept, kept.files[0]) == b"what was told"
        classes = {path.rpartition("/")[2]: name for path, name in fake.classes.items()}
    finally:
        fake.close()
    of_archive = {kept.files[0].sha256: "GLACIER_IR", "manifest.json": "GLACIER_IR"}
    assert classes == {"today": "", **of_archive}
