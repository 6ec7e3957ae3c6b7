"""The door: one answer for every wrong guess, sessions that end when they must."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from resources.control_plane import passwords, users
from resources.control_plane.resource import ControlPlane
from resources.control_plane.users import User
from resources.errors import AccessError, StoreError, TooManyAttemptsError
from resources.redis_store import RedisStore
from resources.sign_in import look_up, sign_in, sign_out
from resources.sign_in.throttle import PER_ACCOUNT
from tests.accounts import OTHER_PASSWORD, PASSWORD, CountingHasher
from tests.resources.sign_in.conftest import Door
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis


def session_keys(store: RedisStore) -> set[str]:
    return {key for key in keys_of(store) if "brand_monitor:session:" in key}


def refusal(door: Door, email: str, password: str) -> str:
    with pytest.raises(AccessError) as told:
        door.sign_in(email, password)
    assert session_keys(door.store) == set()
    return str(told.value)


def test_every_wrong_guess_gets_one_answer_after_the_same_work(
    door: Door, ada: User, hasher: CountingHasher
) -> None:
    with door.control.begin() as db:
        gone = users.add(db, "gone@example.com", password=PASSWORD, actor="test")
        users.deactivate(db, gone, actor="test")
    answers, work = set(), set()
    for email, password in [
        (ada.email, OTHER_PASSWORD),
        (ada.email, ""),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        (gone.email, PASSWORD),
        (gone.email, passwords.UNUSABLE),
    ]:
        hasher.worked = 0
        answers.add(refusal(door, email, password))
        work.add(hasher.worked)
    assert len(answers) == 1
    assert work == {1}


def test_who_knows_the_password_is_let_in_in_any_spelling_of_the_address(
    door: Door, ada: User
) -> None:
    session = door.sign_in(" ADA@example.com ")
    user = door.look_up(session.secret)
    assert user is not None
    assert (user.id, user.role, user.organization_slug) == (ada.id, "member", "default")
    assert user.last_login_at is not None


def test_after_ten_wrong_guesses_even_the_right_password_waits(door: Door, ada: User) -> None:
    for _ in range(PER_ACCOUNT):
        refusal(door, ada.email, OTHER_PASSWORD)
    with pytest.raises(TooManyAttemptsError, match="wait"):
        door.sign_in(ada.email)
    assert session_keys(door.store) == set()


def test_redis_keeps_the_fields_of_the_seed_for_a_day_under_a_hash_of_the_secret(
    door: Door, ada: User, now: datetime
) -> None:
    session = door.sign_in(ada.email, now=now)
    (key,) = session_keys(door.store)
    assert re.fullmatch(rf"{door.store.namespace}brand_monitor:session:[0-9a-f]{{64}}", key)
    fields = driver_of(door.store).hgetall(key)
    assert fields == {
        "user_id": ada.id,
        "organization_id": ada.organization_id,
        "created_at": now.isoformat(),
        "expires_at": (now + timedelta(hours=24)).isoformat(),
        "password_stamp": fields["password_stamp"],
    }
    assert 86_000 < driver_of(door.store).ttl(key) <= 86_400
    assert session.secret not in key + repr(fields) + repr(session)
    assert len(session.secret) == 43, "256 bits in base64"


def test_what_a_dump_of_redis_shows_opens_nothing(door: Door, ada: User) -> None:
    door.sign_in(ada.email)
    (key,) = session_keys(door.store)
    assert door.look_up(key) is None
    assert door.look_up(key.rpartition(":")[2]) is None


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "garbage",
        "x" * 43,
        "é" * 43,
        "*",
        "x" * 10_000,
        "\x00" * 43,
        "\ud800" * 43,
        "a" * 42 + "\n",
    ],
)
def test_a_secret_nobody_was_given_opens_nothing(secret: str, door: Door, ada: User) -> None:
    door.sign_in(ada.email)
    assert door.look_up(secret) is None
    sign_out(door.store, secret)
    assert len(session_keys(door.store)) == 1


def test_a_session_ends_after_a_day(door: Door, ada: User, now: datetime) -> None:
    session = door.sign_in(ada.email, now=now)
    assert door.look_up(session.secret, now + timedelta(hours=24, seconds=-1))
    assert door.look_up(session.secret, now + timedelta(hours=24)) is None
    old = door.sign_in(ada.email, now=now - timedelta(hours=25))
    assert door.look_up(old.secret) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expires_at", "soon"),
        ("expires_at", "2999-01-01T00:00:00"),
        ("expires_at", None),
        ("user_id", "garbage"),
        ("user_id", "00000000-0000-7000-8000-000000000000"),
        ("organization_id", "00000000-0000-7000-8000-000000000000"),
        ("password_stamp", ""),
        ("password_stamp", "é"),
        ("role", "admin"),
    ],
)
def test_a_session_somebody_wrote_by_hand_opens_nothing(
    field: str, value: str | None, door: Door, ada: User
) -> None:
    session = door.sign_in(ada.email)
    (key,) = session_keys(door.store)
    if value is None:
        driver_of(door.store).hdel(key, field)
    else:
        driver_of(door.store).hset(key, field, value)
    assert door.look_up(session.secret) is None


def test_who_signs_out_is_out_and_other_sessions_go_on(door: Door, ada: User) -> None:
    laptop, phone = door.sign_in(ada.email), door.sign_in(ada.email)
    sign_out(door.store, laptop.secret)
    assert door.look_up(laptop.secret) is None
    assert door.look_up(phone.secret) is not None
    sign_out(door.store, laptop.secret)


def test_a_deactivated_user_is_out_at_once_and_stays_out_when_brought_back(
    door: Door, ada: User
) -> None:
    seen, unseen = door.sign_in(ada.email), door.sign_in(ada.email)
    with door.control.begin() as db:
        users.deactivate(db, ada, actor="test")
    assert door.look_up(seen.secret) is None
    assert len(session_keys(door.store)) == 1, "a session that opens nothing is forgotten"
    with door.control.begin() as db:
        users.activate(db, ada, PASSWORD, actor="test")
    assert door.look_up(unseen.secret) is None
    assert door.look_up(door.sign_in(ada.email).secret) is not None


def test_a_deleted_user_is_out_at_once(door: Door, ada: User) -> None:
    session = door.sign_in(ada.email)
    with door.control.begin() as db:
        db.exec_driver_sql("DELETE FROM control.users")
    assert door.look_up(session.secret) is None


def test_another_password_ends_every_session_opened_with_the_last_one(
    door: Door, ada: User
) -> None:
    session = door.sign_in(ada.email)
    with door.control.begin() as db:
        users.set_password(db, ada, OTHER_PASSWORD, actor="test")
    assert door.look_up(session.secret) is None
    assert door.look_up(door.sign_in(ada.email, OTHER_PASSWORD).secret) is not None


def test_another_role_ends_every_session_and_holds_from_the_next_on(door: Door, ada: User) -> None:
    """A secret that leaked with few rights must not come to have many."""
    session = door.sign_in("ada@example.com")
    with door.control.begin() as db:
        users.set_role(db, ada, "admin", actor="test")
    assert door.look_up(session.secret) is None
    user = door.sign_in("ada@example.com").user
    assert user.role == "admin"


def test_a_session_is_of_one_organization(door: Door, ada: User) -> None:
    with door.control.begin() as db:
        users.add(
            db, "eve@rival.test", password=PASSWORD, organization="rival", role="admin", actor="t"
        )
    seen = [door.look_up(door.sign_in(email).secret) for email in (ada.email, "eve@rival.test")]
    assert [one and one.organization_slug for one in seen] == ["default", "rival"]


def test_an_old_hash_is_renewed_when_its_user_signs_in(
    door: Door, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = door.sign_in(ada.email)
    stronger = CountingHasher(time_cost=2)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    session = door.sign_in(ada.email)
    assert door.look_up(session.secret) is not None
    assert door.look_up(before.secret) is None, "sessions of the old hash end with it"
    with door.control.begin() as db:
        found = users.credentials(db, email=ada.email)
    assert found is not None
    assert not stronger.check_needs_rehash(found.password_hash)


@pytest.mark.parametrize("what", ["sign_in", "look_up", "sign_out"])
def test_without_redis_the_message_names_it_and_what_to_do(
    what: str, control: ControlPlane, ada: User
) -> None:
    gone = RedisStore(url="redis://me:hidden-word@127.0.0.1:1")
    with pytest.raises(StoreError, match=r"Redis at 127\.0\.0\.1:1 did not answer") as told:
        if what == "sign_in":
            sign_in(control, gone, email=ada.email, password=PASSWORD, address="192.0.2.1")
        elif what == "look_up":
            look_up(control, gone, "x" * 43)
        else:
            sign_out(gone, "x" * 43)
    assert "REDIS_URL" in str(told.value)
    assert "hidden-word" not in str(told.value)


def test_the_clock_is_ours_where_no_moment_is_given(door: Door, ada: User) -> None:
    session = door.sign_in(ada.email)
    assert abs(session.expires_at - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=1)
