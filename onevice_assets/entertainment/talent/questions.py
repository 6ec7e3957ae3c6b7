"""Every question about talent, with what it shows and what its columns tell of."""

from __future__ import annotations

from typing import Any, Final

from onevice_assets.entertainment.access.question import Question, question
from onevice_assets.entertainment.graph.finding.texts import PARTS
from onevice_assets.entertainment.graph.model.facets import SEPARATOR

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
    WITH p, score, ($type IS NULL OR p.type = $type)
      AND ($tier IS NULL OR p.budgetTier = $tier) AS fits ORDER BY score DESC
    WITH collect(p) AS found, collect(CASE WHEN fits THEN [p, score] END) AS fitting
    UNWIND CASE WHEN $like = '' THEN range(0, size(found) - 1) ELSE [0] END AS nth
    WITH fitting, CASE WHEN $like = '' THEN found[nth].id ELSE $like END AS anchor
    MATCH (near:Project {id: anchor}) WHERE @see(near)
    WITH fitting, near LIMIT 5
    MATCH (near)-[:INCORPORATES]->(c:CreativeConcept) WHERE @see(c)
    WITH fitting, collect(DISTINCT c.id) AS wanted
    UNWIND fitting AS pair
    WITH pair[0] AS p, pair[1] AS score, wanted WHERE p.id <> $like AND @see(p)
    MATCH (p)-[:INCORPORATES]->(s:CreativeConcept) WHERE s.id IN wanted AND @see(s)
    WITH p, score, collect(DISTINCT s.name) AS shared
    RETURN @show(p), score, shared
    ORDER BY score DESC, size(shared) DESC, p.id LIMIT $limit
    """,
    show={"p": PROJECT},
    columns={"score": (), "shared": ("CreativeConcept.name",)},
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
      AND ($union IS NULL OR p.unionStatus = $union)
    MATCH (p)-[r:DIRECTED]->(project:Project) WHERE @see(project)
      AND ($type IS NULL OR project.type = $type)
      AND ($tiers IS NULL OR project.budgetTier IN $tiers)
    WITH p, score, project ORDER BY project.completionDate DESC, project.id
    WITH p, score, count(project) AS projects, collect(project.name)[..5] AS recent
    RETURN @show(p), score, projects, recent
    ORDER BY score DESC, projects DESC, p.id LIMIT $limit
    """,
    show={"p": PERSON},
    columns={"score": (), "projects": ("Project.id",), "recent": ("Project.name",)},
    filters={"tiers": ("Project.budgetTier",)},
    candidates=_CANDIDATES,
    like="",
    type=None,
    tiers=None,
    union=None,
    limit=20,
)


_DISCOVERED = {"projects": ("Project.id",), "recent": ("Project.name",), "bound": ("Project.id",)}


def _discover(name: str, where: str, then: str) -> Question:
    """People by counted projects.

    What decides whether a project is counted stands beside who directed it (`model/facets.py`), so
    none is read but those that are named. Nobody has more counted projects than directed ones, by
    which an index has people in order: of the `$depth` with most of these the counted ones are
    counted. Nobody else has more counted ones than `bound`, which is -1 where there is nobody else
    with `$floor` directed ones. An index is walked where the order names all of its properties.
    """
    return question(
        f"{_OWN}.{name}",
        f"""
        MATCH (p:Person) WHERE p.organization_id = $organization_id AND p.roleType = $role {where}
          AND p.directedCount >= $floor AND @see(p)
          AND ($kinds IS NULL OR any(one IN p.specializations WHERE one IN $kinds))
        WITH p ORDER BY p.organization_id DESC, p.roleType DESC, {then} p.directedCount DESC
        LIMIT $depth
        WITH collect(p) AS best
        WITH best, CASE WHEN size(best) < $depth THEN -1 ELSE best[-1].directedCount END AS bound
        UNWIND best AS p
        WITH p, bound, p.directedFacets AS facets, p.directedGroups AS among
        WITH p, bound, [at IN range(0, size(facets) - 1) WHERE facets[at] % 10 >= $clearance
          AND ($since IS NULL OR facets[at] / 100 >= $since)
          AND ($tiers IS NULL OR facets[at] / 10 % 10 IN $tiers)
          AND ($sees_every_group OR among[at] = ''
            OR any(one IN split(among[at], '{SEPARATOR}') WHERE one IN $groups)) | at] AS counted
        WITH p, bound, counted, size(counted) AS projects WHERE size(counted) >= $least
        WITH p, bound, counted, projects ORDER BY projects DESC, p.id LIMIT $limit
        UNWIND CASE WHEN projects = 0 THEN [null] ELSE counted[..5] END AS at
        WITH p, bound, projects, at, p.directedIds[at] AS wanted
        OPTIONAL MATCH (project:Project {{id: wanted}}) WHERE @see(project)
        WITH p, bound, projects, project.name AS name ORDER BY at
        WITH p, bound, projects, collect(name) AS recent
        RETURN @show(p), projects, recent, bound
        ORDER BY projects DESC, p.id
        """,
        show={"p": PERSON},
        columns=_DISCOVERED,
        filters={"tiers": ("Project.budgetTier",)},
        role="Director",
        union=None,
        kinds=None,
        tiers=None,
        since=None,
        least=0,
        floor=0,
        depth=100,
        limit=10,
    )


DISCOVER = _discover("discover", "", "")
# of its own, for the index of role and union is not used where the union may be none
DISCOVER_OF_UNION = _discover(
    "discover_of_union", "AND p.unionStatus = $union", "p.unionStatus DESC,"
)

LIST_PEOPLE = question(
    f"{_OWN}.list_people",
    """
    MATCH (p:Person) WHERE p.name >= $after_name AND (p.name > $after_name OR p.id > $after_id)
      AND @see(p) AND ($role IS NULL OR p.roleType = $role)
      AND ($union IS NULL OR p.unionStatus = $union)
    WITH p ORDER BY p.name, p.id LIMIT $limit
    OPTIONAL MATCH (p)-[:DIRECTED]->(project:Project) WHERE @see(project)
      AND ($since IS NULL OR project.completionDate >= $since)
    WITH p, collect(project.name)[..3] AS recent
    RETURN @show(p), recent ORDER BY p.name, p.id
    """,
    show={"p": PERSON},
    columns={"recent": ("Project.name",)},
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
        MATCH (a)-[r:COLLABORATED_WITH]-(n:Person) WHERE @see(n) AND NOT n.id IN $anchors
        WITH n, sum(r.totalProjects) AS together
        RETURN @show(n), together ORDER BY together DESC, n.id LIMIT $limit
        """,
        show={"n": PERSON},
        columns={"together": ("COLLABORATED_WITH.totalProjects",)},
        anchors=["none"],
        limit=10,
    ),
    "Project": question(
        f"{_OWN}.beside.Project",
        """
        MATCH (a:Project) WHERE a.id IN $anchors AND @see(a)
        MATCH (a)<-[:DIRECTED]-(d:Person) WHERE @see(d)
        WITH DISTINCT d
        MATCH (d)-[:DIRECTED]->(n:Project) WHERE @see(n) AND NOT n.id IN $anchors
        WITH n, count(d) AS together
        RETURN @show(n), together ORDER BY together DESC, n.id LIMIT $limit
        """,
        show={"n": PROJECT},
        columns={"together": ("Person.id",)},
        anchors=["none"],
        limit=10,
    ),
}
"""Whom people worked with, and what the directors of projects did besides."""
