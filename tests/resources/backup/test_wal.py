"""Whether a server archives its WAL is read from the server, and what it lacks is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resources.backup.stores.wal import Archiving, Setting, read_archiving
from resources.control_plane.resource import ControlPlane


def test_what_a_server_lacks_to_archive_its_wal_is_told_by_setting(control: ControlPlane) -> None:
    with control.begin() as db:
        archiving = read_archiving(db, "/mnt/wal")
        is_set = str(db.exec_driver_sql("SHOW archive_mode").scalar_one())
    found = {one.name: one for one in archiving.settings}
    assert (found["archive_mode"].now, found["archive_mode"].wanted) == (is_set, "on")
    assert archiving.is_on is False or is_set in ("on", "always")
    assert found["archive_command"].wanted == "test ! -f /mnt/wal/%f && cp %p /mnt/wal/%f"
    assert found["archive_command"].is_right or is_set == "off"
    assert found["wal_level"].is_right


@pytest.mark.parametrize(
    ("name", "now", "is_right"),
    [
        ("archive_command", "", False),
        ("archive_command", "(disabled)", False),
        ("archive_command", "wal-g wal-push %p", True),
        ("archive_mode", "always", True),
        ("archive_timeout", "0", False),
        ("archive_timeout", "60", True),
        ("wal_level", "minimal", False),
    ],
)
def test_a_setting_is_right_whatever_way_it_archives(name: str, now: str, is_right: bool) -> None:
    one = Setting(name, now, "")
    assert one.is_right is is_right
    archiving = Archiving((one,), 1, 0, "2026-11-20T10:00:00+00:00", is_failing=False)
    assert archiving.is_on is is_right
    assert not replace(archiving, is_failing=True).is_on
