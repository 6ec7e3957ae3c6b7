"""Relationships that start at a person (seed 000, §2.2.1 and §2.2.2)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    IDENTITY,
    Property,
    Relationship,
    all_of,
    choice,
    days,
    flags,
    lists,
    numbers,
    texts,
    times,
    wholes,
)

_PERIOD = days(startDate="first day", endDate="last day")
_TIMES = times(createdAt="logical time of the first source", updatedAt="of the last one")
_CREATED = times(createdAt="logical time of the first source")
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
    _TIMES,
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
    _TIMES,
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
    _CREATED,
)
PRODUCED = _credit(
    "PRODUCED",
    choice("role", "Executive Producer", "Producer", "Line Producer", meaning="as credited"),
    _ORDER,
    _DUTIES,
    _PAID,
    numbers(1, profitParticipation="0 to 100"),
    _PERIOD,
    _CREATED,
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
        _TIMES,
    ),
)
COLLABORATED_WITH = Relationship(
    "COLLABORATED_WITH",
    "Person",
    "Person",
    all_of(
        IDENTITY,
        lists(projects="ids of the projects both are credited on"),
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
        _TIMES,
    ),
)

EDGES = (DIRECTED, CREATIVE_DIRECTED, PERFORMED_IN, PRODUCED, WORKS_FOR, COLLABORATED_WITH)
