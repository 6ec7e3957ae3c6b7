"""Discovering names that nobody listed, as candidates with evidence."""
