"""The properties that answers show, as far as their asker may see them."""

from __future__ import annotations

from typing import Final

PERSON: Final = (
    *("name", "roleType", "unionStatus", "specializations", "location", "budgetRange"),
    *("dayRate", "email", "representation", "popularityScore"),
)
PROJECT: Final = (
    *("name", "type", "status", "unionStatus", "genre", "mood", "concepts", "completionDate"),
    *("primaryLocation", "budgetTier", "totalBudget"),
)
DOCUMENT: Final = ("title", "type", "summary", "language", "pageCount", "filename")
CONCEPT: Final = ("name", "category", "mood", "usageCount")
