"""Episodes by webhook: who signs is taken, body first; again is nothing; nobody else gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from onevice_assets.campaigns.webhooks.app import build_app
from onevice_assets.operations.episodes.door import EpisodeDoor, count_secrets
from onevice_assets.webhooks.signature import HEADER, sign
from resources import document_inbox
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, StoreError
from resources.identity import new_id
from resources.object_store import Objects

SECRET = "episode-secret-0123456789"
BODY = b'{"data": {"load_id": "L1", "status": "booked"}}'


class Sender:
    """A source of episodes, and what lies in the inbox of its organization."""

    def __init__(self, http: TestClient, objects: Objects, slug: str) -> None:
        self.http, self.objects, self.slug = http, objects, slug

    def send(self, body: bytes = BODY, secret: str = SECRET, **changes: Any) -> int:
        headers = {
            "content-type": changes.get("kind", "application/json"),
            HEADER: sign(secret.encode(), body),
        }
        to = changes.get("to", self.slug)
        return self.http.post(f"/webhooks/{to}/episodes", content=body, headers=headers).status_code

    def inbox(self) -> list[str]:
        return [one.name for one in document_inbox.list_inbox(self.objects, "operations")]


@pytest.fixture
def sender(facts_database: ControlPlane, objects: Objects) -> Iterator[Sender]:
    slug = f"o{new_id()}"
    with facts_database.begin() as db:
        organizations.find_or_add(db, slug, actor="test")
    name = f"ONEVICE_EPISODE_SECRETS__{slug.replace('-', '_').upper()}"
    env = {name: f"{SECRET}, of-before-0123456789"}
    door = EpisodeDoor(facts_database, objects, env)
    with TestClient(build_app(facts_database, objects, env, [door.route])) as http:
        yield Sender(http, objects, slug)


def test_a_signed_body_lies_in_the_inbox_as_it_came_and_once(sender: Sender) -> None:
    assert [sender.send(), sender.send(secret="of-before-0123456789")] == [202, 202]
    (name,) = sender.inbox()
    assert name.startswith("webhooks/") and name.endswith(".json")
    (file,) = document_inbox.list_inbox(sender.objects, "operations")
    assert sender.objects.get(file.path) == BODY
    later = datetime.now(UTC) + timedelta(minutes=2)
    assert document_inbox.choose([file], later) == [file]
    assert sender.send(b"load_id,status\nL1,booked\n", kind="text/csv; charset=utf-8") == 202
    assert sorted(name.rpartition(".")[2] for name in sender.inbox()) == ["csv", "json"]


def test_whoever_does_not_sign_or_sends_something_else_leaves_nothing(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = [
        sender.send(secret="of-somebody-else"),
        sender.send(to="nobody"),
        sender.send(kind="image/png"),
        sender.send(b"x" * (16 * 1024**2 + 1)),
    ]
    assert refused == [401, 401, 415, 413]

    async def fail(*_given: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(EpisodeDoor, "_keep", fail)
    assert sender.send() == 503
    assert sender.inbox() == []


def test_a_secret_that_could_be_guessed_is_told_at_the_start() -> None:
    assert count_secrets({"ONEVICE_EPISODE_SECRETS__ACME": f"{SECRET},{SECRET}x"}) == 2
    with pytest.raises(ConfigurationError, match="fewer than 16"):
        count_secrets({"ONEVICE_EPISODE_SECRETS__ACME": "short"})
