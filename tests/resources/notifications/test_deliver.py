"""Delivering: at most one notice per website, brand, day and channel, whatever breaks."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from resources.control_plane import listing, websites
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, StoreError
from resources.notifications.deliver import deliver
from resources.notifications.notice import Notice
from resources.notifications.resource import Notifier
from tests.fault_proxy import closed_port
from tests.resources.notifications.conftest import make_notice
from tests.resources.notifications.servers import Hook, Post, run_hook, run_post


@pytest.fixture(autouse=True)
def _website(control: ControlPlane) -> None:
    with control.begin() as db:
        websites.add(db, url="https://demo.test/", name="Demo", actor="test")


def hooked(hook: Hook) -> Notifier:
    return Notifier(channels=["webhook"], webhook_url=hook.url, timeout_s=20, first_wait_s=0)


def outcomes(control: ControlPlane, notifier: Notifier, notice: Notice) -> list[str]:
    return [one.outcome for one in deliver(control, notifier, notice)]


def statuses(control: ControlPlane) -> list[str]:
    with control.begin() as db:
        return [row["status"] for row in listing.rows(db, "notices")]


def test_a_second_notice_of_the_day_is_not_sent_whatever_it_says(
    control: ControlPlane, notice: Notice
) -> None:
    with run_hook(Hook()) as hook:
        assert outcomes(control, hooked(hook), notice) == ["sent"]
        again = make_notice(title="Up again", severity="info", brand=" firefox")
        (second,) = deliver(control, hooked(hook), again)
    assert (second.outcome, len(hook.bodies)) == ("already_sent", 1)
    assert second.reason.startswith("Sent at 20")


def test_another_brand_day_or_website_has_its_own_notice(
    control: ControlPlane, notice: Notice
) -> None:
    with control.begin() as db:
        websites.add(db, url="https://other.test/", actor="test")
    others = [{"brand": "Opera"}, {"day": date(2026, 11, 21)}, {"website": "default.other.test"}]
    with run_hook(Hook()) as hook:
        for one in (notice, *(make_notice(**change) for change in others)):
            assert outcomes(control, hooked(hook), one) == ["sent"]
    assert len(hook.bodies) == 4


def test_a_failed_notice_is_sent_by_the_next_run(control: ControlPlane, notice: Notice) -> None:
    with run_hook(Hook([404, 200])) as hook:
        (first,) = deliver(control, hooked(hook), notice)
        assert (first.outcome, statuses(control)) == ("failed", ["failed"])
        assert "answered 404" in first.reason
        assert outcomes(control, hooked(hook), notice) == ["sent"]
    with control.begin() as db:
        (row,) = listing.rows(db, "notices")
    assert (row["status"], row["run_count"], row["error"]) == ("sent", 2, None)


def test_a_lost_answer_stays_unknown_and_is_never_sent_again(
    control: ControlPlane, notice: Notice
) -> None:
    with run_hook(Hook([0])) as hook:
        for _ in range(3):
            (one,) = deliver(control, hooked(hook), notice)
            assert one.outcome == "unknown"
            assert "may have taken the notice" in one.reason
        assert "nobody knows whether it was sent" in one.reason
    assert (len(hook.bodies), statuses(control)) == (1, ["claimed"])


class _Killed(BaseException):
    """The process ends."""


class _DyingNotifier(Notifier):
    def send(self, channel: str, notice: Notice) -> None:
        super().send(channel, notice)
        raise _Killed


def test_a_crash_between_sending_and_noting_does_not_send_twice(
    control: ControlPlane, notice: Notice
) -> None:
    with run_hook(Hook()) as hook:
        dying = _DyingNotifier(channels=["webhook"], webhook_url=hook.url)
        with pytest.raises(_Killed):
            deliver(control, dying, notice)
        (later,) = deliver(control, hooked(hook), notice)
    assert (later.outcome, len(hook.bodies)) == ("unknown", 1)
    assert "The run was cut off" in later.reason


def test_runs_at_the_same_time_send_one_notice(control: ControlPlane, notice: Notice) -> None:
    with run_hook(Hook()) as hook, ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(outcomes, control, hooked(hook), notice) for _ in range(4)]
        found = [run.result()[0] for run in runs]
    assert (found.count("sent"), len(hook.bodies)) == (1, 1)
    assert set(found) <= {"sent", "already_sent", "unknown"}


def test_a_channel_that_fails_stops_no_other_one(
    control: ControlPlane, notice: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with run_hook(Hook([404])) as hook, run_post(Post()) as post:
        notifier = Notifier(
            channels=["webhook", "email", "log"],
            webhook_url=hook.url,
            smtp_url=f"smtp://localhost:{post.port}",
            mail_from="monitor@demo.test",
            mail_to="ann@demo.test",
        )
        assert outcomes(control, notifier, notice) == ["failed", "sent", "sent"]
        assert outcomes(control, notifier, notice) == ["failed", "already_sent", "already_sent"]
    assert (len(hook.bodies), len(post.raw)) == (2, 1)
    assert caplog.text.count(notice.title) == 1


def test_a_notice_is_one_line_of_the_log(
    control: ControlPlane, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    evil = make_notice(brand="Acme\nERROR all is lost", body="one\r\ntwo", severity="error")
    deliver(control, Notifier(), evil)
    (record,) = (one for one in caplog.records if one.name == "onevice.notifications")
    assert record.levelname == "ERROR"
    assert record.getMessage() == (
        "default.demo.test | Acme ERROR all is lost | 2026-11-20 | Firefox is named less often | "
        "one / two"
    )


def test_without_an_account_nothing_is_sent(notice: Notice, control: ControlPlane) -> None:
    with run_hook(Hook()) as hook:
        lost = ControlPlane(url=f"postgresql://me@127.0.0.1:{closed_port()}/none")
        with pytest.raises(StoreError):
            deliver(lost, hooked(hook), notice)
        with pytest.raises(InputError, match=r"nobody\.test"):
            deliver(control, hooked(hook), make_notice(website="nobody.test"))
    assert hook.bodies == []
