"""Vectors for money: each request on record, nothing asked twice, a ceiling that holds."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from resources.control_plane import budgets, stage_attempts, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.stage_attempts import StageAttempt
from resources.control_plane.websites import Website
from resources.embedding import hosted
from resources.embedding.account import Account
from resources.embedding.hosted import HostedEmbedder, open_hosted
from resources.embedding.resource import Embeddings
from resources.errors import (
    BudgetError,
    ConfigurationError,
    InputError,
    ProviderBusyError,
    ProviderError,
    ProviderRefusedError,
)
from resources.object_store import Objects
from tests.fault_proxy import closed_port
from tests.provider_server import Plan, ProviderServer, embedding_of

KEY = "sk-very-secret-0123456789"
TEXTS = ["one browser", "two browsers", "three browsers"]


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def website(control: ControlPlane) -> Website:
    with control.begin() as db:
        return websites.add(db, url="https://brave.example.com", name="Brave", actor="test")


@pytest.fixture
def embedder(
    server: ProviderServer, control: ControlPlane, objects: Objects, website: Website
) -> HostedEmbedder:
    return open_hosted(
        {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "OPENAI_MODEL": "unpriced"},
        account=Account(control, objects, website.id, Decimal(1)),
        first_wait_s=0.01,
    )


def booked(embedder: HostedEmbedder) -> list[StageAttempt]:
    with embedder.account.control.begin() as db:
        return stage_attempts.attempts(db, embedder.account.owner_id, "embedding")


def decoded(text: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(embedding_of(text)), "<f4")


def test_a_blank_text_is_refused_before_anything_is_paid(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    with pytest.raises(InputError, match="Nothing was embedded"):
        embedder.embed(["fine", " "])
    assert (server.calls, booked(embedder)) == ([], [])


def test_without_a_key_nothing_is_asked(control: ControlPlane, objects: Objects) -> None:
    account = Account(control, objects, "x", Decimal(1))
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        open_hosted({}, account=account, first_wait_s=0)


def test_each_text_gets_its_own_vector_and_one_request_is_booked(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    vectors = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.allclose(vector, decoded(text), atol=1e-6)
    assert [call.body["input"] for call in server.calls] == [TEXTS]
    assert (server.calls[0].key, server.calls[0].path) == (KEY, "/v1/embeddings")
    [attempt] = booked(embedder)
    assert (attempt.status, attempt.model) == ("succeeded", "text-embedding-3-small")
    # 11 tokens at 0.02 USD a million, rounded up to the ledger's millionths
    assert attempt.cost_usd == Decimal("0.000001") <= attempt.reserved_usd
    stored = embedder.account.objects.get_json(str(attempt.payload_path))
    assert len(stored["request"]["text_hashes"]) == 3
    assert "data" not in stored["response"]


def test_a_text_is_paid_for_once(embedder: HostedEmbedder, server: ProviderServer) -> None:
    first = embedder.embed([*TEXTS, *TEXTS])
    again = embedder.embed([TEXTS[2], "four browsers"])
    assert [call.body["input"] for call in server.calls] == [TEXTS, ["four browsers"]]
    assert np.array_equal(first[:3], first[3:])
    assert np.array_equal(again[0], first[2])
    assert len(booked(embedder)) == 2


def test_a_kept_vector_that_was_cut_short_is_asked_for_again(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    embedder.embed(TEXTS[:1])
    [path] = embedder.account.objects.list(f"{embedder.kept.folder}/")
    embedder.account.objects.put(path, b"short")
    embedder.embed(TEXTS[:1])
    assert len(server.calls) == 2


def test_a_text_longer_than_the_window_is_the_mean_of_its_pieces(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    long = f"{'a' * 2_000} {'b' * 1_000}"
    [vector] = embedder.embed([long])
    assert server.calls[0].body["input"] == ["a" * 2_000, "b" * 1_000]
    mean = 2_000 * decoded("a" * 2_000) + 1_000 * decoded("b" * 1_000)
    assert np.allclose(vector, mean / np.linalg.norm(mean), atol=1e-6)


def test_many_texts_go_in_batches_of_what_the_model_takes(
    embedder: HostedEmbedder, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted, "_MOST_TEXTS", 4)
    embedder.embed([f"text {n}" for n in range(10)])
    assert [len(call.body["input"]) for call in server.calls] == [4, 4, 2]
    monkeypatch.setattr(hosted, "_MOST_TEXTS", 512)
    embedder.embed([f"{n} " * 660 for n in range(100, 700)])
    sent = [sum(map(len, call.body["input"])) for call in server.calls[3:]]
    assert len(sent) == 3
    assert all(size / 3 < 250_000 for size in sent)


def test_a_busy_model_is_asked_again_and_every_try_is_booked(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    server.plans = [
        Plan(status=429, uses=1, headers={"retry-after": "0.05"}),
        Plan(status=503, uses=1),
    ]
    assert embedder.embed(TEXTS).shape == (3, 1_536)
    assert [one.status for one in booked(embedder)] == ["failed", "failed", "succeeded"]
    assert [one.cost_usd for one in booked(embedder)][:2] == [0, 0]
    assert server.calls[1].at - server.calls[0].at >= 0.05


def test_a_model_that_stays_busy_is_given_up(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    server.plans = [Plan(status=500)]
    with pytest.raises(ProviderBusyError, match="answered 500"):
        embedder.embed(TEXTS)
    assert len(server.calls) == 4


def test_a_wrong_key_is_told_once_and_not_shown(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    server.plans = [Plan(status=401, error={"message": f"Incorrect API key: {KEY}"})]
    with pytest.raises(ProviderRefusedError, match="key is not accepted") as caught:
        embedder.embed(TEXTS)
    assert len(server.calls) == 1
    assert KEY not in str(caught.value)
    assert KEY not in repr(embedder)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan(body="no json"), "broken JSON"),
        (Plan(body="[]"), "without vectors"),
        (Plan(body='{"data": [{"index": 0, "embedding": "???"}]}'), "without vectors"),
        (Plan(extra={"data": []}), r"asked for 3 vectors.*sent 0"),
        (
            Plan(extra={"data": [{"index": n, "embedding": [1.0, 0.0]} for n in range(3)]}),
            r"1,536 dimensions and sent 3 of \[2\]",
        ),
        (
            Plan(
                extra={"data": [{"index": n, "embedding": ["nan"] * 1_536} for n in range(3)]},
            ),
            r"sent 3 of \[\]",
        ),
    ],
)
def test_what_are_no_vectors_is_refused_booked_and_not_kept(
    embedder: HostedEmbedder, server: ProviderServer, plan: Plan, message: str
) -> None:
    server.plans = [plan]
    with pytest.raises(ProviderError, match=message):
        embedder.embed(TEXTS)
    [attempt] = booked(embedder)
    assert attempt.status == "failed"
    assert attempt.cost_usd is not None and attempt.cost_usd > 0
    assert embedder.account.objects.list("embeddings/") == []


def test_the_ceiling_of_the_day_holds(embedder: HostedEmbedder, server: ProviderServer) -> None:
    poor = replace(embedder, account=replace(embedder.account, max_usd=Decimal("0.0000001")))
    with pytest.raises(BudgetError, match="ONEVICE_EMBEDDINGS=local"):
        poor.embed(TEXTS)
    assert (server.calls, booked(embedder)) == ([], [])


def test_a_budget_of_the_organization_holds(
    embedder: HostedEmbedder, server: ProviderServer, website: Website, control: ControlPlane
) -> None:
    with control.begin() as db:
        budgets.set_limit(
            db, website.organization_id, period="day", limit_usd=Decimal("0.0001"), actor="test"
        )
    embedder.embed(TEXTS)
    with pytest.raises(BudgetError, match="the day allows"):
        embedder.embed([f"text {n} {'long ' * 100}" for n in range(100)])
    assert len(server.calls) == 1


def test_a_server_that_is_not_there_is_named(embedder: HostedEmbedder) -> None:
    address = f"http://127.0.0.1:{closed_port()}/v1"
    gone = replace(embedder, provider=replace(embedder.provider, base_url=address))
    with pytest.raises(ProviderBusyError, match="could not be reached"):
        gone.embed(TEXTS)


def test_the_resource_opens_the_model_it_names(
    control: ControlPlane, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for kind in ("local", "openai"):
        made = Embeddings(kind=kind)
        opened = made.open(control, objects, "website")
        assert (opened.model, opened.dimensions) == (made.model, made.dimensions)
