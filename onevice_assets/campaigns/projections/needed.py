"""What a publish reaches: names alone, for whoever loads the assets and publishes nothing."""

from typing import Final

NEEDED: Final = ("lake", "control", "objects", "graph", "vectors", "embeddings")
"""Names of the resources that a publish takes."""
