"""What is installed is what was locked: pinned by hash, and on a bill with every licence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.write_sbom import describe, read_lock, tell_licence

ROOT = Path(__file__).resolve().parents[1]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def test_every_locked_package_has_its_hashes_and_no_address() -> None:
    locked = read_lock(LOCK)
    assert len(locked) > 200
    assert [one.name for one in locked if not one.hashes] == []
    assert "://" not in re.sub(r"^ *#.*$", "", LOCK, flags=re.M)
    assert not re.findall(r"^(?:-e |git\+|--(?:index-url|find-links|trusted-host))", LOCK, re.M)


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile"])
def test_nothing_is_installed_whose_hash_was_not_locked(file: str) -> None:
    """All but our own package, which comes without dependencies."""
    lines = (ROOT / file).read_text("utf-8").replace("\\\n", " ").splitlines()
    installing = [one for one in lines if re.search(r"\bpip (?:install|sync)\b", one)]
    assert len(installing) >= 2
    for line in installing:
        for command in re.split(r"&&|\|\|", line):
            if re.search(r"\bpip (?:install|sync)\b", command):
                assert "--require-hashes" in command or "--no-deps" in command, command


def test_the_bill_names_each_package_with_its_licence_and_needs() -> None:
    locked = read_lock(LOCK)
    bill = describe(locked)
    named = {one["bom-ref"]: one for one in bill["components"]}
    assert len(named) == len(locked)
    assert all(one["properties"] for one in named.values())
    unlicensed = [ref for ref, one in named.items() if "licenses" not in one]
    assert len(unlicensed) < len(named) / 5, unlicensed  # what is for other systems only
    known = {bill["metadata"]["component"]["bom-ref"], *named}
    for row in bill["dependencies"]:
        assert {row["ref"], *row["dependsOn"]} <= known
    assert len(bill["dependencies"][0]["dependsOn"]) > 40
    assert describe(locked) == bill


def test_every_licence_that_asks_something_back_is_named_for_the_owner() -> None:
    locked = {one.name for one in read_lock(LOCK)}
    asking = {name for name in locked if re.search(r"GPL|MPL|EUPL|SSPL|BUSL", tell_licence(name))}
    named = NOTICE[NOTICE.index("For the owner") :]
    assert len(asking) > 5
    assert [name for name in sorted(asking) if not re.search(rf"\b{name}\b", named)] == []


def test_every_bundled_file_of_data_has_a_word_on_where_it_comes_from() -> None:
    kinds = {".txt", ".csv", ".gz", ".jsonl", ".js", ".css", ".woff2", ".png", ".svg"}
    bundled = [
        path.relative_to(ROOT)
        for top in ("onevice_assets", "resources", "examples", "gold", "docs")
        for path in (ROOT / top).rglob("*")
        if path.suffix in kinds and "bundled" not in path.parts
    ]
    assert len(bundled) > 10
    named = {one.strip(".,)") for one in re.split(r"[\s(]+", NOTICE)}
    assert [
        str(path) for path in bundled if not named & {path.name, str(path), *map(str, path.parents)}
    ] == []
