"""What Redis holds of people at work: typed, ending, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onevice_assets.entertainment.talent.live.call_limits import admit_call
from onevice_assets.entertainment.talent.live.chat_history import (
    MOST_MESSAGES,
    Message,
    append_message,
    forget_thread,
    read_messages,
)
from onevice_assets.entertainment.talent.live.connections import (
    MOST_QUEUED,
    Connection,
    end_connection,
    ping_connection,
    queue_message,
    read_connection,
    take_messages,
    write_connection,
)
from onevice_assets.entertainment.talent.live.figures import (
    add_figure,
    rates_per_minute,
    read_figures,
)
from onevice_assets.entertainment.talent.live.sessions import (
    AgentSession,
    end_session,
    read_session,
    touch_session,
    write_session,
)
from resources.errors import InputError, TooManyAttemptsError
from resources.redis_keys.entertainment import CHAT_HISTORY, SESSION
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

NOW = datetime.now(UTC).replace(microsecond=0)


def session(**more: Any) -> AgentSession:
    given: dict[str, Any] = {"role": "Director", "last_activity": NOW, **more}
    return AgentSession(
        "user_1", "sess_1", permissions=("read:all",), preferences={"theme": "dark"}, **given
    )


def connection(**more: Any) -> Connection:
    given: dict[str, Any] = {"role": "Director", "selected_agent": "case_study", **more}
    return Connection("ws_1", "user_1", "thread_1", connected_at=NOW, last_ping=NOW, **given)


def message(number: int, user: str = "user_1") -> Message:
    return Message(
        message_id=f"msg_{number}", role="user", content="hello", timestamp=NOW, user_id=user
    )


@pytest.mark.redis
@pytest.mark.parametrize(
    "write",
    [
        lambda store: write_session(store, session(role="Boss")),
        lambda store: write_connection(store, connection(role="Boss")),
        lambda store: write_connection(store, connection(selected_agent="nobody")),
        lambda store: add_figure(store, "agent_performance", "nobody", at=NOW),
        lambda store: add_figure(store, "m", "case_study", float("nan"), at=NOW),
        lambda store: admit_call(store, "user_1", "agent_query", most=0),
        lambda store: read_messages(store, "thread_1", "user_1", most=0),
    ],
)
def test_what_is_none_is_refused_and_nothing_is_written(store: RedisStore, write: Any) -> None:
    with pytest.raises(InputError):
        write(store)
    assert keys_of(store) == set()


@pytest.mark.redis
def test_a_session_comes_back_as_it_was_and_ends_a_day_after_its_last_use(
    store: RedisStore,
) -> None:
    old = session(last_activity=NOW - timedelta(hours=23))
    write_session(store, old)
    assert read_session(store, "user_1", "sess_1") == old
    assert old.data_sensitivity_level == 2
    key = store.name_of(SESSION.key(user_id="user_1", session_id="sess_1"))
    assert driver_of(store).ttl(key) <= 3_600  # type: ignore[operator]
    assert touch_session(store, "user_1", "sess_1", at=NOW)
    assert driver_of(store).ttl(key) > 86_000  # type: ignore[operator]
    found = read_session(store, "user_1", "sess_1")
    assert found is not None
    assert found.last_activity == NOW
    assert end_session(store, "user_1", "sess_1")
    assert not touch_session(store, "user_1", "sess_1", at=NOW)
    assert read_session(store, "user_1", "sess_1") is None


@pytest.mark.redis
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "Boss"),
        ("data_sensitivity_level", "1"),
        ("permissions", "{"),
        ("last_activity", ""),
    ],
)
def test_a_session_that_says_what_we_never_wrote_is_none(
    store: RedisStore, field: str, value: str
) -> None:
    write_session(store, session())
    key = store.name_of(SESSION.key(user_id="user_1", session_id="sess_1"))
    driver_of(store).hset(key, field, value)
    assert read_session(store, "user_1", "sess_1") is None


@pytest.mark.redis
def test_messages_wait_for_a_connection_in_order_and_are_taken_once(store: RedisStore) -> None:
    write_connection(store, connection())
    assert read_connection(store, "ws_1") == connection()
    assert [queue_message(store, "ws_1", one) for one in ("a", "b")] == [1, 2]
    assert take_messages(store, "ws_1") == ["a", "b"]
    assert take_messages(store, "ws_1") == []
    assert ping_connection(store, "ws_1", at=NOW + timedelta(minutes=1))
    for one in range(MOST_QUEUED):
        queue_message(store, "ws_1", str(one))
    with pytest.raises(InputError, match="was not queued"):
        queue_message(store, "ws_1", "one too many")
    assert end_connection(store, "ws_1")
    assert queue_message(store, "ws_1", "late") == 0
    assert take_messages(store, "ws_1") == []
    assert not ping_connection(store, "ws_1", at=NOW)


@pytest.mark.redis
def test_a_thread_keeps_its_last_messages_and_only_its_writer_reads_them(
    store: RedisStore,
) -> None:
    for number in range(MOST_MESSAGES + 5):
        append_message(store, "thread_1", message(number))
    append_message(store, "thread_1", message(999, user="user_2"))
    driver_of(store).rpush(store.name_of(CHAT_HISTORY.key(thread_id="thread_1")), "nonsense")
    found = read_messages(store, "thread_1", "user_1")
    assert found[-1].message_id == f"msg_{MOST_MESSAGES + 4}"
    assert len(found) <= MOST_MESSAGES
    assert {one.user_id for one in found} == {"user_1"}
    assert [one.message_id for one in read_messages(store, "thread_1", "user_2")] == ["msg_999"]
    assert forget_thread(store, "thread_1")
    assert read_messages(store, "thread_1", "user_1") == []


@pytest.mark.redis
def test_figures_add_up_within_a_window_and_start_anew_in_the_next(store: RedisStore) -> None:
    start = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    for minutes, agent in ((0, "case_study"), (4, "case_study"), (4, "sales_intelligence"),
                           (5, "case_study")):  # fmt: skip
        add_figure(store, "queries", agent, 2.5, at=start + timedelta(minutes=minutes))
    first = read_figures(store, "queries", at=start)
    assert first == {"case_study": 5.0, "sales_intelligence": 2.5}
    assert rates_per_minute(first) == {"case_study": 1.0, "sales_intelligence": 0.5}
    assert read_figures(store, "queries", at=start + timedelta(minutes=9)) == {"case_study": 2.5}
    assert any(key.endswith("metrics:queries:5min:20260105_1200") for key in keys_of(store))


@pytest.mark.redis
def test_a_user_may_call_twenty_times_in_any_minute_and_refused_calls_do_not_count(
    store: RedisStore,
) -> None:
    for second in range(20):
        admit_call(store, "user_1", "agent_query", at=NOW + timedelta(seconds=second))
    for _ in range(3):
        with pytest.raises(TooManyAttemptsError, match="wait 30 s") as told:
            admit_call(store, "user_1", "agent_query", at=NOW + timedelta(seconds=30))
        assert told.value.wait_seconds == 30
    admit_call(store, "user_2", "agent_query", at=NOW + timedelta(seconds=30))
    admit_call(store, "user_1", "agent_query", at=NOW + timedelta(seconds=61))
