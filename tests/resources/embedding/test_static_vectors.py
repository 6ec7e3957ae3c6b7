"""The embedded embedder: always the same unit vectors, whatever the text, without a network."""

from __future__ import annotations

import socket
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.embedding import static_vectors
from resources.embedding.embedder import qualify
from resources.embedding.static_vectors import StaticVectors
from resources.errors import ConfigurationError, InputError

EMBEDDER = StaticVectors()


@pytest.mark.parametrize("texts", [[""], ["fine", " \n"], ["\t", "fine"]])
def test_a_blank_text_is_refused_and_not_given_a_made_up_vector(texts: list[str]) -> None:
    with pytest.raises(InputError, match=r"blank.*Nothing was embedded"):
        EMBEDDER.embed(texts)


def test_no_texts_have_no_vectors() -> None:
    assert EMBEDDER.embed([]).shape == (0, 256)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip()), min_size=1, max_size=5))
def test_every_text_that_says_something_has_a_vector_of_length_one(texts: list[str]) -> None:
    vectors = EMBEDDER.embed(texts)
    assert vectors.shape == (len(texts), 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_vector_in_any_company() -> None:
    texts = [f"text number {number} about browsers" for number in range(1_100)]
    together = EMBEDDER.embed(texts)
    assert np.array_equal(
        together[[3, 700, 1_099]], EMBEDDER.embed([texts[3], texts[700], texts[1_099]])
    )


def test_half_of_a_character_pair_does_not_stop_it() -> None:
    assert EMBEDDER.embed(["broken \ud83d text"]).shape == (1, 256)


def test_a_text_longer_than_any_window_is_embedded_whole() -> None:
    long = "browser " * 50_000 + "banana " * 50_000
    browser, banana, both = EMBEDDER.embed(["browser", "banana", long])
    assert both @ browser > 0.4
    assert both @ banana > 0.4


def test_likeness_of_meaning_shows() -> None:
    asked, near, far = EMBEDDER.embed(
        ["a private web browser", "Firefox protects your privacy online", "how to bake sourdough"]
    )
    assert asked @ near > asked @ far + 0.1


def test_it_asks_no_network_and_leaves_the_wheels_loader_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    static_vectors._load.cache_clear()
    EMBEDDER.embed(["hello"])
    assert "wordllama" not in sys.modules


def test_a_missing_wheel_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_vectors, "find_spec", lambda _name: None)
    static_vectors._load.cache_clear()
    with pytest.raises(ConfigurationError, match=r"wordllama.*ONEVICE_EMBEDDINGS=openai"):
        EMBEDDER.embed(["hello"])


@pytest.mark.parametrize(
    ("model", "name"),
    [("text-embedding-3-small", "pages"), ("wordllama-256", "pages--wordllama-256")],
)
def test_only_the_seeds_model_keeps_the_seeds_names(model: str, name: str) -> None:
    assert qualify("pages", model) == name
