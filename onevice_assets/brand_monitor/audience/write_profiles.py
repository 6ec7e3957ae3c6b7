"""Five ideal customers by rules: the family's archetypes, filled from the website's analysis."""

from __future__ import annotations

from onevice_assets.brand_monitor.audience.analysis import Analysis
from onevice_assets.brand_monitor.audience.profile import (
    PROFILES_PER_WEBSITE,
    Demographics,
    ProfessionalProfile,
    Profile,
)
from onevice_assets.brand_monitor.audience.read_gazetteer import (
    Archetype,
    Industry,
    families,
    industries,
)

_FALLBACK_FAMILY = {
    "b2b": "business_software",
    "b2c": "retail",
    "b2b2c": "business_software",
    "marketplace": "marketplace",
}


def write(analysis: Analysis) -> list[Profile]:
    """The five profiles, always the same ones for the same analysis."""
    industry = next((one for one in industries() if one.name == analysis.industry), None)
    if industry is not None:
        family = families()[industry.family]
    else:
        family = families()[_FALLBACK_FAMILY[analysis.business_model or "b2c"]]
    return [
        _profile(family.archetypes[number], number, analysis, industry)
        for number in range(PROFILES_PER_WEBSITE)
    ]


def _profile(
    archetype: Archetype,
    number: int,
    analysis: Analysis,
    industry: Industry | None,
) -> Profile:
    main = analysis.primary_offerings[0]
    goals = _interleave(_needs(industry, number), archetype.goals)
    return Profile(
        name=archetype.name,
        description=archetype.description.format(category=main.category),
        demographics=Demographics(
            age_range=archetype.age,
            gender="any",
            location=main.location or "Europe and North America",
            income_level=archetype.income,
            education=archetype.education,
        ),
        professional_profile=_profession(archetype),
        pain_points=[*archetype.pains, *_pains(_needs(industry, number))],
        goals=goals,
        motivations=list(archetype.motivations),
        objections=list(archetype.objections),
        decision_factors=list(archetype.factors),
        information_sources=list(archetype.sources),
        buying_journey_stage=archetype.stage,
    )


def _profession(archetype: Archetype) -> ProfessionalProfile:
    return ProfessionalProfile(
        job_titles=list(archetype.titles),
        company_size=archetype.company_size,
        industry="any" if archetype.company_size else "private",
        seniority=archetype.seniority,
    )


def _needs(industry: Industry | None, number: int) -> tuple[str, ...]:
    """The two needs of an industry that belong to an archetype."""
    if industry is None:
        return ()
    return industry.needs[number], industry.needs[number + PROFILES_PER_WEBSITE]


def _interleave(needs: tuple[str, ...], goals: tuple[str, ...]) -> list[str]:
    """Industry's need first, then in turn; always at least five goals."""
    if not needs:
        return [*goals, "compare the options fairly", "make a choice that lasts"]
    return [needs[0], goals[0], needs[1], *goals[1:]]


def _pains(needs: tuple[str, ...]) -> list[str]:
    return [f"It is hard to {need}" for need in needs]
