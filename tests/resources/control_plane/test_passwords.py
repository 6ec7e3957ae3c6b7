"""A password is 12 to 1,024 characters; what is stored tells nothing about it."""

from __future__ import annotations

import unicodedata

import pytest

from resources.control_plane import passwords
from resources.errors import InputError
from tests.accounts import OTHER_PASSWORD, PASSWORD, CountingHasher


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1025, "\ud800" * 12])
def test_a_password_nobody_may_have_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(InputError, match="12 to 1024") as told:
        passwords.hash_password(password)
    assert not password or password not in str(told.value)


@pytest.mark.parametrize(
    "password", ["twelve chars", "            ", "x" * 1024, "pässwörd\x00 日本語の言葉"]
)
def test_nothing_but_its_length_is_asked_of_a_password(
    password: str, hasher: CountingHasher
) -> None:
    stored = passwords.hash_password(password)
    assert passwords.matches(stored, password)
    assert not passwords.matches(stored, password + " ")
    assert len(stored) <= 255, "as wide as its column"


def test_the_hash_is_argon2id_with_a_salt_of_its_own() -> None:
    first, second = passwords.hash_password(PASSWORD), passwords.hash_password(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), "RFC 9106, low memory"


def test_both_ways_to_write_an_accent_are_one_password(hasher: CountingHasher) -> None:
    composed = "café au lait, s'il vous plaît"
    stored = passwords.hash_password(composed)
    assert passwords.matches(stored, unicodedata.normalize("NFD", composed))


@pytest.mark.parametrize("typed", ["", "x" * 1025, "\ud800", OTHER_PASSWORD])
def test_what_is_not_the_password_does_not_match(typed: str, hasher: CountingHasher) -> None:
    assert not passwords.matches(passwords.hash_password(PASSWORD), typed)


@pytest.mark.parametrize("stored", [None, "", "!", passwords.UNUSABLE, "$argon2id$torn", "plain"])
def test_nobody_is_compared_with_as_much_work_as_somebody(
    stored: str | None, hasher: CountingHasher
) -> None:
    real = passwords.hash_password(PASSWORD)
    hasher.worked = 0
    assert not passwords.matches(real, OTHER_PASSWORD)
    assert hasher.worked == 1
    assert not passwords.matches(stored, OTHER_PASSWORD)
    assert hasher.worked == 2


def test_a_hash_is_renewed_when_the_parameters_are_others(
    hasher: CountingHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = passwords.hash_password(PASSWORD)
    assert passwords.renew(stored, PASSWORD) is None
    monkeypatch.setattr(passwords, "_hasher", CountingHasher(time_cost=2))
    renewed = passwords.renew(stored, PASSWORD)
    assert renewed is not None
    assert passwords.matches(renewed, PASSWORD)
    assert passwords.renew(renewed, PASSWORD) is None
    assert passwords.stamp(renewed) != passwords.stamp(stored)
