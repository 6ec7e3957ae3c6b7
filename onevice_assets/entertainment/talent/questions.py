"""Every question about talent, with what it shows and what its columns tell of."""

from __future__ import annotations

from typing import Any, Final

from onevice_assets.entertainment.access.conditions import counts
from onevice_assets.entertainment.access.question import BEHIND, Question, question
from onevice_assets.entertainment.graph.finding.texts import PARTS
from onevice_assets.entertainment.talent.discovery import (
    DISCOVER,
    DISCOVER_OF_UNION,
    DISCOVER_OF_UNKNOWN,
)
from onevice_assets.entertainment.talent.shown import CONCEPT, DOCUMENT, PERSON, PROJECT

_OWN: Final = "entertainment.talent"
_CANDIDATES: Final[list[dict[str, Any]]] = [{"id": "none", "score": 0.5}]

PROJECT_BY_ID = question(
    f"{_OWN}.project",
    "MATCH (p:Project {id: $id}) WHERE @see(p) RETURN @show(p)",
    show={"p": tuple(dict.fromkeys((*PROJECT, *PARTS["project_concept_vector"])))},
    has_fallback=True,
    id="none",
)
PERSON_BY_ID = question(
    f"{_OWN}.person",
    "MATCH (p:Person {id: $id}) WHERE @see(p) RETURN @show(p)",
    show={"p": tuple(dict.fromkeys((*PERSON, *PARTS["person_skills_vector"])))},
    has_fallback=True,
    id="none",
)

# the seed goes on to every project of a shared concept (§2.3.2); a concept may stand in thousands,
# so those that share one are looked for among what is near. Filters stand first: they read less
SIMILAR_PROJECTS = question(
    f"{_OWN}.similar_projects",
    """
    @near(p:Project)
    WITH p, score, ($type IS NULL OR @read(p.type) = $type)
      AND ($tier IS NULL OR @read(p.budgetTier) = $tier) AS fits ORDER BY score DESC, p.id
    WITH collect(p) AS found, collect(CASE WHEN fits THEN [p, score] END) AS fitting
    UNWIND CASE WHEN $like = '' THEN range(0, size(found) - 1) ELSE [0] END AS nth
    WITH fitting, CASE WHEN $like = '' THEN found[nth].id ELSE $like END AS anchor
    MATCH (near:Project {id: anchor}) WHERE @see(near)
    WITH fitting, near LIMIT 5
    MATCH (near)-[has:INCORPORATES]->(c:CreativeConcept) WHERE @see(has) AND @see(c)
    WITH fitting, collect(DISTINCT c.id) AS wanted
    UNWIND fitting AS pair
    WITH pair[0] AS p, pair[1] AS score, wanted WHERE p.id <> $like AND @see(p)
    MATCH (p)-[r:INCORPORATES]->(s:CreativeConcept) WHERE s.id IN wanted AND @see(r) AND @see(s)
    WITH p, score, s.name AS name, min(@level(r, s)) AS behind ORDER BY name
    WITH p, score, collect(name) AS shared, min(behind) AS behind
    RETURN @show(p), score, shared, behind
    ORDER BY score DESC, size(shared) DESC, p.id LIMIT $limit
    """,
    show={"p": PROJECT},
    columns={"score": (), "shared": ("CreativeConcept.name",), BEHIND: ()},
    filters={"tier": ("Project.budgetTier",)},
    candidates=_CANDIDATES,
    like="",
    type=None,
    tier=None,
    limit=10,
)
SIMILAR_TALENT = question(
    f"{_OWN}.similar_talent",
    """
    @near(p:Person) WHERE @see(p) AND p.id <> $like
      AND ($union IS NULL OR @read(p.unionStatus) = $union)
    MATCH (p)-[r:DIRECTED]->(project:Project) WHERE @see(r) AND @see(project)
      AND ($type IS NULL OR @read(project.type) = $type)
      AND ($tiers IS NULL OR @read(project.budgetTier) IN $tiers)
    WITH p, score, project, @read(project.completionDate) AS day,
      min(@level(r, project)) AS behind
    ORDER BY day DESC, project.id
    WITH p, score, count(project) AS projects, collect(project.name)[..5] AS recent,
      min(behind) AS behind
    RETURN @show(p), score, projects, recent, behind
    ORDER BY score DESC, projects DESC, p.id LIMIT $limit
    """,
    show={"p": PERSON},
    columns={"score": (), "projects": ("Project.id",), "recent": ("Project.name",), BEHIND: ()},
    filters={"tiers": ("Project.budgetTier",)},
    candidates=_CANDIDATES,
    like="",
    type=None,
    tiers=None,
    union=None,
    limit=20,
)


