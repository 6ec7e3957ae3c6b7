"""An organization without a website pays for vectors as one with a website does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from resources.control_plane import budgets, listing, organizations, spending, stage_attempts
from resources.control_plane.resource import ControlPlane
from resources.control_plane.stage_attempts import StageAttempt
from resources.embedding.account import Account
from resources.embedding.hosted import HostedEmbedder, open_hosted
from resources.embedding.resource import Embeddings
from resources.errors import BudgetError
from resources.object_store import Objects
from tests.provider_server import ProviderServer

KEY = "sk-very-secret-0123456789"
TEXTS = ["one browser", "two browsers", "three browsers"]


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def owner(control: ControlPlane) -> str:
    with control.begin() as db:
        return organizations.find_or_add(db, "studio", actor="test")


@pytest.fixture
def embedder(
    server: ProviderServer, control: ControlPlane, objects: Objects, owner: str
) -> HostedEmbedder:
    env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url}
    account = Account(control, objects, None, Decimal(1), owner)
    return open_hosted(env, account=account, first_wait_s=0.01)


def booked(control: ControlPlane, owner: str) -> list[StageAttempt]:
    with control.begin() as db:
        return stage_attempts.attempts_of_organization(db, owner)


def test_a_request_of_no_website_is_in_the_ledger_and_in_what_was_spent(
    embedder: HostedEmbedder, control: ControlPlane, owner: str
) -> None:
    embedder.embed(TEXTS)
    [attempt] = booked(control, owner)
    found = (attempt.status, attempt.organization_id, attempt.website_id)
    assert found == ("succeeded", owner, None)
    since = attempt.reserved_at.date()
    with control.begin() as db:
        assert [one.name for one in spending.sum_up(db, "website", since=since)] == ["studio"]
        assert [one.website for one in spending.list_charged(db, since=since)] == ["studio"]
        assert [one["website"] for one in listing.rows(db, "llm_attempts")] == ["studio"]


def test_its_vectors_are_kept_and_paid_for_once(
    embedder: HostedEmbedder, control: ControlPlane, owner: str, server: ProviderServer
) -> None:
    first = embedder.embed(TEXTS)
    assert np.array_equal(embedder.embed(TEXTS), first)
    assert (len(server.calls), len(booked(control, owner))) == (1, 1)
    assert embedder.kept.folder.startswith(f"embeddings/{owner}/")


def test_its_budget_and_ceiling_hold(
    embedder: HostedEmbedder, control: ControlPlane, owner: str, server: ProviderServer
) -> None:
    poor = replace(embedder, account=replace(embedder.account, max_usd=Decimal("0.0000001")))
    with pytest.raises(BudgetError, match="MAX_USD"):
        poor.embed(TEXTS)
    limit = Decimal("0.0000001")
    with control.begin() as db:
        budgets.set_limit(db, owner, period="day", limit_usd=limit, actor="test")
    with pytest.raises(BudgetError, match="the day allows"):
        embedder.embed(TEXTS)
    assert (server.calls, booked(control, owner)) == ([], [])


def test_the_resource_opens_an_organizations_account(
    control: ControlPlane, objects: Objects, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    opened = Embeddings(kind="openai").open_for_organization(control, objects, owner)
    assert isinstance(opened, HostedEmbedder)
    assert (opened.account.website_id, opened.account.owner_id) == (None, owner)
    free = Embeddings(kind="local").open_for_organization(control, objects, owner)
    assert free.model == Embeddings(kind="local").model
