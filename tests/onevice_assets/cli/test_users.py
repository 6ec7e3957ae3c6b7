"""Accounts from the terminal: a password is never an argument, never shown, never logged."""

from __future__ import annotations

import pytest

from onevice_assets.cli.session import actor
from resources.control_plane import passwords, users
from resources.control_plane.roles import ROLES
from tests.accounts import OTHER_PASSWORD, PASSWORD
from tests.onevice_assets.cli.conftest import Terminal

ADA = "ada@example.com"

pytestmark = pytest.mark.usefixtures("hasher")


def add(terminal: Terminal, email: str = ADA, *words: str, password: str = PASSWORD) -> str:
    return terminal.run("user", "add", email, *words, "--password-stdin", stdin=f"{password}\n")


def knows(terminal: Terminal, password: str, email: str = ADA) -> bool:
    with terminal.control.begin() as db:
        found = users.credentials(db, email=email)
    assert found is not None
    return passwords.matches(found.password_hash, password)


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        ("ada", PASSWORD, "not an e-mail address"),
        ("[red]@example.com", PASSWORD, "not an e-mail address"),
        (ADA, "", "has 0 characters: choose one of 12"),
        (ADA, "eleven char", "has 11 characters: choose one of 12"),
        (ADA, "x" * 1025, "has 1025 characters: choose one of 12"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_nothing_stands_in_the_log(
    terminal: Terminal, email: str, password: str, reason: str
) -> None:
    told = terminal.error("user", "add", email, "--password-stdin", stdin=f"{password}\n")
    assert reason in told
    assert not password or password not in told
    assert terminal.actions() == []


@pytest.mark.parametrize("command", ["role", "password", "deactivate", "activate"])
def test_nobody_is_decided_about_from_another_organization(
    terminal: Terminal, command: str
) -> None:
    add(terminal, ADA, "--organization", "acme")
    add(terminal, "eve@rival.test", "--organization", "rival")
    words = [command, ADA, *(["viewer"] if command == "role" else [])]
    told = terminal.error(
        "user", *words, "--organization", "rival", stdin=f"{OTHER_PASSWORD}\n{OTHER_PASSWORD}\n"
    )
    assert "'rival' has no user 'ada@example.com'" in told
    (ada,) = terminal.json("user", "list", "--organization", "acme")
    assert (ada["email"], ada["role"], ada["is_active"]) == (ADA, "member", True)
    assert knows(terminal, PASSWORD)


def test_a_role_nobody_knows_names_those_there_are(terminal: Terminal) -> None:
    add(terminal)
    told = terminal.run("user", "role", ADA, "owner", code=2)
    assert [role for role in ROLES if f"'{role}'" not in told] == []


def test_a_password_is_no_argument(terminal: Terminal) -> None:
    terminal.run("user", "add", ADA, "--password", PASSWORD, code=2)
    terminal.run("user", "add", ADA, PASSWORD, code=2)
    assert terminal.actions() == []


def test_a_password_is_asked_for_twice_and_not_shown(terminal: Terminal) -> None:
    told = terminal.run("user", "add", ADA, stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in told
    assert knows(terminal, PASSWORD)
    told = terminal.run("user", "password", ADA, stdin=f"{OTHER_PASSWORD}\nanother one\n", code=1)
    assert OTHER_PASSWORD not in told
    assert knows(terminal, PASSWORD)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nsecond line\n"])
def test_the_first_line_of_standard_input_is_the_password(terminal: Terminal, end: str) -> None:
    spaced = f"  {PASSWORD}  "
    terminal.run("user", "add", ADA, "--password-stdin", stdin=spaced + end)
    assert knows(terminal, spaced)


def test_what_is_decided_about_a_user_is_carried_out_and_audited_without_a_password(
    terminal: Terminal,
) -> None:
    add(terminal, "Ada@Example.com", "--role", "viewer", "--name", "Ada")
    terminal.run("user", "role", ADA, "admin")
    terminal.run("user", "password", ADA, "--password-stdin", stdin=OTHER_PASSWORD)
    terminal.run("user", "deactivate", ADA)
    terminal.run("user", "deactivate", ADA)
    assert not terminal.json("user", "list")[0]["is_active"]
    terminal.run("user", "activate", ADA, "--password-stdin", stdin=PASSWORD)
    assert knows(terminal, PASSWORD)
    assert terminal.actions() == [
        "organization.add",
        "user.add",
        "user.role",
        "user.password",
        "user.deactivate",
        "user.activate",
    ]
    decisions = terminal.decisions()
    assert {one.actor for one in decisions} == {actor()}
    assert {one.subject for one in decisions[1:]} == {ADA}
    for secret in (PASSWORD, OTHER_PASSWORD, "argon2"):
        assert secret not in repr(decisions)


def test_a_list_shows_who_may_do_what_and_no_hash(terminal: Terminal) -> None:
    add(terminal, ADA, "--name", "[red]Ada[/red]")
    (row,) = terminal.json("user", "list")
    assert {"email", "name", "role", "is_active", "last_login_at"} <= set(row)
    assert "password_hash" not in row
    assert "[red]Ada[/red]" in terminal.run("user", "list")
    assert "onevice show organizations" in terminal.error(
        "user", "list", "--organization", "nobody"
    )
