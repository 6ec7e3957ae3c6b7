"""Which store is chosen, and what is said where the environment contradicts itself."""

from __future__ import annotations

import pytest

from resources.errors import ConfigurationError
from resources.registry import from_env

HOST = "docs-abc123.svc.aped-4627-b74a.pinecone.io"


@pytest.mark.parametrize(
    ("env", "kind"),
    [
        ({}, "pgvector"),
        ({"DATABASE_URL": "postgresql://u:p@h/d"}, "pgvector"),
        ({"QDRANT_URL": "https://q.example.com:6333", "QDRANT_API_KEY": "k"}, "qdrant"),
        ({"QDRANT_URL": "http://localhost:6333"}, "qdrant"),
        ({"PINECONE_INDEX_HOST": HOST, "PINECONE_API_KEY": "k"}, "pinecone"),
        ({"QDRANT_URL": "http://q:6333", "ONEVICE_VECTORS": "pgvector"}, "pgvector"),
        ({"PINECONE_API_KEY": "k"}, "pgvector"),
    ],
)
def test_the_store_is_the_one_that_is_set(env: dict[str, str], kind: str) -> None:
    assert from_env(env)["vectors"].kind == kind


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"ONEVICE_VECTORS": "milvus"}, "`pgvector`, `qdrant` or `pinecone`"),
        ({"ONEVICE_VECTORS": "qdrant"}, "needs an address in QDRANT_URL"),
        ({"ONEVICE_VECTORS": "pinecone"}, "needs an address in PINECONE_INDEX_HOST"),
        ({"PINECONE_INDEX_HOST": HOST}, "PINECONE_API_KEY is not"),
        ({"QDRANT_URL": "http://q", "PINECONE_INDEX_HOST": HOST}, "both set"),
        ({"QDRANT_URL": "ftp://q"}, "QDRANT_URL is not an address"),
        ({"QDRANT_URL": "https://user:secret@q"}, "QDRANT_URL is not an address"),
        ({"ONEVICE_EMBEDDINGS": "best"}, "`local` or `openai`"),
        ({"ONEVICE_EMBEDDINGS": "openai"}, "needs a key in OPENAI_API_KEY"),
    ],
)
def test_what_cannot_be_meant_is_refused_without_repeating_a_secret(
    env: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        from_env(env)
    assert "secret" not in str(caught.value)


def test_no_secret_shows_in_a_resource() -> None:
    env = {"QDRANT_URL": "https://q.example.com", "QDRANT_API_KEY": "very-secret"}
    made = from_env(env)
    assert "very-secret" not in repr(made["vectors"])
    assert "very-secret" not in str(made["vectors"]._convert_to_config_dictionary())


@pytest.mark.parametrize(("key", "model"), [("", "wordllama-256"), ("sk-x", "wordllama-256")])
def test_the_embedded_model_is_the_default_whatever_keys_are_set(key: str, model: str) -> None:
    assert from_env({"OPENAI_API_KEY": key})["embeddings"].model == model
    chosen = from_env({"OPENAI_API_KEY": "sk-x", "ONEVICE_EMBEDDINGS": "openai"})["embeddings"]
    assert (chosen.model, chosen.dimensions) == ("text-embedding-3-small", 1_536)
