"""Partitions that a run left failed."""
