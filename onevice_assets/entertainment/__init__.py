"""The entertainment knowledge graph (seed 000): documents become people, projects and companies.

Stages, in the order data flows: `documents` → `entities` → `graph`.
"""
