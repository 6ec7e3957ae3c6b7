"""`onevice talent`: who asks is always said, and what is wrong is told in a line."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from onevice_assets.entertainment.measuring.load_graph import load, take_away
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp, Size
from resources.control_plane import organizations
from resources.graph_store import GraphStore
from resources.local_servers import ensure
from resources.migrations.neo4j.runner import ensure_current
from tests.onevice_assets.cli.conftest import Terminal


@pytest.fixture
def graph_here(
    graph: GraphStore,
    home: Path,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> GraphStore:
    """The test run's own graph and Redis, for the command to use."""
    monkeypatch.setenv("NEO4J_URI", str(graph.uri))
    monkeypatch.setenv("NEO4J_USER", graph.user)
    monkeypatch.setenv("NEO4J_PASSWORD", str(graph.password))
    redis = ensure("redis", home)
    login = f"{quote(redis.user or '')}:{quote(redis.password or '')}"
    monkeypatch.setenv("REDIS_URL", redis.url.replace("unix://", f"unix://{login}@"))
    return graph


@pytest.mark.redis
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("discover",), "Say who asks"),
        (("discover", "--as", "Leadership", "--user", "a@b.test"), "Say who asks"),
        (("discover", "--as", "boss"), "is not a role"),
        (("discover", "--as", "Guest", "--organization", "nobody"), "no organization"),
        (("discover", "--as", "Guest", "--role", "Boss"), "Creative Director"),
        (("discover", "--as", "Guest", "--tier", "$300k+"), "leave that filter out"),
        (("discover", "--as", "Guest", "--since", "soon"), "2020-01-01"),
        (("list", "--as", "Guest", "--page", "xyz"), "is broken"),
        (("list", "--as", "Guest", "--size", "0"), "1 to 100"),
        (("similar", "--as", "Guest"), "an id or a text"),
        (("similar", "--as", "Guest", "--id", "person_nobody"), "talent search"),
        (("similar-projects", "--as", "Guest", "neon", "--id", "x"), "not both"),
        (("unions", "show", "IATSE", "--as", "Guest", "--state", "Bavaria"), "California"),
        (("search", "--as", "Guest", "??"), "letter or digit"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(
    terminal: Terminal, graph_here: GraphStore, words: tuple[str, ...], why: str
) -> None:
    with terminal.control.begin() as db:
        organizations.find_or_add(db, "default", actor="tests")
    assert why in " ".join(terminal.error("talent", *words).split())


@pytest.mark.redis
def test_a_role_gets_its_view_and_what_is_sensitive_is_in_the_audit_log(
    terminal: Terminal, graph_here: GraphStore
) -> None:
    graph = graph_here
    with terminal.control.begin() as db:
        owner = organizations.find_or_add(db, "default", actor="tests")
    with graph.session() as session:
        ensure_current(session)
        take_away(session, owner)
        load(session, MadeUp(owner, Size(40, 120, 10)))
    seen = terminal.json("talent", "discover", "--as", "leadership", "--limit", "3")
    assert [row["dayRate"] > 0 for row in seen["rows"]] == [True] * 3
    noted = [one for one in terminal.decisions() if one.action == "entertainment.read"]
    assert len(noted) == 1
    assert noted[0].detail["role"] == "Leadership"
    ids = {row["id"] for row in seen["rows"]}
    assert set(noted[0].detail["seen"]["Person.dayRate"]) <= ids
    hidden = terminal.json("talent", "discover", "--as", "guest", "--limit", "3")
    assert not any("dayRate" in row or "budgetRange" in row for row in hidden["rows"])
    told = terminal.run("talent", "discover", "--as", "guest")
    assert "Guest does not see: budgetRange, dayRate" in told
    first = terminal.json("talent", "list", "--as", "guest", "--size", "10")
    second = terminal.json(
        "talent", "list", "--as", "guest", "--size", "10", "--page", first["next"]
    )
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}
    rules = terminal.json("talent", "unions", "show", "dga", "--as", "guest", "--state", "ca")
    assert (rules["unionCode"], rules["state"]) == ("DGA", "CA")
    with graph.session() as session:
        take_away(session, owner)
