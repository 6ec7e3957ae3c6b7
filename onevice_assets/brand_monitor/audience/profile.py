"""An ideal customer profile: the typed form of an `icps` row, and the seed's JSON shapes."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PROFILES_PER_WEBSITE = 5
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Lines = Annotated[list[Line], Field(min_length=3, max_length=8)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Demographics(_Strict):
    """Who the person is."""

    age_range: Line
    gender: Line
    location: Line
    income_level: Line
    education: Line


class ProfessionalProfile(_Strict):
    """What the person does; job titles are the words they would call themselves by."""

    job_titles: Annotated[list[Line], Field(min_length=1, max_length=5)]
    company_size: str = Field(max_length=40, description="Like 50-500; empty for private buyers")
    industry: Line
    seniority: str = Field(max_length=40)


class Profile(_Strict):
    """One ideal customer. Goals are verb phrases that read well after "I want to"."""

    name: Line
    description: Annotated[str, StringConstraints(min_length=10, max_length=600)]
    demographics: Demographics
    professional_profile: ProfessionalProfile
    pain_points: Lines
    goals: Annotated[list[Line], Field(min_length=5, max_length=8)]
    motivations: Lines
    objections: Annotated[list[Line], Field(min_length=1, max_length=8)]
    decision_factors: Lines
    information_sources: Lines
    buying_journey_stage: Literal["awareness", "consideration", "purchase"]

    def columns(self) -> dict[str, Any]:
        """The row's columns: JSON text for everything that is not plain text."""
        return {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in self.model_dump().items()
        }
