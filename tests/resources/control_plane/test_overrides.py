"""Overrides: a person's word about prompts is kept, and the last one counts."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, baskets, overrides, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import InputError
from resources.identity import new_id

SAID = {"topic": "Embedding a database", "prompt_text": "Which one fits a phone?", "actor": "test"}


@pytest.fixture
def known(control: ControlPlane) -> Website:
    """A website that an earlier transaction added."""
    with control.begin() as db:
        return websites.add(db, url="https://demo.test/", actor="test")


def test_an_override_makes_a_new_basket_and_says_which(
    control: ControlPlane, known: Website
) -> None:
    with control.begin() as db:
        pinned = overrides.pin(db, known.id, prompt_id=new_id(), **SAID)
        assert (pinned.action, pinned.basket_version) == ("pin", 2)
        assert websites.basket(db, known.id).reason == "override"
        assert overrides.prompts(db, known.id) == [pinned]


def test_the_same_override_again_changes_nothing(control: ControlPlane, known: Website) -> None:
    prompt_id = new_id()
    for _ in range(2):
        with control.begin() as db:
            overrides.pin(db, known.id, prompt_id=prompt_id, **SAID)
            overrides.add_prompt(db, known.id, **SAID)
    with control.begin() as db:
        assert websites.basket(db, known.id).version == 2
        assert len(overrides.prompts(db, known.id)) == 2
        actions = [one.action for one in audit.entries(db, website_id=known.id)]
        assert actions == ["prompt.add", "prompt.pin", "website.add"]


def test_the_last_word_about_a_prompt_counts(control: ControlPlane, known: Website) -> None:
    prompt_id = new_id()
    for decide in (overrides.pin, overrides.reject, overrides.pin, overrides.reject):
        with control.begin() as db:
            decide(db, known.id, prompt_id=prompt_id, **SAID)
    with control.begin() as db:
        (standing,) = overrides.prompts(db, known.id)
        assert (standing.action, standing.basket_version) == ("reject", 5)


def test_decisions_of_one_transaction_share_one_basket(
    control: ControlPlane, known: Website
) -> None:
    with control.begin() as db:
        for number in range(50):
            overrides.add_prompt(db, known.id, **{**SAID, "prompt_text": f"Question {number}?"})
        assert websites.basket(db, known.id).version == 2
    with control.begin() as db:
        overrides.reject(db, known.id, prompt_id=new_id(), **SAID)
        websites.request_refresh(db, known.id, actor="test", why="both")
        reasons = [one.reason for one in baskets.history(db, known.id)]
        assert reasons == ["created", "override", "override", "refresh"]


def test_overrides_survive_a_refresh(control: ControlPlane, known: Website) -> None:
    with control.begin() as db:
        added = overrides.add_prompt(db, known.id, **SAID)
    with control.begin() as db:
        websites.request_refresh(db, known.id, actor="test", why="asked")
        assert overrides.prompts(db, known.id) == [added]


def test_a_withdrawn_override_is_out_of_force_and_on_record(
    control: ControlPlane, known: Website
) -> None:
    with control.begin() as db:
        added = overrides.add_prompt(db, known.id, **SAID)
    for _ in range(2):
        with control.begin() as db:
            overrides.withdraw(db, known.id, added.id, actor="test")
    with control.begin() as db:
        assert overrides.prompts(db, known.id) == []
        assert websites.basket(db, known.id).version == 3
        assert audit.entries(db)[0].action == "prompt.withdraw"
        with pytest.raises(InputError, match="no override"):
            overrides.withdraw(db, known.id, new_id(), actor="test")


@pytest.mark.parametrize("changed", [{"prompt_text": " "}, {"topic": ""}, {"topic": "x" * 300}])
def test_a_prompt_without_words_is_refused(
    db: Connection, website: Website, changed: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        overrides.add_prompt(db, website.id, **{**SAID, **changed})
    assert websites.basket(db, website.id).version == 1
