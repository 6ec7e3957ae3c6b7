"""The inbox on a folder and, under `make test-servers`, on a bucket's prefix: the same promises."""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from resources import inbox
from resources.errors import MissingDataError
from resources.object_store import Objects

KEY = "default.pay.test"
LINE = b'{"answer": "PayPal."}\n'


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def paths(objects: Objects) -> list[str]:
    return [one.path for one in inbox.list_files(objects)]


def test_files_of_a_website_are_listed_with_size_time_and_website(objects: Objects) -> None:
    objects.put(f"inbox/{KEY}/a.jsonl", LINE)
    (found,) = inbox.list_files(objects)
    assert (found.path, found.name) == (f"inbox/{KEY}/a.jsonl", "a.jsonl")
    assert (found.website_key, found.size) == (KEY, len(LINE))
    assert abs(datetime.now(UTC) - found.modified_at) < timedelta(minutes=5)


def test_an_inbox_that_nobody_made_is_empty(objects: Objects) -> None:
    assert inbox.list_files(objects) == []


def test_what_lies_elsewhere_or_is_being_uploaded_is_not_listed(objects: Objects) -> None:
    for path in ("imports/a.jsonl", "inboxes/a.jsonl", f"inbox/done/{KEY}/a.jsonl",
                 f"inbox/failed/{KEY}/a.jsonl.reason.txt", f"inbox/{KEY}/.hidden",
                 f"inbox/{KEY}/a.jsonl.part", f"inbox/{KEY}/b.tmp"):  # fmt: skip
        objects.put(path, LINE)
    assert paths(objects) == []


def test_a_file_is_taken_only_when_nobody_wrote_to_it_for_a_minute(objects: Objects) -> None:
    objects.put(f"inbox/{KEY}/a.jsonl", LINE)
    found = inbox.list_files(objects)
    assert inbox.choose(found, datetime.now(UTC), 20) == []
    assert inbox.choose(found, in_an_hour(), 20) == found


def test_a_file_that_grew_since_it_was_listed_is_left_for_the_next_look(objects: Objects) -> None:
    objects.put(f"inbox/{KEY}/a.jsonl", LINE)
    (before,) = inbox.list_files(objects)
    objects.put(f"inbox/{KEY}/a.jsonl", LINE * 2)
    assert inbox.read(objects, before, in_an_hour()) is None
    (now,) = inbox.list_files(objects)
    assert inbox.read(objects, now, in_an_hour()) == LINE * 2


@pytest.mark.parametrize("folder", ["done", "failed"])
def test_a_file_that_is_put_away_lies_there_once_with_its_note(
    objects: Objects, folder: str
) -> None:
    objects.put(f"inbox/{KEY}/a b ü.jsonl", LINE)
    (file,) = inbox.list_files(objects)
    where = inbox.put_away(objects, file, folder, "line 3: no answer")
    assert where.startswith(f"inbox/{folder}/{KEY}/")
    assert where.endswith("-a b ü.jsonl")
    assert objects.get(where) == LINE
    assert objects.get(f"{where}.reason.txt") == b"line 3: no answer\n"
    assert paths(objects) == []


def test_the_same_name_on_another_day_replaces_nothing_that_was_put_away(objects: Objects) -> None:
    from dataclasses import replace

    kept = []
    for minute, data in enumerate((LINE, LINE * 2)):
        objects.put(f"inbox/{KEY}/a.jsonl", data)
        (file,) = inbox.list_files(objects)
        older = replace(file, modified_at=datetime(2026, 11, 22, 10, minute, tzinfo=UTC))
        kept.append(inbox.put_away(objects, older, "done"))
    assert [objects.get(one) for one in kept] == [LINE, LINE * 2]


def test_a_file_that_somebody_took_away_is_told(objects: Objects) -> None:
    objects.put(f"inbox/{KEY}/a.jsonl", LINE)
    (file,) = inbox.list_files(objects)
    objects.delete(file.path)
    with pytest.raises(MissingDataError, match="gone"):
        inbox.put_away(objects, file, "done")
    with pytest.raises(MissingDataError):
        inbox.read(objects, file, in_an_hour())


def test_a_thousand_files_and_more_are_all_listed(objects: Objects) -> None:
    for number in range(1_003):  # one listing of S3 has a thousand
        objects.put(f"inbox/{KEY}/{number:04}.jsonl", b"")
    assert len(inbox.list_files(objects)) == 1_003


@pytest.mark.server("ONEVICE_TEST_S3_URL")
def test_a_folder_that_a_console_made_is_no_file(objects: Objects) -> None:
    for folder in ("inbox", f"inbox/{KEY}", f"inbox/{KEY}/more"):
        put_folder(objects.url, f"{folder}/")
    objects.put(f"inbox/{KEY}/a.jsonl", LINE)
    assert paths(objects) == [f"inbox/{KEY}/a.jsonl"]


def put_folder(url: str, path: str) -> None:
    """Put the empty object with a slash at its end by which consoles of S3 keep a folder."""
    endpoint = os.environ["AWS_ENDPOINT_URL"].rstrip("/")
    where = f"/{urlsplit(url).netloc}{urlsplit(url).path}/{path}"
    now, region = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}", os.environ.get("AWS_REGION", "us-east-1")
    empty = hashlib.sha256(b"").hexdigest()
    told = {"host": urlsplit(endpoint).netloc, "x-amz-content-sha256": empty, "x-amz-date": now}
    names, scope = ";".join(told), f"{now[:8]}/{region}/s3/aws4_request"
    lines = "".join(f"{name}:{value}\n" for name, value in told.items())
    request = hashlib.sha256(f"PUT\n{where}\n\n{lines}\n{names}\n{empty}".encode()).hexdigest()
    key = f"AWS4{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{request}"):
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    told["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={key.hex()}"
    )
    assert httpx.put(f"{endpoint}{where}", headers=told).status_code == 200
