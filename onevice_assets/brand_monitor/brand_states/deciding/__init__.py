"""Deciding what an answer does to a brand: where a mention stands and what is said there."""
