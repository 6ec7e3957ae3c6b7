"""Backups of everything, the way back, and the drill that shows that it works (ADR 46)."""
