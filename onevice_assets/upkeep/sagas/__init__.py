"""Publishes to several stores that did not end yet."""
