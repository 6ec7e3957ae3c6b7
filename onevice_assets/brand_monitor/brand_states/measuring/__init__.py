"""Measuring the stage: quality against labels, speed against the obvious way."""
