"""What comes in is kept before anything else, from whom it says it is, and from nobody else."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onevice_assets.campaigns.webhooks.app import build_app
from onevice_assets.campaigns.webhooks.client_secrets import check_secrets, secrets_of
from onevice_assets.webhooks import read_body as reading
from onevice_assets.webhooks.signature import sign
from resources.control_plane import campaign_clients
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, StoreError
from resources.object_store import Objects
from resources.webhook_files import FOLDER, hash_body, read_body
from tests.onevice_assets.campaigns.webhooks.door import ENV, OLD_SECRET, ORDER, SECRET, TOKEN, Door


@pytest.fixture
def door(control: ControlPlane, objects: Objects) -> Iterator[Door]:
    with control.begin() as db:
        client = campaign_clients.add(db, "yoga-loft", organization="studio", actor="test")
    with TestClient(build_app(control, objects, ENV)) as http:
        yield Door(http, control, client)


def test_body_and_row_are_kept_before_the_answer(door: Door, objects: Objects) -> None:
    raw = b'{"id": 1,\r\n "note": "\xc3\xa9"}'
    assert door.shop(raw).status_code == 202
    (row,) = door.kept()
    assert read_body(objects, door.client.id, row.content_hash) == raw
    assert (row.topic, row.replay_key) == ("orders/create", "delivery-1")
    assert row.triggered_at is not None
    assert "x-shopify-hmac-sha256" not in row.headers


def test_the_same_delivery_again_changes_nothing(door: Door) -> None:
    assert [door.shop().status_code for _ in range(3)] == [202, 202, 202]
    assert len(door.kept()) == 1


def test_another_body_under_the_same_id_is_kept_too(door: Door) -> None:
    door.shop()
    door.shop({**ORDER, "total_price": "11.00"})
    assert len(door.kept()) == 2


def test_the_secret_of_before_is_valid_while_it_is_listed(door: Door) -> None:
    assert door.shop(secret=OLD_SECRET).status_code == 202


@pytest.mark.parametrize("given", ["", "x", "AAAA", "é", sign(b"of somebody else", b"{}")])
def test_a_wrong_signature_keeps_nothing_but_a_count(
    door: Door, objects: Objects, given: str
) -> None:
    headers = {"x-shopify-hmac-sha256": given.encode()}
    assert [door.shop(headers=headers).status_code for _ in range(2)] == [401, 401]
    door.http.__exit__()
    assert door.kept() == []
    assert objects.list(f"{FOLDER}/") == []
    assert [(one.reason, one.times) for one in door.refused()] == [("signature", 2)]


def test_a_client_that_is_not_there_answers_as_a_wrong_signature_does(door: Door) -> None:
    wrong = door.shop(secret="of-somebody-else")
    nobody = door.shop(to="studio/nobody/shopify")
    assert (nobody.status_code, nobody.content) == (wrong.status_code, wrong.content)
    assert dict(nobody.headers) == dict(wrong.headers)
    door.http.__exit__()
    assert [one.times for one in door.refused(of_nobody=True)] == [1]


def test_a_client_without_secrets_lets_nobody_in(door: Door) -> None:
    with door.control.begin() as db:
        campaign_clients.add(db, "bakery", organization="studio", actor="test")
    assert door.shop(to="studio/bakery/shopify").status_code == 401
    assert door.shop(secret="", to="studio/bakery/shopify").status_code == 401


def test_a_form_is_let_in_by_signature_or_token(door: Door) -> None:
    raw = b"name=Ann&email=ann%40example.com"
    to = "/webhooks/studio/yoga-loft/forms"
    kind = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    answers = [
        door.http.post(to, content=raw, headers={**kind, **more}).status_code
        for more in (
            {"x-onevice-hmac-sha256": sign(SECRET.encode(), raw)},
            {"authorization": f"Bearer {TOKEN}", "x-onevice-event-id": "form-7"},
            {"authorization": f"Basic {TOKEN}"},
            {"authorization": "Bearer "},
            {},
        )
    ]
    assert answers == [202, 202, 401, 401, 401]
    assert {one.replay_key for one in door.kept()} == {hash_body(raw), "form-7"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
        ({"content-type": "application/json", "content-length": "99999999"}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_head(
    door: Door, headers: dict[str, str], status: int
) -> None:
    assert door.shop(headers=headers).status_code == status
    assert door.kept() == []


def test_other_methods_and_addresses_find_nothing(door: Door) -> None:
    assert door.http.get("/webhooks/studio/yoga-loft/shopify").status_code == 405
    assert door.shop(to="studio/yoga-loft/paypal").status_code == 404
    assert door.http.get("/health").text == "ok\n"


def test_a_body_that_grows_beyond_its_limit_is_refused(door: Door) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(6):
            yield b"x" * 1024 * 1024

    to, headers = "/webhooks/studio/yoga-loft/shopify", {"content-type": "application/json"}
    assert door.http.post(to, content=endless(), headers=headers).status_code == 413


def test_a_slow_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BODY_SECONDS", 0.05)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"{"
            await asyncio.sleep(0.02)

    with pytest.raises(reading.RefusedError) as refused:
        asyncio.run(reading.read_body("shopify", drip()))
    assert refused.value.status == 408


def test_many_at_once_are_all_kept(door: Door) -> None:
    def send(number: int) -> int:
        headers = {"x-shopify-webhook-id": f"delivery-{number % 32}"}
        return int(door.shop({"id": number % 32}, headers=headers).status_code)

    with ThreadPoolExecutor(16) as senders:
        assert set(senders.map(send, range(64))) == {202}
    assert len(door.kept()) == 32


def test_a_store_that_is_away_is_told_to_the_sender_and_not_what_was_sent(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr("resources.control_plane.webhook_deliveries.record", refuse)
    with caplog.at_level(logging.DEBUG):
        answer = door.shop()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "The disk is full." in caplog.text
    assert "ann@example.com" not in caplog.text + answer.text
    monkeypatch.undo()
    assert door.shop().status_code == 202, "the same delivery is taken later"


def test_two_organizations_never_share_a_secret() -> None:
    env = {"ONEVICE_SHOPIFY_SECRETS__A_B__C": "secret-of-a-b-and-c-0"}
    assert secrets_of("a-b", "c", env).shopify
    assert not secrets_of("a", "b-c", env).shopify


def test_a_secret_is_in_no_message_and_no_repr() -> None:
    short = {"ONEVICE_FORM_TOKENS__A__B": "hunter2"}
    with pytest.raises(ConfigurationError) as told:
        check_secrets(short)
    assert "hunter2" not in str(told.value)
    assert "secret" not in repr(secrets_of("studio", "yoga-loft", ENV))
    assert TOKEN not in repr(secrets_of("studio", "yoga-loft", ENV))


def test_secrets_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{SECRET}\n{OLD_SECRET}\n")
    env = {"ONEVICE_SHOPIFY_SECRETS__A__B": f"file:{tmp_path}/keys"}
    assert secrets_of("a", "b", env).shopify == (SECRET.encode(), OLD_SECRET.encode())
    assert check_secrets(env) == 2
    with pytest.raises(ConfigurationError, match="cannot be read"):
        check_secrets({"ONEVICE_SHOPIFY_SECRETS__A__B": f"file:{tmp_path}/none"})


def test_a_signature_is_that_of_shopify() -> None:
    # computed by openssl: printf '{"id":1}' | openssl dgst -sha256 -hmac hush -binary | base64
    body = json.dumps({"id": 1}, separators=(",", ":")).encode()
    assert sign(b"hush", body) == "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
