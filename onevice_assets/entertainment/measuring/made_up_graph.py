"""A production company's graph, made up and always the same: people, projects, credits, concepts.

Skewed as real ones are: few people direct much (a Zipf law), few concepts stand in many projects,
some rows are for leadership only and some for a group. Nothing in it is anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.graph.derived.directed import pack_directed
from onevice_assets.entertainment.graph.model.people import UNION_STATUSES
from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS, PROJECT_TYPES, STATUSES
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.entertainment.measuring.made_up_names import WORDS, name_concept, name_person
from resources.identity import derived_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = dict[str, Any]

GROUPS: Final = ("leadership", "assigned_team", "project_team_7")
_DAY: Final = date(2026, 1, 1)
_MOODS: Final = ("Energetic", "Dark", "Cinematic", "Raw", "Dreamy", "Playful", "Urban", "Warm")
_ROLES: Final = ("Director", "Creative Director", "Talent", "Producer", "Client")
_ROLE_SHARES: Final = (0.25, 0.15, 0.35, 0.2, 0.05)
_LEVELS: Final = (1, 2, 3, 4, 5, 6)
_LEVEL_SHARES: Final = (0.02, 0.03, 0.05, 0.1, 0.1, 0.7)
_CODES: Final = (("IATSE", "California"), ("DGA", "California"), ("SAG-AFTRA", "New York"),
                 ("LOCAL_399", "Nevada"))  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much there is."""

    people: int = 1_000
    projects: int = 3_000
    concepts: int = 200
    concepts_each: int = 3

    @property
    def rows(self) -> int:
        """Nodes and relationships, at most: a concept drawn twice for a project stands once."""
        nodes = self.people + self.projects + self.concepts + len(_CODES)
        return nodes + self.projects * (2 + self.concepts_each) + 3 * self.people // 4


