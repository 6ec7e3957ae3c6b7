"""Language models of tests: none, or a hosted one that says what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any


@dataclass
class NoModels:
    """Only the local demonstration model is there."""

    hosted: bool = False


@dataclass
class FakeModels:
    """A hosted model: for each schema name a list of answers (or errors), the last one repeated."""

    answers: Mapping[str, list[Any]]
    hosted: bool = True
    budget_usd: Decimal = Decimal(1)
    asked: list[SimpleNamespace] = field(default_factory=list)

    def describe_providers(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="openai", model="gpt-test", is_demonstration=False)]

    def complete_json(
        self, prompt: str, *, schema_name: str, system: str, **_: Any
    ) -> dict[str, Any]:
        turn = sum(one.schema_name == schema_name for one in self.asked)
        self.asked.append(SimpleNamespace(prompt=prompt, schema_name=schema_name, system=system))
        said = self.answers[schema_name]
        answer = said[min(turn, len(said) - 1)]
        if isinstance(answer, Exception):
            raise answer
        found: dict[str, Any] = answer(prompt) if callable(answer) else answer
        return found

    def count(self, schema_name: str) -> int:
        """How often it was asked for a schema."""
        return sum(one.schema_name == schema_name for one in self.asked)
