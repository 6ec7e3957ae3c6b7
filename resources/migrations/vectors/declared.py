"""Every collection of vectors by the revision that brings or changes it.

A revision tells collections whole, as they are after it. It may bring a collection, or add fields
to one; other dimensions, another precision or quantization are another collection, with a name of
its own, because vectors cannot be converted: the projection fills it from the lake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from resources.errors import ConfigurationError
from resources.vector_index.vector_index import (
    THOROUGH_GRAPH,
    USUAL_GRAPH,
    Collection,
    Precision,
)

PREFIX: Final = "brand_monitor_"
ENTERTAINMENT: Final = "entertainment_"
CAMPAIGNS: Final = "droom-"
OPERATIONS: Final = "operations_"
PREFIXES: Final = (PREFIX, ENTERTAINMENT, CAMPAIGNS, OPERATIONS)
"""What the name of every collection of ours begins with."""

DISTANCE: Final = "cosine"


@dataclass(frozen=True)
class Declared:
    """One collection, whatever the model; see `Collection`."""

    name: str
    fields: tuple[str, ...]
    precision: Precision = "float32"
    is_quantized: bool = True
    graph: tuple[int, int] = USUAL_GRAPH

    def by(self, model: str, dimensions: int) -> Collection:
        """The collection for one model's vectors."""
        return Collection(
            self.name,
            model,
            dimensions,
            self.fields,
            self.precision,
            self.is_quantized,
            self.graph,
        )


@dataclass(frozen=True)
class Step:
    """One revision: its version, what it brings in words, and the collections as they are then.

    Attributes:
        gone: names of collections that it drops, of whatever model; others hold what they held.
    """

    version: str
    name: str
    collections: tuple[Declared, ...] = ()
    gone: tuple[str, ...] = ()


_OF_A_NODE: Final = ("level", "kind")

STEPS: Final = (
    Step(
        "0001",
        "pages, prompts and answers",
        (
            Declared(f"{PREFIX}pages", ("page_id", "page_type")),
            Declared(f"{PREFIX}prompts", ("prompt_id", "prompt_type", "locale")),
            Declared(f"{PREFIX}answers", ("response_id", "llm_provider", "llm_model")),
        ),
    ),
    Step(
        "0002",
        "people, projects, documents and concepts of the entertainment graph",
        (
            Declared(f"{ENTERTAINMENT}person_profile", _OF_A_NODE),
            Declared(f"{ENTERTAINMENT}person_skills", _OF_A_NODE),
            Declared(f"{ENTERTAINMENT}project_concept", _OF_A_NODE),
            Declared(f"{ENTERTAINMENT}document_content", _OF_A_NODE),
            Declared(f"{ENTERTAINMENT}concept_semantic", _OF_A_NODE),
        ),
    ),
    Step(
        "0003",
        "what creatives of campaigns show",
        (Declared(f"{CAMPAIGNS}content-essence", ("sort", "status")),),
    ),
    Step(
        "0004",
        "how campaigns went, and what was learnt of audiences, narratives and over clients",
        (
            Declared(f"{CAMPAIGNS}scenario-outcomes", ("platform", "month", "sort")),
            Declared(f"{CAMPAIGNS}audience-psychographics", ("subject",)),
            Declared(f"{CAMPAIGNS}narrative-patterns", ("subject",)),
            Declared(
                f"{CAMPAIGNS}cross-campaign-learnings",
                ("industry", "business_model", "kind", "believed"),
            ),
        ),
    ),
    Step(
        "0005",
        "facts of the operations memory, as known now",
        (Declared(f"{OPERATIONS}facts", ("subject", "relation", "object")),),
    ),
    Step(
        "0006",
        "what facts of the operations memory say, in half the space (ADR 42)",
        (
            Declared(
                f"{OPERATIONS}fact_texts", ("relation",), precision="float16", graph=THOROUGH_GRAPH
            ),
        ),
    ),
    Step(
        "0007",
        "facts of the operations memory are in their texts alone (ADR 49)",
        gone=(f"{OPERATIONS}facts",),
    ),
)


def collections_at(version: str, steps: Sequence[Step] = STEPS) -> dict[str, Declared]:
    """Every collection as it is after a revision, by name; `0000` has none."""
    there: dict[str, Declared] = {}
    for step in (one for one in steps if one.version <= version):
        there |= {one.name: one for one in step.collections}
        there = {name: one for name, one in there.items() if name not in step.gone}
    return there


def collection(name: str, model: str, dimensions: int, steps: Sequence[Step] = STEPS) -> Collection:
    """The newest declaration of a collection, for one model's vectors."""
    return collections_at(steps[-1].version, steps)[name].by(model, dimensions)


def check_steps(steps: Sequence[Step]) -> None:
    """Make sure that steps follow each other and change nothing that cannot be changed.

    Raises:
        ConfigurationError: naming the revision and the collection.
    """
    for place, step in enumerate(steps, start=1):
        if step.version != f"{place:04}":
            raise ConfigurationError(
                f"Revision {step.version} of the vectors should be {place:04}: they count up."
            )
    for step, one, before in _changes(steps):
        kept = replace(before, fields=one.fields) == one
        if not kept or set(before.fields) - set(one.fields):
            raise ConfigurationError(
                f"Revision {step.version} changes {one.name} other than by more fields: its "
                "vectors cannot be converted. Declare a collection of another name instead."
            )


def _changes(steps: Sequence[Step]) -> Iterator[tuple[Step, Declared, Declared]]:
    before: dict[str, Declared] = {}
    for step in steps:
        for one in step.collections:
            if not one.name.startswith(PREFIXES):
                raise ConfigurationError(
                    f"{one.name} must begin with {' or '.join(PREFIXES)}, as all of ours do."
                )
            if one.name in before:
                yield step, one, before[one.name]
            before[one.name] = one
