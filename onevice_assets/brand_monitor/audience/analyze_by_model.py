"""A website's business by a hosted language model, checked against the pages.

What the model names must occur in the pages; what does not is dropped and listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from onevice_assets.brand_monitor.audience.analysis import (
    Analysis,
    Claim,
    Competitor,
    Offering,
)
from onevice_assets.brand_monitor.audience.quote_pages import SYSTEM, quote
from onevice_assets.brand_monitor.audience.read_gazetteer import BusinessModel
from onevice_assets.brand_monitor.audience.read_pages import Page
from resources.text_folding import fold, names_any

Ask = Callable[..., dict[str, Any]]
_LEAST_SHARED = 0.6  # share of a claim's words that one page must hold


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Offering(_Said):
    name: Annotated[str, Field(description="As written on a page")]
    kind: Literal["product", "service"]
    category: Annotated[
        str,
        Field(
            max_length=60,
            description="Countable noun phrase in the singular a buyer would use, without any "
            "brand name, e.g. 'note-taking app', 'bakery', 'embedded database'",
        ),
    ]
    description: Annotated[str, Field(max_length=300)]


class SaidAnalysis(_Said):
    """What the model is asked for; its JSON schema is sent along."""

    industry: Annotated[str, Field(max_length=80)]
    business_model: BusinessModel
    location: Annotated[str | None, Field(description="Town, only if it serves one place")]
    primary_offerings: Annotated[list[_Offering], Field(min_length=1, max_length=12)]
    value_propositions: Annotated[
        list[str], Field(max_length=8, description="In the words of the pages")
    ]
    target_markets: Annotated[list[str], Field(max_length=8)]
    competitors_mentioned: Annotated[list[str], Field(max_length=20)]


def analyze(pages: Sequence[Page], fallback: Analysis, *, ask: Ask, method: str) -> Analysis:
    """Ask the model and keep what the pages bear out.

    Args:
        pages: usable pages, homepage first.
        fallback: the analysis by rules; its main offering stands in where none is borne out.
        ask: `BookedModels.complete_json`.
        method: what to write into `analysis_method`.

    Raises:
        ProviderError: as `ask` does.
        pydantic.ValidationError: when the answer does not fit after all.
    """
    answer = ask(
        "Describe the business behind this website.\n\n" + quote(pages),
        schema=SaidAnalysis.model_json_schema(),
        schema_name="website_analysis",
        system=SYSTEM,
        purpose="website_analysis",
    )
    return _verify(SaidAnalysis.model_validate(answer), pages, fallback, method)


def _verify(said: SaidAnalysis, pages: Sequence[Page], fallback: Analysis, method: str) -> Analysis:
    check = _Check(pages)
    location = said.location if said.location and check.named(said.location) else None
    offerings = [
        Offering(
            name=one.name[:120],
            kind=one.kind,
            category=one.category,
            location=location,
            description=one.description,
            page_id=check.named(one.name),
        )
        for one in said.primary_offerings
        if check.keep(one.name, check.named(one.name))
    ]
    competitors = [
        Competitor(name=name, page_id=check.named(name))
        for name in said.competitors_mentioned
        if check.keep(name, check.named(name))
    ]
    claims = [
        Claim(text=text[:300], page_id=check.said(text))
        for text in said.value_propositions
        if check.keep(text, check.said(text))
    ]
    return Analysis(
        industry=said.industry,
        business_model=said.business_model,
        primary_offerings=offerings or fallback.primary_offerings[:1],
        value_propositions=claims,
        target_markets=[one for one in said.target_markets if check.keep(one, check.said(one))],
        competitors_mentioned=competitors,
        dropped_claims=check.dropped,
        analysis_method=method,
    )


class _Check:
    """Looks claims up in the pages and remembers what was not found."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = [(page.id, fold(page.everything)) for page in pages]
        self.dropped: list[str] = []

    def named(self, name: str) -> str | None:
        """The first page that holds the name as whole words."""
        return next((key for key, text in self._pages if names_any(text, [name])), None)

    def said(self, claim: str) -> str | None:
        """The first page that holds most of the words of a claim."""
        longer = [word.strip(".,;:!?") for word in fold(claim).split() if len(word) > 3]
        for key, text in self._pages:
            held = sum(names_any(text, [word]) for word in longer)
            if longer and held / len(longer) >= _LEAST_SHARED:
                return key
        return None

    def keep(self, claim: str, page_id: str | None) -> bool:
        """Whether the claim was found; notes it as dropped otherwise."""
        if page_id is None:
            self.dropped.append(claim[:300])
        return page_id is not None
