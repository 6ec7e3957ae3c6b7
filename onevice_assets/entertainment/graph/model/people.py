"""Person (seed 000, §2.1.1). `unionLocal` is ours: the seed's own validator asks for it."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    CREATED_AND_UPDATED,
    IDENTITY,
    MADE_OF,
    Kind,
    Node,
    Property,
    all_of,
    choice,
    flags,
    internal,
    lists,
    numbers,
    restricted,
    texts,
    times,
    vectors,
    wholes,
)
from onevice_assets.entertainment.graph.model.levels import ACCESS, RESTRICTED

ROLE_TYPES = ("Director", "Creative Director", "Talent", "Client", "Producer", "Unknown")
UNKNOWN = "Unknown"
UNION_STATUSES = ("Union", "Non-Union", UNKNOWN)

_ABOUT = all_of(
    texts(name="as most sources spell it"),
    choice("roleType", *ROLE_TYPES, meaning="what most of the person's credits say"),
    (
        Property(
            "unionStatus",
            Kind.TEXT,
            "of the person; a project has its own",
            values=UNION_STATUSES,
            unknown=UNKNOWN,
        ),
    ),
    texts(unionLocal="which local, for a union person: `Local 600`"),
    lists(specializations="kinds of work: Music Video, Commercial, Brand Film"),
    wholes(yearsActive="calendar years from the first credit to the last, both counted"),
)
_MONEY = restricted(
    "budget_info",
    texts(2, budgetRange="budgets worked with: `$50k-250k` or `$300k+`"),
    choice("rateType", "Daily", "Weekly", "Project", meaning="how rates are given", level=2),
    numbers(
        1,
        dayRate="a day, in USD",
        weeklyRate="a week, in USD",
        projectMinimum="least for a project, in USD",
    ),
)
_CONTACT = restricted(
    "contact_info",
    texts(3, email="address", phone="number", website="own page", representation="agency"),
)
_PROFILE = all_of(
    texts(bio="about the person", location="city", timezone="of the location"),
    lists(languages="spoken", awards="won or nominated for", notableClients="worked for"),
    texts(portfolioUrl="where the work is shown"),
    lists(preferredGenres="of music"),
    flags(willingToTravel="says so"),
    wholes(maxProjectDuration="days", minNoticeDays="days before a start"),
)
_SYSTEM = all_of(
    CREATED_AND_UPDATED,
    flags(isActive="false: merged into another, or gone from every source"),
    choice(
        "verificationStatus",
        "verified",
        "pending",
        "unverified",
        meaning="whether a person looked at it",
    ),
    vectors(
        profileEmbedding="of bio, roles and work together",
        skillsEmbedding="of roles, specializations and genres",
    ),
    MADE_OF,
    wholes(visibilityLevel="1 to 6: who may see the person at all"),
    ACCESS,
    RESTRICTED,
    lists(accessRestrictions="what is hidden below leadership: budget_info, contact_info"),
    wholes(queryFrequency="times found, folded in once a day"),
    times(lastQueried="last time found"),
    numbers(popularityScore="0 to 1: rank by times found"),
)
_DIRECTED = internal(
    wholes(directedCount="projects they directed, whoever may see them"),
    lists(
        directedIds="ids of these, newest first",
        directedGroups="access groups of each; empty: everybody of the clearance",
    ),
    (Property("directedFacets", Kind.WHOLES, "day, tier and level of each (`model/facets.py`)"),),
)

PERSON = Node(
    "Person",
    "person",
    "person",
    all_of(IDENTITY, _ABOUT, _MONEY, _CONTACT, _PROFILE, _SYSTEM, _DIRECTED),
    level_property="visibilityLevel",
    indexes={
        "person_name": ("name",),
        "person_role": ("roleType",),
        "person_union": ("unionStatus",),
        "person_role_union": ("roleType", "unionStatus"),
        "person_role_specialization": ("roleType", "specializations"),
    },
    walks={
        "person_directed": ("organization_id", "roleType", "directedCount"),
        "person_union_directed": ("organization_id", "roleType", "unionStatus", "directedCount"),
    },
    texts={"person_search_index": ("name", "bio", "specializations")},
    vectors={
        "person_profile_vector": "profileEmbedding",
        "person_skills_vector": "skillsEmbedding",
    },
)
