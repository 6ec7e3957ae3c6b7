"""Relationships that start at a project, a document or a concept (seed 000, §2.2.3 to §2.2.6)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.documents import PHASES
from onevice_assets.entertainment.graph.model.kinds import (
    CREATED,
    IDENTITY,
    Kind,
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

_TIMES = all_of(CREATED, times(updatedAt="logical time of the last source"))
_OPINIONS = ("Positive", "Neutral", "Negative")

FOR_CLIENT = Relationship(
    "FOR_CLIENT",
    "Project",
    "Organization",
    all_of(
        IDENTITY,
        numbers(1, contractValue="in the project's currency"),
        choice(
            "contractType",
            *("Fixed Price", "Time and Materials", "Cost Plus"),
            meaning="by contract",
            level=2,
        ),
        texts(1, paymentSchedule="50% upfront, 50% on delivery"),
        choice("paymentStatus", "Paid", "Outstanding", "Overdue", meaning="of bills", level=1),
        texts(3, clientContact="name", accountManager="name"),
        lists(deliverables="by contract"),
        wholes(revisionRounds="by contract"),
        lists(approvalProcess="who approves, in order"),
        flags(3, onTime="delivered so", onBudget="delivered so"),
        numbers(3, clientSatisfaction="1 to 5"),
        flags(repeatClient="had a project before"),
        days(startDate="first day", endDate="last day"),
        CREATED,
    ),
)
PRODUCED_BY = Relationship(
    "PRODUCED_BY",
    "Project",
    "Organization",
    all_of(
        IDENTITY,
        choice(
            "productionRole",
            *("Lead Production", "Co-Production", "Service Production"),
            meaning="as credited",
        ),
        numbers(1, ownershipPercentage="0 to 100", profitParticipation="0 to 100"),
        lists(responsibilities="Crew, Equipment, Locations, Post"),
        CREATED,
    ),
)
UNION_PROJECT = Relationship(
    "UNION_PROJECT",
    "Project",
    "Union",
    all_of(
        IDENTITY,
        texts(unionCode="of the union", signatory="who signed"),
        texts(2, contractNumber="of the agreement"),
        numbers(
            2,
            ratesUsed_scale="USD a day",
            ratesUsed_overtime="USD an hour",
            ratesUsed_doubletime="USD an hour",
        ),
        numbers(
            1, totalUnionCosts="in USD", pensionContributions="in USD", healthContributions="in USD"
        ),
        choice(
            "complianceStatus",
            *("Compliant", "Under Review", "Violation"),
            meaning="with the rules",
            level=3,
        ),
        choice("filingStatus", "Filed", "Pending", "Overdue", meaning="of reports", level=3),
        days(reportsDue="day"),
        _TIMES,
    ),
)
DESCRIBES = Relationship(
    "DESCRIBES",
    "Document",
    "Project",
    all_of(
        IDENTITY,
        numbers(relevanceScore="0 to 1"),
        choice("documentPhase", *PHASES, meaning="of the project"),
        flags(isMainDocument="of its kind and project the last"),
        lists(extractedEntities="names found in it"),
        CREATED,
    ),
)
MENTIONS = Relationship(
    "MENTIONS",
    "Document",
    "Person",
    all_of(
        IDENTITY,
        wholes(mentionCount="times"),
        choice("contextType", *_OPINIONS, "Reference", meaning="what is said around the name"),
        numbers(relevanceScore="0 to 1: mentions of this person among all"),
        (Property("pageNumbers", Kind.WHOLES, "pages with the name, from 1"),),
        CREATED,
    ),
)
INCORPORATES = Relationship(
    "INCORPORATES",
    "Project",
    "CreativeConcept",
    all_of(
        IDENTITY,
        choice("prominence", "Primary", "Secondary", "Background", meaning="in the project"),
        numbers(executionScore="0 to 1"),
        numbers(2, budgetImpact="factor on the budget"),
        choice("clientReaction", *_OPINIONS, meaning="as told", level=3),
        CREATED,
    ),
)
RELATED_TO = Relationship(
    "RELATED_TO",
    "CreativeConcept",
    "CreativeConcept",
    all_of(
        IDENTITY,
        choice("relationshipType", "Similar", "Complementary", "Contrasting", meaning="of the two"),
        numbers(
            strength="0 to 1",
            contextualSimilarity="0 to 1: of what is said of them",
            visualSimilarity="0 to 1: of colours and moods",
        ),
        CREATED,
    ),
)

EDGES = (
    FOR_CLIENT,
    PRODUCED_BY,
    UNION_PROJECT,
    DESCRIBES,
    MENTIONS,
    INCORPORATES,
    RELATED_TO,
)
