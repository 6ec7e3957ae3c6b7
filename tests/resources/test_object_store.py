"""Objects: replaced whole, never outside their bucket."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.document_inbox import list_inbox
from resources.errors import ConfigurationError, MissingDataError, OneviceError, StoreError
from resources.object_store import Objects

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
OUTSIDE = ["../x", "a/../../x", "a/./b", "a//b", "a\x00b", "half \ud83d"]


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_put_is_got(objects: Objects) -> None:
    assert objects.put("a/b.bin", b"\x00\xff") == "a/b.bin"
    assert objects.get("a/b.bin") == b"\x00\xff"


def test_half_a_character_is_kept_as_it_came(objects: Objects) -> None:
    objects.put_json("a.json", {"text": "half \ud83d"})
    assert objects.get_json("a.json") == {"text": "half \ud83d"}


@settings(deadline=None)
@given(value=JSON)
def test_any_json_comes_back_as_it_was(
    value: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    objects = Objects(url=tmp_path_factory.getbasetemp().joinpath("json").as_uri())
    objects.put_json("value.json", value)
    assert objects.get_json("value.json") == value


def test_the_same_value_is_the_same_bytes(objects: Objects) -> None:
    objects.put_json("a", {"x": 1, "y": 2})
    objects.put_json("b", {"y": 2, "x": 1})
    assert objects.get("a") == objects.get("b")


def test_a_missing_object_is_told_with_its_bucket(objects: Objects) -> None:
    with pytest.raises(MissingDataError, match=f"'none' in {re.escape(objects.url)}"):
        objects.get("none")
    objects.delete("none")
    assert objects.list("nothing/") == []


def test_a_reader_sees_the_old_object_or_the_new_one(objects: Objects) -> None:
    old, new = b"a" * 3_000_000, b"b" * 2_000_000
    objects.put("x", old)
    done = threading.Event()

    def keep_writing() -> None:
        for turn in range(30):
            objects.put("x", (old, new)[turn % 2])
        done.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    while not done.is_set():
        assert objects.get("x") in (old, new)
    writer.join()


def test_whether_an_object_is_there_is_told_without_reading_it(objects: Objects) -> None:
    assert not objects.exists("a/b.bin")
    objects.put("a/b.bin", b"\x00")
    assert objects.exists("a/b.bin")
    assert not objects.exists("a"), "a folder is no object"
    objects.delete("a/b.bin")
    assert not objects.exists("a/b.bin")


def test_a_write_cut_off_in_the_middle_is_not_listed(tmp_path: Path) -> None:
    objects = Objects(url=tmp_path.as_uri())
    objects.put("imports/a.jsonl", "whole")
    (tmp_path / "imports/b.jsonl#1").write_bytes(b"ha")
    assert objects.list("imports/") == ["imports/a.jsonl"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leaves_the_bucket_is_refused(
    objects: Objects, storage_root: str, path: str
) -> None:
    objects.put("kept", "here")
    reading = (objects.get, objects.exists, objects.list)
    for act in (lambda p: objects.put(p, "x"), *reading, objects.delete):
        with pytest.raises(StoreError, match="could not"):
            act(path)
    assert Objects(url=storage_root).list("") == ["objects/llm-brand-monitor/kept"]


@settings(deadline=None)
@given(path=st.text(st.sampled_from("ab./\\%:~ü\x00\ud83d#1"), max_size=8))
def test_no_path_writes_outside(path: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("any")
    with suppress(OneviceError):
        Objects(url=(root / "deep" / "bucket").as_uri()).put(path, "x")
    assert all(name.startswith("deep/bucket/") for name in files_below(root))


def test_a_link_out_of_the_store_leads_to_no_file(tmp_path: Path) -> None:
    """Somebody who may write to an inbox could else have foreign files read, and moved away."""
    outside, root = tmp_path / "outside", tmp_path / "store"
    (root / "documents/inbox/default").mkdir(parents=True)
    outside.mkdir()
    (outside / "theirs.pdf").write_text("theirs")
    (root / "documents/inbox/default/linked").symlink_to(outside, target_is_directory=True)
    (root / "documents/inbox/default/ours.pdf").write_text("ours")
    objects = Objects(url=root.as_uri())
    assert objects.list("documents/inbox/") == ["documents/inbox/default/ours.pdf"]
    assert [one.name for one in list_inbox(objects)] == ["ours.pdf"]
    objects.put("inbox/a/x.jsonl", "{}")
    assert objects.list("inbox/") == ["inbox/a/x.jsonl"]


def test_a_refusing_store_tells_the_reason_and_keeps_the_old_object(tmp_path: Path) -> None:
    objects = Objects(url=tmp_path.as_uri())
    objects.put("a", "old")
    with pytest.raises(StoreError, match="Not a directory"):
        objects.put("a/b", "new")
    assert objects.get("a") == b"old"


@pytest.mark.server("ONEVICE_TEST_S3_URL")
@pytest.mark.parametrize("act", ["write", "read", "list"])
def test_a_bucket_that_is_not_there_is_told_and_is_no_missing_object(act: str) -> None:
    objects = Objects(url=f"s3://never-made-{uuid4().hex}")
    acts: dict[str, Callable[[], object]] = {
        "write": lambda: objects.put("a", "x"),
        "read": lambda: objects.get("a"),
        "list": lambda: objects.list("a/"),
    }
    with pytest.raises(StoreError, match=rf"could not {act} .*never-made-(.|\n)*[Bb]ucket"):
        acts[act]()


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    objects = Objects(url=(tmp_path / "with space, ü and 100%").as_uri())
    objects.put("a", "x")
    assert files_below(tmp_path) == {"with space, ü and 100%/a"}


def test_another_scheme_names_those_that_work() -> None:
    with pytest.raises(ConfigurationError, match="file:// or s3://"):
        Objects(url="ftp://example.com/x").get("a")
