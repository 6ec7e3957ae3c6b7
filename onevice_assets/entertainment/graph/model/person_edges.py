"""Relationships that start at a person (seed 000, §2.2.1 and §2.2.2)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    CREATED,
    CREATED_AND_UPDATED,
    IDENTITY,
    Kind,
    Property,
    Relationship,
    all_of,
    choice,
    days,
    flags,
    internal,
    lists,
    numbers,
    texts,
    wholes,
)

_PERIOD = days(startDate="first day", endDate="last day")
_PAID = numbers(1, compensation="in USD")
_ORDER = wholes(creditOrder="1 is the first of several")
_DUTIES = lists(responsibilities="in words")


def _credit(type_: str, *properties: tuple[Property, ...]) -> Relationship:
    return Relationship(type_, "Person", "Project", all_of(IDENTITY, *properties))


DIRECTED = _credit(
    "DIRECTED",
    choice("role", "Director", "Co-Director", meaning="as credited"),
    _ORDER,
    _PAID,
    choice("contractType", "Work for Hire", "Buyout", "Royalty", meaning="by contract", level=2),
    _PERIOD,
    wholes(dayCount="days"),
    _DUTIES,
    texts(3, notes="in words"),
    numbers(3, performanceRating="1 to 5"),
    flags(3, wouldWorkAgain="says the producer"),
    CREATED_AND_UPDATED,
)
CREATIVE_DIRECTED = _credit(
    "CREATIVE_DIRECTED",
    choice("role", "Creative Director", "Associate Creative Director", meaning="as credited"),
    texts(agency="where from, if not ours"),
    _ORDER,
    numbers(2, conceptOwnership="0 to 1"),
    flags(approvalAuthority="may approve", clientFacing="meets the client"),
    _PAID,
    _PERIOD,
    _DUTIES,
    CREATED_AND_UPDATED,
)
PERFORMED_IN = _credit(
    "PERFORMED_IN",
    choice("role", "Lead Performer", "Featured Artist", "Background Talent", meaning="as credited"),
    texts(characterName="of the part"),
    wholes(screenTime="seconds"),
    _PAID,
    flags(1, hasRoyalties="by contract"),
    numbers(1, royaltyPercentage="0 to 100"),
    flags(unionMember="of the performer"),
    texts(unionLocal="which"),
    _PERIOD,
    CREATED,
)
PRODUCED = _credit(
    "PRODUCED",
    choice("role", "Executive Producer", "Producer", "Line Producer", meaning="as credited"),
    _ORDER,
    _DUTIES,
    _PAID,
    numbers(1, profitParticipation="0 to 100"),
    _PERIOD,
    CREATED,
)
WORKS_FOR = Relationship(
    "WORKS_FOR",
    "Person",
    "Organization",
    all_of(
        IDENTITY,
        texts(position="Staff Director, Freelance, Represented Talent", department="of it"),
        _PERIOD,
        flags(isCurrent="no end is known"),
        choice(
            "contractType",
            *("Full-time", "Freelance", "Retainer", "Representation"),
            meaning="by contract",
            level=2,
        ),
        choice(
            "exclusivity",
            *("Exclusive", "Non-exclusive", "Category Exclusive"),
            meaning="by contract",
            level=2,
        ),
        numbers(1, commissionRate="0 to 1"),
        lists(territories="of the contract"),
        wholes(projectsCompleted="together"),
        numbers(1, averageProjectValue="in USD"),
        numbers(3, clientSatisfactionScore="1 to 5"),
        CREATED_AND_UPDATED,
    ),
)
COLLABORATED_WITH = Relationship(
    "COLLABORATED_WITH",
    "Person",
    "Person",
    all_of(
        IDENTITY,
        lists(projects="ids of the projects both are credited on"),
        internal(
            (Property("projectLevels", Kind.WHOLES, "level of each, with both credits"),),
            lists(projectGroups="access groups of each; empty: everybody of the clearance"),
        ),
        choice(
            "relationshipType",
            *("Frequent", "Occasional", "One-time"),
            meaning="5 and more, 2 to 4, 1 project",
        ),
        wholes(totalProjects="how many"),
        numbers(successRate="completed projects of those that ended, 0 to 1"),
        days(lastCollaboration="last day of shooting of the last one"),
        choice(
            "workingRelationship", "Excellent", "Good", "Challenging", meaning="as told", level=3
        ),
        lists(complementarySkills="of the two", preferredRoles="director_producer, …"),
        CREATED_AND_UPDATED,
    ),
)

EDGES = (DIRECTED, CREATIVE_DIRECTED, PERFORMED_IN, PRODUCED, WORKS_FOR, COLLABORATED_WITH)
CREDIT_ROLES = {
    "DIRECTED": "director",
    "CREATIVE_DIRECTED": "creative_director",
    "PRODUCED": "producer",
    "PERFORMED_IN": "talent",
}
"""Relationships that are a credit, with the word for it."""
