"""Lines as JSON: with ids and UTC, and without a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from resources.errors import ConfigurationError, StoreError
from resources.observing import at_work, logs
from resources.observing.step_log import StepHandler

CANARY = "canary-7d1f"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is written as JSON; the root logger is as it was afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    before = (list(root.handlers), root.level)
    assert logs.set_up_logs({"ONEVICE_LOG_FORMAT": "json"}, stream)
    assert logs.set_up_logs({"ONEVICE_LOG_FORMAT": "json"}, stream), "again changes nothing"
    yield stream
    root.handlers[:], root.level = before[0], before[1]


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_in_utc_what_and_what_is_at_work(written: io.StringIO) -> None:
    tags = {"dagster/partition": "2026-11-22|default.shop.test"}
    with (
        at_work.working_on(run_id="r1", step="s", **at_work.read_partition(tags)),
        at_work.working_on(attempt_id="a1", response_id="x1"),
    ):
        logging.getLogger("onevice.x").warning("%s of %s", 1, 2)
    logging.getLogger("onevice.x").info("after")
    told, after = read(written)
    moment = datetime.fromisoformat(told.pop("timestamp"))
    assert moment.utcoffset() is not None
    assert told == {
        "event": "1 of 2",
        "level": "warning",
        "logger": "onevice.x",
        "run_id": "r1",
        "step": "s",
        "partition": "2026-11-22|default.shop.test",
        "website": "default.shop.test",
        "day": "2026-11-22",
        "attempt_id": "a1",
        "response_id": "x1",
    }
    assert after["event"] == "after"
    assert "run_id" not in after


def test_no_login_and_no_foreign_errors_text_is_written(written: io.StringIO) -> None:
    log = logging.getLogger("onevice.x")
    log.warning("redis://me:%s@cache.test/0 is away", CANARY)
    for error in (ValueError(f"sk-{CANARY}"), StoreError("the disk is full")):
        try:
            raise error
        except (ValueError, StoreError):
            log.exception("it failed")
    assert CANARY not in written.getvalue()
    told = read(written)
    assert told[0]["event"] == "redis://…@cache.test/0 is away"
    assert told[1]["error_kind"] == "ValueError"
    assert (told[2]["error_kind"], told[2]["error"]) == ("StoreError", "the disk is full")


def test_a_format_that_is_none_is_refused_and_text_changes_nothing() -> None:
    with pytest.raises(ConfigurationError, match="ONEVICE_LOG_FORMAT"):
        logs.wants_json({"ONEVICE_LOG_FORMAT": "xml"})
    before = list(logging.getLogger().handlers)
    assert not logs.set_up_logs({})
    assert logging.getLogger().handlers == before


def test_dagsters_lines_have_the_run_and_the_step_whoever_made_the_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONEVICE_LOG_FORMAT", "json")
    handler = StepHandler()
    stream = io.StringIO()
    assert isinstance(handler._lines, logging.StreamHandler)
    handler._lines.setStream(stream)
    meta = {"run_id": "r1", "job_name": "publish", "step_key": "s", "job_tags": {}}

    class Event:
        def __init__(self, kind: str) -> None:
            self.event_type_value = kind

    def emit(kind: str) -> None:
        event = Event(kind) if kind else None
        told = {**meta, "dagster_event": event, "orig_message": kind or "hello"}
        handler.handle(logging.makeLogRecord({"msg": "long", "dagster_meta": told}))

    for kind in ("STEP_START", "", "STEP_SUCCESS", "RUN_SUCCESS"):
        emit(kind)
    told = read(stream)
    kinds = [one["event_kind"] for one in told]
    assert kinds == ["STEP_START", "LOG", "STEP_SUCCESS", "RUN_SUCCESS"]
    assert {one["run_id"] for one in told} == {"r1"}
    assert [one.get("step") for one in told] == ["s", "s", "s", None]
    assert not at_work.at_work()
    assert capsys.readouterr().err == "", "no error of the handler"
