"""Dates as people write them, and files of facts."""
