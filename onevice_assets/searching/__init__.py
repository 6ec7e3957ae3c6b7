"""Searching several stores at once. Not here: how each is filled, or asked alone."""