# with OR instead of CASE, Neo4j joins two indexes and reads everybody before it sorts them
LIST_PEOPLE = question(
    f"{_OWN}.list_people",
    """
    MATCH (p:Person) WHERE p.name >= $after_name
      AND CASE WHEN p.name = $after_name THEN p.id > $after_id ELSE true END AND @see(p)
      AND ($role IS NULL OR p.roleType = $role)
      AND ($union IS NULL OR @read(p.unionStatus) = $union)
    WITH p ORDER BY p.name, p.id LIMIT $limit
    OPTIONAL MATCH (p)-[r:DIRECTED]->(project:Project) WHERE @see(r) AND @see(project)
      AND ($since IS NULL OR @read(project.completionDate) >= $since)
    WITH p, project, @read(project.completionDate) AS day, min(@level(r, project)) AS behind
    ORDER BY day DESC, project.id
    WITH p, collect(project.name)[..3] AS recent, min(behind) AS behind
    RETURN @show(p), recent, behind ORDER BY p.name, p.id
    """,
    show={"p": PERSON},
    columns={"recent": ("Project.name",), BEHIND: ()},
    has_fallback=True,
    after_name="",
    after_id="",
    role=None,
    union=None,
    since=None,
    limit=10,
)
UNION_RULES = question(
    f"{_OWN}.union_rules",
    """
    MATCH (u:Union) WHERE u.unionCode = $code AND @see(u)
      AND (size(coalesce(u.territories, [])) = 0 OR $state IN u.territories)
    RETURN @show(u) ORDER BY u.id
    """,
    show={
        "u": (
            *("name", "unionCode", "localNumber", "territories", "ratesLastUpdated", "website"),
            *("currentRates_scale_daily", "currentRates_scale_weekly"),
            *("currentRates_scale_overtime", "currentRates_holidays"),
            *("currentRates_holidayPremium", "currentRates_weekendPremium"),
            *("pensionRate", "healthRate", "vacationRate", "minimumCallTime", "maximumWorkHours"),
            *("overtimeThreshold", "doubleTimeThreshold", "requiredBreaks"),
        )
    },
    has_fallback=True,
    code="IATSE",
    state="California",
)


def _found(label: str, properties: tuple[str, ...]) -> Question:
    return question(
        f"{_OWN}.found.{label}",
        f"@near(n:{label}) WHERE @see(n) "
        "RETURN @show(n), score ORDER BY score DESC, n.id LIMIT $limit",
        show={"n": properties},
        columns={"score": ()},
        candidates=_CANDIDATES,
        limit=10,
    )


FOUND: Final = {
    "Person": _found("Person", PERSON),
    "Project": _found("Project", PROJECT),
    "Document": _found("Document", DOCUMENT),
    "CreativeConcept": _found("CreativeConcept", CONCEPT),
}
"""Candidates of a search, as far as they may be seen."""

BESIDE: Final = {
    "Person": question(
        f"{_OWN}.beside.Person",
        """
        MATCH (a:Person) WHERE a.id IN $anchors AND @see(a)
        MATCH (a)-[r:COLLABORATED_WITH]-(n:Person)
        WHERE @see(r) AND @see(n) AND NOT n.id IN $anchors
        WITH n, r.projectLevels AS levels, r.projectGroups AS among
        UNWIND [at IN range(0, size(coalesce(levels, [])) - 1)
          WHERE """
        + counts("levels[at]", "among[at]")
        + """ | levels[at]] AS level
        WITH n, count(level) AS together, min(level) AS behind
        RETURN @show(n), together, behind ORDER BY together DESC, n.id LIMIT $limit
        """,
        show={"n": PERSON},
        columns={"together": ("COLLABORATED_WITH.totalProjects",), BEHIND: ()},
        anchors=["none"],
        limit=10,
    ),
    "Project": question(
        f"{_OWN}.beside.Project",
        """
        MATCH (a:Project) WHERE a.id IN $anchors AND @see(a)
        MATCH (a)<-[of:DIRECTED]-(d:Person) WHERE @see(of) AND @see(d)
        WITH d, min(@level(of, d)) AS level
        MATCH (d)-[r:DIRECTED]->(n:Project) WHERE @see(r) AND @see(n) AND NOT n.id IN $anchors
        WITH n, count(DISTINCT d) AS together, min(level) AS lowest, min(@level(r)) AS own
        RETURN @show(n), together, CASE WHEN own < lowest THEN own ELSE lowest END AS behind
        ORDER BY together DESC, n.id LIMIT $limit
        """,
        show={"n": PROJECT},
        columns={"together": ("Person.id",), BEHIND: ()},
        anchors=["none"],
        limit=10,
    ),
}
"""Whom people worked with, and what the directors of projects did besides."""

EVERY: Final = (
    *(PROJECT_BY_ID, PERSON_BY_ID, SIMILAR_PROJECTS, SIMILAR_TALENT, LIST_PEOPLE, UNION_RULES),
    *(DISCOVER, DISCOVER_OF_UNION, DISCOVER_OF_UNKNOWN, *FOUND.values(), *BESIDE.values()),
)
