"""What retention archived of many at once is written anew without the one who is erased."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onevice_assets.upkeep.erasure import archived_parts
from onevice_assets.upkeep.erasure.place import Stores
from resources.archive import Archive, Manifest, Original
from resources.erasure.retractions import hash_answer
from resources.erasure.subject import Subject
from resources.lake_files import write_parquet
from resources.object_store import Objects

DAY = date(2019, 1, 5)
ORGANIZATION, SHOP, BLOG, ANN = (f"00000000-0000-7000-8000-00000000000{n}" for n in range(4))
MAIL, KEY, RUN = "ann@example.com", "acme.shop.test", "11111111-0000-7000-8000-000000000000"
ASKED = datetime(2026, 11, 20, 10, tzinfo=UTC)
ANSWERS = ("taken back", "kept")
NOBODY = Subject("user", ORGANIZATION, "acme", {}, {}, {}, {}, {})
USER = replace(NOBODY, users={ANN: MAIL})
WEBSITE = replace(NOBODY, kind="website", websites={SHOP: KEY}, runs=(RUN,))
TAKEN_BACK = replace(
    NOBODY,
    kind="answers",
    responses={"taken back": f"2026-11-20|{KEY}"},
    payloads=(f"llm-responses/{RUN}/a.json",),
    contents=(hash_answer(SHOP, "openai", "m", "Which?", ASKED, "taken back"),),
    about={SHOP: KEY},
)


def entry(number: int, **said: Any) -> dict[str, Any]:
    row = {"id": str(number), "website_id": None, "actor": "test", "action": "brands.track"}
    return {**row, "subject": "x", "detail": {}, "recorded_at": "2019-01-05T00:00:00Z", **said}


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """An archive of days of several owners; nothing else is asked."""
    objects = Objects(url=tmp_path.as_uri())
    entries = [
        entry(1, detail={"website": KEY}),
        entry(2, actor=f"user:{MAIL}"),
        entry(3, detail={"of": "nobody of ours"}),
    ]
    rows = gzip.compress("".join(f"{json.dumps(one)}\n" for one in entries).encode())
    lines = [
        {"provider": "openai", "model": "m", "prompt": "Which?", "answer": one,
         "asked_at": ASKED.isoformat()}
        for one in ANSWERS
    ]  # fmt: skip
    imported = "\n".join(json.dumps(one) for one in lines).encode()
    answers = write_parquet(pa.table({"id": list(ANSWERS), "prompt_text": ["Which?"] * 2})).data
    states = write_parquet(pa.table({"llm_response_id": ["taken back"] * 2})).data
    objects_of = [
        Original("objects", f"llm-responses/{RUN}/a.json", b"taken back"),
        Original("objects", f"llm-responses/{RUN}/b.json", b"kept"),
        Original("objects", f"llm-responses/{BLOG}/c.json", b"of the blog"),
        Original("objects", f"imports/{SHOP}/d.jsonl", imported),
    ]
    of_shop = [Original("lake", f"day/{KEY}/answers", answers), Original("lake", "s", states)]
    keep(objects, "audit_log", {}, [Original("rows", "control.audit_log", rows)])
    keep(objects, "llm_payloads", {}, objects_of)
    keep(objects, "llm_responses", {"organization_id": ORGANIZATION, "website_id": SHOP}, of_shop)
    ann = gzip.compress(json.dumps({"id": ANN, "email": MAIL}).encode())
    account = [Original("rows", "control.users", ann)]
    keep(objects, "users", {"organization_id": ORGANIZATION, "subject": MAIL}, account)
    make: Any = Stores
    made: Stores = make(None, None, objects, *[None] * 5, tmp_path)
    return made


def keep(objects: Objects, name: str, scope: dict[str, Any], files: list[Original]) -> None:
    Archive(objects).keep(Manifest(name, f"{DAY}|{name}", DAY, DAY, scope, ()), files)


def read(stores: Stores) -> dict[str, list[bytes]]:
    """Every archived file's bytes by data type, each as its SHA-256 in the manifest says."""
    archive = Archive(stores.objects)
    found = {
        one.data_type: [archive.read(one, file) for file in one.files] for one in archive.list_all()
    }
    paths = [one for one in stores.objects.list("archive/") if "manifest" not in one]
    there = {one.rpartition("/")[2] for one in paths}
    files = [data for every in found.values() for data in every]
    assert there == {hashlib.sha256(one).hexdigest() for one in files}, "a file nobody names"
    return found


def read_entries(stores: Stores) -> list[dict[str, Any]]:
    (data,) = read(stores)["audit_log"]
    return [json.loads(one) for one in gzip.decompress(data).decode().splitlines()]


def test_a_user_goes_out_of_a_day_of_many_and_an_archived_account_goes_whole(
    stores: Stores,
) -> None:
    before = read(stores)
    assert archived_parts.count(stores, USER) == 2
    assert archived_parts.erase(stores, USER) == 2
    after = read(stores)
    assert after == {n: v for n, v in before.items() if n != "users"} | {
        "audit_log": after["audit_log"]
    }
    (of_shop, of_ann, of_nobody) = read_entries(stores)
    assert (of_shop["detail"], of_nobody["detail"]) == ({"website": KEY}, {"of": "nobody of ours"})
    assert (of_ann["actor"], of_ann["action"], of_ann["id"]) == ("erased", "brands.track", "2")
    assert of_ann["subject"].startswith("erased:")
    assert archived_parts.count(stores, USER) == archived_parts.erase(stores, USER) == 0


def test_an_erasure_that_an_older_version_began_can_be_ended() -> None:
    kept = json.loads(replace(WEBSITE, askers=("icp:1",)).to_json())
    assert Subject.from_json(kept).askers == ("icp:1",)
    del kept["askers"]
    assert Subject.from_json(kept) == WEBSITE


def test_a_website_takes_its_days_whole_and_its_files_out_of_days_of_nobody_known(
    stores: Stores,
) -> None:
    assert archived_parts.erase(stores, WEBSITE) == archived_parts.erase(stores, WEBSITE) + 6
    after = read(stores)
    assert after["llm_payloads"] == [b"of the blog"]
    assert "llm_responses" not in after
    assert [one["detail"] for one in read_entries(stores)] == [{}, {}, {"of": "nobody of ours"}]
    assert KEY not in json.dumps(read_entries(stores))


def test_an_answer_taken_back_is_in_no_archive_however_often_it_dies_on_the_way(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete = Objects.delete
    with monkeypatch.context() as patch:
        patch.setattr(Objects, "delete", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            archived_parts.erase(stores, TAKEN_BACK)
    assert delete is Objects.delete
    assert archived_parts.count(stores, TAKEN_BACK) > 0  # what was to be deleted still is
    archived_parts.erase(stores, TAKEN_BACK)
    after = read(stores)
    assert archived_parts.count(stores, TAKEN_BACK) == 0
    assert not [one for every in after.values() for one in every if b"taken back" in one]
    assert b"kept" in after["llm_payloads"]
    answers, states = (pq.read_table(pa.BufferReader(one)) for one in after["llm_responses"])
    assert (answers["id"].to_pylist(), states.num_rows) == (["kept"], 0)
    assert len(read_entries(stores)) == 3
