"""Every picture of a document is one that `scripts.write_pictures` takes, and small."""

from __future__ import annotations

import re
import struct

from scripts.pictures import FOLDER, PICTURES
from tests.docs.documented_commands import PAGES

_SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
_LARGEST = 300_000


def test_every_picture_that_is_shown_can_be_taken_anew_and_no_other_lies_there() -> None:
    shown = {
        (page.parent / path).resolve()
        for page in PAGES
        for _, path in _SHOWN.findall(page.read_text("utf-8"))
    }
    assert shown == {one.file for one in PICTURES} == set(FOLDER.iterdir())


def test_every_picture_is_small_and_as_large_as_its_window() -> None:
    for one in PICTURES:
        data = one.file.read_bytes()
        assert len(data) < _LARGEST, one.name
        assert struct.unpack(">II", data[16:24]) == (one.width, one.height), one.name
