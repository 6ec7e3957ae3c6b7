"""What a backup reaches: names alone, for whoever loads the assets and takes no backup."""

from typing import Final

NEEDED: Final = frozenset({"control", "lake", "objects", "graph", "redis", "vectors", "search"})
"""Names of the resources that reach what is kept."""
