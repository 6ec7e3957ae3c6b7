"""Recurring intents and their relationships, per user; arrays and rows, no store."""
