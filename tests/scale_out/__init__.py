"""Runs on the executors a person can choose, on real processes: what they write is the same."""
