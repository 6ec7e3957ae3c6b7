"""Graphiti, the temporal graph engine, as a library on our Neo4j, with our models (ADR 40).

engine.py    opens it: quiet, bounded to what is ours, closed after
models.py    its OpenAI-compatible clients, every call of them in the ledger
"""
