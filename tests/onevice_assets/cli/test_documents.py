"""Which files `onevice documents add` takes, under which names, and for which organization."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.cli.documents import _find_organization, name_files
from onevice_assets.cli.session import Session
from resources import dbt_project
from resources.control_plane import organizations
from resources.errors import ConfigurationError, InputError
from tests.onevice_assets.cli.conftest import Terminal


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a line")


def test_a_folder_gives_its_documents_and_nothing_else(tmp_path: Path) -> None:
    make(tmp_path, "b.pdf", "night/A.DOCX", "c.jpg", ".git/d.txt", "night/.e.md")
    assert [name for _, name in name_files([tmp_path])] == ["b.pdf", "night/A.DOCX"]


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    make(tmp_path, "photo.jpg")
    assert name_files([tmp_path / "photo.jpg"]) == [(tmp_path / "photo.jpg", "photo.jpg")]


def test_two_files_of_one_name_both_come(tmp_path: Path) -> None:
    make(tmp_path, "one/a.pdf", "two/a.pdf")
    found = name_files([tmp_path / "one", tmp_path / "two/a.pdf"])
    assert [name for _, name in found] == ["a.pdf", "2/a.pdf"]


def test_what_is_not_there_is_said_before_anything_is_added(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no"):
        name_files([tmp_path / "nobody.pdf"])
    with pytest.raises(InputError, match="another ending"):
        name_files([tmp_path])


def test_documents_of_an_organization_that_is_not_there_are_no_empty_list(
    terminal: Terminal,
) -> None:
    told = terminal.error("documents", "list", "--organization", "acem")
    assert "no organization 'acem'" in told


def test_a_mistyped_organization_is_not_made(terminal: Terminal, tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    terminal.run("organization", "add", "acme")
    told = terminal.error("documents", "add", str(tmp_path), "--organization", "acem")
    assert "no organization 'acem'" in told
    assert "Did you mean acme?" in told
    assert "--new" in told
    assert terminal.actions() == ["organization.add"]


def test_the_first_organization_and_a_new_one_that_is_meant_are_made(
    terminal: Terminal,
) -> None:
    session = Session()
    with session.resources["control"].begin() as db:
        assert organizations.list_ids(db) == {}
    _find_organization(session, "acme", new=False)
    _find_organization(session, "acme", new=False)
    _find_organization(session, "other", new=True)
    with pytest.raises(InputError, match="--new"):
        _find_organization(session, "third", new=False)
    assert terminal.actions() == ["organization.add"] * 2


def test_a_manifest_of_dbt_that_cannot_be_made_is_told_before_a_file_is_copied(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ConfigurationError("dbt's manifest is missing, and cannot be made")

    monkeypatch.setattr(dbt_project, "compile_project", refuse)
    make(tmp_path, "a.txt")
    told = terminal.error("documents", "add", str(tmp_path / "a.txt"), "--organization", "acme")
    assert "dbt's manifest is missing" in told
    assert not list(terminal.home.rglob("a.txt"))
    assert "no organization 'acme'" in terminal.error("documents", "list", "--organization", "acme")
