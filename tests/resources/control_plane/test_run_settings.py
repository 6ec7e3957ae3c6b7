"""What a daily run was asked with: noted once, and never over what a person asked for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from resources.control_plane import run_settings, simulations
from resources.control_plane.websites import Website

DAY = date(2026, 11, 21)
SETTINGS = {"samples": 2, "conversations": "core", "providers": ["openai:gpt-5"]}


def test_the_same_settings_again_write_nothing(db: Connection, website: Website) -> None:
    run = simulations.for_day(db, website.id, DAY)
    assert run_settings.note(db, run.id, SETTINGS)
    assert not run_settings.note(db, run.id, dict(reversed(SETTINGS.items())))
    assert simulations.get(db, run.id).settings == SETTINGS
    assert run_settings.note(db, run.id, {**SETTINGS, "samples": 3})
    assert simulations.get(db, run.id).settings["samples"] == 3


def test_what_a_person_asked_for_stays(db: Connection, website: Website) -> None:
    run = simulations.queue(db, website.id, DAY, {"samples": 1}, "test")
    assert not run_settings.note(db, run.id, SETTINGS)
    assert simulations.get(db, run.id).settings == {"samples": 1}
