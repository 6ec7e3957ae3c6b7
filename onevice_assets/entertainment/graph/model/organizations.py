"""Organization and Union (seed 000, §2.1.3 and §2.1.6)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    CREATED_AND_UPDATED,
    IDENTITY,
    Node,
    all_of,
    choice,
    flags,
    lists,
    numbers,
    restricted,
    texts,
    times,
    vectors,
    wholes,
)
from onevice_assets.entertainment.graph.model.levels import ACCESS

ORGANIZATION_TYPES = ("Record Label", "Production Company", "Agency", "Client Brand", "Union")
_SIZES = ("1-50", "51-200", "201-1000", "1000+")
_TIERS = ("Enterprise", "Mid-Market", "Startup")
UNION_CODES = ("IATSE", "DGA", "SAG-AFTRA", "LOCAL_399")
"""The seed's; others may stand there too."""

_ABOUT = all_of(
    texts(name="as most sources spell it"),
    choice("type", *ORGANIZATION_TYPES, meaning="what it is to a production"),
    texts(subtype="Major Label, Boutique Agency", industry="Music, Advertising, Entertainment"),
    choice("tier", *_TIERS, meaning="of the market"),
    choice("size", *_SIZES, meaning="people"),
    wholes(founded="year"),
    texts(headquarters="city"),
    lists(offices="cities"),
    texts(website="page"),
)
_CONTACT = restricted("contact_info", texts(3, phone="number"))
_BUSINESS = all_of(
    texts(3, revenue="a range: `$1B+`", marketCap="a range"),
    texts(parentCompany="that owns it"),
    lists(subsidiaries="that it owns", majorArtists="under contract", genres="of music"),
    lists(territories="where it works"),
    texts(unionCode="of a union"),
    lists(jurisdiction="of a union: states"),
    wholes(memberCount="of a union"),
)
_MONEY = restricted(
    "budget_info",
    numbers(
        1,
        averageBudget="of its projects, in USD",
        budgetRange_min="least of its projects, in USD",
        budgetRange_max="most of its projects, in USD",
    ),
    texts(1, paymentTerms="Net 30, 50% upfront"),
)
_SYSTEM = all_of(
    wholes(projectCount="projects", activeProjectCount="not yet completed or cancelled"),
    numbers(completionRate="completed of those that ended, 0 to 1"),
    wholes(averageProjectDuration="days from preparation to delivery"),
    CREATED_AND_UPDATED,
    flags(isActive="false: merged into another, or gone from every source"),
    vectors(
        profileEmbedding="of type, industry and genres", industryEmbedding="of the industry alone"
    ),
    wholes(accessLevel="1 to 6: who may see the organization at all"),
    ACCESS,
    wholes(searchFrequency="times found, folded in once a day"),
    numbers(3, partnershipValue="0 to 1: rank by projects together"),
)

ORGANIZATION = Node(
    "Organization",
    "org",
    "org",
    all_of(IDENTITY, _ABOUT, _CONTACT, _BUSINESS, _MONEY, _SYSTEM),
    level_property="accessLevel",
    indexes={
        "org_name": ("name",),
        "org_type": ("type",),
        "org_type_tier": ("type", "tier"),
    },
)

_UNION = all_of(
    texts(name="in full"),
    texts(unionCode="IATSE, DGA, SAG-AFTRA, LOCAL_399", localNumber="`Local 600`"),
    lists(territories="states"),
    texts(primaryCity="city", region="West Coast, East Coast, Southeast"),
    texts(headquarters="city", phone="number", website="page", email="address"),
    wholes(memberCount="members", activeMembers="of them at work"),
)
_RATES = all_of(
    numbers(
        currentRates_scale_daily="USD a day",
        currentRates_scale_weekly="USD a week",
        currentRates_scale_overtime="USD an hour of overtime",
        currentRates_holidayPremium="factor",
        currentRates_weekendPremium="factor",
    ),
    lists(currentRates_holidays="names"),
    wholes(minimumCallTime="hours", maximumWorkHours="hours a day"),
    lists(requiredBreaks="in words"),
    wholes(overtimeThreshold="hours", doubleTimeThreshold="hours"),
    numbers(pensionRate="of gross wages", healthRate="of gross wages", vacationRate="of wages"),
    wholes(minimumCrewSize="of a union project"),
    flags(stewardRequired="on the set"),
    lists(reportingRequirements="in words"),
)
_UNION_SYSTEM = all_of(
    CREATED_AND_UPDATED,
    flags(isActive="false: gone from every source"),
    times(ratesLastUpdated="when the rates were published"),
    wholes(projectCount="projects under it"),
    numbers(complianceScore="compliant projects of all, 0 to 1"),
)

UNION = Node(
    "Union",
    "union",
    "union",
    all_of(IDENTITY, _UNION, _RATES, _UNION_SYSTEM),
    indexes={"union_code": ("unionCode",)},
)