@dataclass(frozen=True)
class MadeUp:
    """A graph of an organization; every method gives the same rows again.

    Attributes:
        organization_id: whose it is.
        size: how much there is.
        seed: another one is another graph.
    """

    organization_id: str
    size: Size = Size()
    seed: int = 7

    def nodes(self) -> Iterator[tuple[str, list[Row]]]:
        """Labels with all of their rows."""
        yield "CreativeConcept", [self._concept(n) for n in range(self.size.concepts)]
        yield "Union", [self._union(n) for n in range(len(_CODES))]
        people, projects = self._people(), self._projects()
        directed = GraphRows(
            self.organization_id,
            {"Person": people, "Project": projects},
            {"DIRECTED": self._directed()},
        )
        packed = pack_directed(directed)
        yield "Person", [one | packed[one["id"]] for one in people]
        yield "Project", projects

    def edges(self) -> Iterator[tuple[str, list[Row]]]:
        """Types with all of their rows; `start` and `end` are ids of nodes."""
        projects = range(self.size.projects)
        yield "DIRECTED", self._directed()
        producers = self._draw(11).integers(0, self.size.people, self.size.projects)
        yield "PRODUCED", [self._edge("PRODUCED", "person", int(producers[n]), n) for n in projects]
        yield (
            "INCORPORATES",
            [
                self._edge("INCORPORATES", "proj", n, int(concept), to="concept")
                for n in projects
                for concept in sorted(set(self._concepts_of[n]))
            ],
        )
        yield (
            "COLLABORATED_WITH",
            [
                self._edge(
                    "COLLABORATED_WITH",
                    *("person", n, n + step),
                    to="person",
                    totalProjects=step,
                    projectLevels=[6] * step,
                    projectGroups=[""] * step,
                )
                for n in range(0, self.size.people - 4, 4)
                for step in (1, 2, 3)
            ],
        )

    def id_of(self, prefix: str, number: int) -> str:
        """Id of the node of that number: `person`, `proj`, `concept`, `union`."""
        if (prefix, number) not in self._ids:
            identity = derived_id(_DAY, "made_up", self.organization_id, prefix, number)
            self._ids[prefix, number] = f"{prefix}_{identity}"
        return self._ids[prefix, number]

    @cached_property
    def _ids(self) -> dict[tuple[str, int], str]:
        """Those made so far: a million relationships name them again and again."""
        return {}

    @cached_property
    def directors(self) -> list[int]:
        """Number of the director of each project, by a Zipf law of exponent 0.4."""
        import numpy as np

        those = [n for n, role in enumerate(self._roles) if role == "Director"]
        weights = 1 / np.arange(1, len(those) + 1) ** 0.4
        drawn = self._draw(3).choice(len(those), self.size.projects, p=weights / weights.sum())
        return [those[int(one)] for one in drawn]

    @cached_property
    def _roles(self) -> list[str]:
        return self._choose(1, _ROLES, self.size.people, _ROLE_SHARES)

    @cached_property
    def _concepts_of(self) -> NDArray[np.int64]:
        import numpy as np

        weights = 1 / np.arange(1, self.size.concepts + 1) ** 0.7
        shape = (self.size.projects, self.size.concepts_each)
        return self._draw(5).choice(self.size.concepts, shape, p=weights / weights.sum())

    def _directed(self) -> list[Row]:
        return [
            self._edge("DIRECTED", "person", director, n, compensation=100.0 * n)
            for n, director in enumerate(self.directors)
        ]

    def _people(self) -> list[Row]:
        count = self.size.people
        levels = self._choose(21, _LEVELS, count, _LEVEL_SHARES)
        unions = self._choose(22, UNION_STATUSES, count, (0.45, 0.4, 0.15))
        kinds = self._choose(23, PROJECT_TYPES, count)
        return [
            self._node(
                "person",
                n,
                name=name_person(n),
                roleType=self._roles[n],
                unionStatus=unions[n],
                specializations=sorted({kinds[n], PROJECT_TYPES[n % 3]}),
                bio=f"{WORDS[n % 20]} and {WORDS[(n // 20) % 20]} work",
                budgetRange="$50k-250k",
                dayRate=500.0 + n % 90,
                email=f"p{n}@example.com",
                visibilityLevel=levels[n],
                accessRestrictions=["contact_info"] if n % 9 == 0 else [],
            )
            for n in range(count)
        ]

    def _projects(self) -> list[Row]:
        count = self.size.projects
        levels = self._choose(31, _LEVELS, count, _LEVEL_SHARES)
        tiers = self._choose(32, BUDGET_TIERS, count, (0.4, 0.3, 0.2, 0.1))
        kinds = self._choose(33, PROJECT_TYPES, count, (0.4, 0.4, 0.2))
        return [
            self._node(
                "proj",
                n,
                name=f"{WORDS[n % 20].title()} {WORDS[(n // 7) % 20]} {n}",
                type=kinds[n],
                status=STATUSES[n % len(STATUSES)],
                unionStatus=UNION_STATUSES[n % 2],
                budgetTier=tiers[n],
                totalBudget=1_000.0 * (n % 400),
                mood=[_MOODS[n % 8], _MOODS[(n // 8) % 8]],
                concepts=[name_concept(int(one)) for one in sorted(set(self._concepts_of[n]))],
                completionDate=_DAY - timedelta(days=n % 2_500),
                sensitivityLevel=levels[n],
                accessGroups=[GROUPS[n % 3]] if n % 11 == 0 else [],
            )
            for n in range(count)
        ]

    def _concept(self, n: int) -> Row:
        mood = [_MOODS[n % 8]]
        named = {"name": name_concept(n), "category": "Visual Style", "mood": mood}
        return self._node("concept", n, **named, sensitivityLevel=6)

    def _union(self, n: int) -> Row:
        code, state = _CODES[n]
        return self._node(
            "union",
            n,
            name=f"Union {code}",
            unionCode=code,
            territories=[state],
            currentRates_scale_daily=450.0 + n,
            ratesLastUpdated=f"{2024 + n % 2}-01-01T00:00:00+00:00",
        )

    def _node(self, prefix: str, number: int, **properties: Any) -> Row:
        own = {"id": self.id_of(prefix, number), "organization_id": self.organization_id}
        return {**own, "isActive": True, **properties}

    def _edge(
        self, kind: str, prefix: str, start: int, end: int, to: str = "proj", **properties: Any
    ) -> Row:
        identity = derived_id(_DAY, kind, self.organization_id, start, end)
        ends = {"start": self.id_of(prefix, start), "end": self.id_of(to, end)}
        own = {"id": identity, "organization_id": self.organization_id, "sensitivityLevel": 6}
        return {**ends, **own, **properties}

    def _choose(
        self, seed: int, values: Sequence[Any], count: int, shares: Sequence[float] | None = None
    ) -> list[Any]:
        drawn = self._draw(seed).choice(len(values), count, p=shares)
        return [values[int(one)] for one in drawn]

    def _draw(self, seed: int) -> np.random.Generator:
        import numpy as np

        return np.random.default_rng((self.seed, seed))
