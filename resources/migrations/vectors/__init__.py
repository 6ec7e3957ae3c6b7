"""Collections of vectors: which there are (`declared.py`), and bringing a store to them."""

from resources.migrations.vectors.runner import VectorMigrations

__all__ = ["VectorMigrations"]
