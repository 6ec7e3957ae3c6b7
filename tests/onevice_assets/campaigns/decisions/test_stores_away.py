"""What is answered while a store is away: less, marked as such, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onevice_assets.campaigns.decisions.ask_again import ask_again
from onevice_assets.campaigns.decisions.desk import Desk
from onevice_assets.campaigns.decisions.waiting import queue_of
from resources.embedding.static_vectors import StaticVectors
from resources.errors import StoreDownError
from resources.graph_store import GraphStore
from resources.local_servers import ensure, stop
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.campaigns.decisions.market import remember
from tests.onevice_assets.campaigns.studio import Studio
from tests.pinecone_server import PineconeServer
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis
NOBODY = "bolt://127.0.0.1:1"
KEY = "a-secret-key"


def without_graph(desk: Desk) -> Desk:
    return Desk(desk.client, {**desk.resources, "graph": GraphStore(uri=NOBODY, password="x")})


def test_without_the_graph_the_last_answer_is_told_and_the_question_asked_again(
    desk: Desk, studio: Studio
) -> None:
    before = desk.exact_metrics()
    away = without_graph(desk)
    stale = away.exact_metrics()
    assert (stale.source, stale.stale, before.stale) == ("cache", True, False)
    assert (stale.found, stale.as_of) == (before.found, before.as_of)
    assert "ago" in stale.notes[0]
    assert "asked again" in stale.notes[0]
    away.exact_metrics()
    redis = studio.resources["redis"]
    assert queue_of(redis).count()["normal"] == 1  # waits once
    for _ in range(7):  # longer than a job of its own fault may fail
        still = ask_again(away.resources)
        assert (still.answered, still.given_up, still.waiting) == (0, 0, 1)
        assert "did not answer" in still.away or "has not answered" in still.away
    done = ask_again(desk.resources)
    assert (done.answered, done.waiting, done.away) == (1, 0, "")
    fresh = away.exact_metrics()
    assert fresh.stale
    assert fresh.as_of > stale.as_of
    assert fresh.found == before.found


def test_what_was_never_answered_is_an_error_that_says_what_to_do(desk: Desk) -> None:
    away = without_graph(desk)
    with pytest.raises(StoreDownError, match=r"Start it and check NEO4J_URI.*Nothing recent"):
        away.portfolio_balance()
    assert ask_again(desk.resources).answered == 1
    assert away.portfolio_balance().stale
    # what vectors know alone is still answered
    answer = away.similar_content("quiet room, soft light", limit=3)
    assert (answer.source, answer.stale, answer.is_degraded) == ("vectors", False, True)
    assert len(answer.found.creatives) == 3
    assert {one.spend for one in answer.found.creatives} == {None}
    assert "results and shared attributes are missing" in answer.notes[0]
    # and without Redis nothing is kept, which is no reason not to answer
    gone = RedisStore(url="redis://127.0.0.1:1/0")
    bare = Desk(desk.client, {**desk.resources, "redis": gone})
    assert bare.portfolio_balance().source == "graph"
    with pytest.raises(StoreDownError, match="not asked again by itself"):
        without_graph(bare).portfolio_balance()


def test_a_kept_answer_is_told_to_nobody_else(desk: Desk, studio: Studio) -> None:
    other = studio.client("bakery")
    desk.creative_gaps()
    with pytest.raises(StoreDownError, match="bakery"):
        without_graph(Desk(other, studio.resources)).creative_gaps()
    redis = studio.resources["redis"]
    (key,) = [one for one in keys_of(redis) if ":droom:answer:" in one]
    assert key.startswith(f"{redis.namespace}campaigns:droom:answer:{desk.client.id}:")
    assert 0 < driver_of(redis).pttl(key) <= 24 * 3600 * 1000
    # put where the other client's would lie, it is still not told
    driver_of(redis).set(key.replace(desk.client.id, other.id), driver_of(redis).get(key))
    with pytest.raises(StoreDownError, match="bakery"):
        without_graph(Desk(other, studio.resources)).creative_gaps()


class ClosedGraph(GraphStore):
    """The embedded graph of a home in which its database cannot be opened."""

    folder: str

    def address(self) -> tuple[str, str, str]:
        server = ensure("graph", Path(self.folder))
        return server.url, server.user or "", server.password or ""


def test_an_embedded_graph_that_cannot_be_opened_is_one_that_is_away(
    desk: Desk, tmp_path: Path
) -> None:
    before = desk.creative_gaps()
    data = tmp_path / "servers" / "graph"
    data.mkdir(parents=True)
    (data / "databases").write_text("no folder")
    closed = Desk(desk.client, {**desk.resources, "graph": ClosedGraph(folder=str(tmp_path))})
    try:
        stale = closed.creative_gaps()
    finally:
        stop("graph", tmp_path)
    assert (stale.source, stale.stale, stale.found) == ("cache", True, before.found)


def test_without_vectors_similarity_is_that_of_shared_attributes(
    desk: Desk, studio: Studio
) -> None:
    server = PineconeServer(StaticVectors().dimensions, KEY)
    with server.running():
        store = VectorStore(kind="pinecone", url=server.url, api_key=KEY)
        given: dict[str, Any] = {**studio.resources, "vectors": store}
        hosted = Desk(desk.client, given)
        remember(Studio(given), desk.client)
        best = hosted.similar_content("calm-room.jpg", limit=2)
        assert (best.source, best.found.method) == ("both", "vectors")
        assert hosted.unused_content("New").source == "both"
        alone = hosted.unused_content("Retreat")  # nothing worked elsewhere: vectors are not asked
        assert (alone.source, alone.found.method) == ("graph", "learnings")
    # the server is stopped from here on
    answer = hosted.similar_content("calm-room.jpg", limit=3)
    assert (answer.source, answer.is_degraded, answer.stale) == ("graph", True, False)
    assert answer.found.method == "shared attributes"
    names = [one.filename for one in answer.found.creatives]
    assert sorted(names[:2]) == ["calm-window.jpg", "old-calm.jpg"]
    assert answer.found.creatives[0].similarity == pytest.approx(1.0)
    assert answer.found.creatives[0].shared[-1] == "NarrativeElement shows_people"  # all have it
    assert "store of vectors is away" in answer.notes[0]
    words = hosted.similar_content("something urgent and vibrant", limit=3)
    assert words.found.creatives[0].filename == "loud-sale.jpg"
    unused = hosted.unused_content("New")
    assert (unused.source, unused.found.method) == ("graph", "shared attributes")
    fittest = {one.filename for one in unused.found.creatives[:3]}
    assert fittest == {"calm-room.jpg", "calm-window.jpg", "calm-unused.jpg"}
    like = hosted.situations_like("calm, for women 25-34 on instagram")
    assert (like.source, like.is_degraded) == ("graph", True)
    assert like.found.situations[0].outcome["roas"] == pytest.approx(5.0, rel=0.02)
    with pytest.raises(StoreDownError, match="Nothing recent is kept"):
        hosted.cross_client_learnings()
    with pytest.raises(StoreDownError, match="The graph is away too"):
        without_graph(hosted).similar_content("quiet words")
    stale = without_graph(hosted).similar_content("calm-room.jpg", limit=2)
    assert (stale.source, stale.stale, stale.found) == ("cache", True, best.found)
