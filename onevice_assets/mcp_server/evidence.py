"""The answers behind a number, and sentences about a brand, as tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from onevice_assets.lineage.choose_row import Asked
from onevice_assets.lineage.evidence import list_evidence
from onevice_assets.lineage.explain import explain
from onevice_assets.lineage.numbers import EXPLAINED
from onevice_assets.lineage.verdict_sides import Side
from onevice_assets.mcp_server.questions import Brand, LastDay, Limit, Offset, Provider, WebsiteName
from onevice_assets.mcp_server.results import Explained, Page, Quote, cut_page, quote
from onevice_assets.mcp_server.watched import find_period
from onevice_assets.tables import answers
from resources.errors import InputError
from resources.identity import normalize_brand_name
from resources.lake import Lake

Mart = Annotated[str, Field(description=f"Mart of the number: {', '.join(EXPLAINED)}")]
Presence = Literal["recommended", "compared", "trusted", "mentioned"]
_MOST_IN_MESSAGE = 50


@dataclass(frozen=True)
class EvidenceTools:
    """Tools over a lake's marts and answers."""

    lake: Lake

    def explain_number(
        self,
        table: Mart = "share_of_voice",
        website: WebsiteName = None,
        day: LastDay = None,
        brand: Annotated[str | None, Field(description="Left out: your own brand")] = None,
        against: Annotated[str | None, Field(description="Substitute, or the pair's other")] = None,
        provider: Annotated[str | None, Field(description="Provider of the row, or `all`")] = None,
        where: Annotated[
            dict[str, str] | None, Field(description="Further columns of the row and their values")
        ] = None,
        number: Annotated[str | None, Field(description="Column; left out: the main count")] = None,
        offset: Offset = 0,
        limit: Limit = 10,
    ) -> Explained:
        """Lead a number back to exactly the answers it counts, with the sentence in each.

        Answers to questions that name a tracked brand are not counted and told apart.
        """
        period = find_period(self.lake, website, last=day)
        asked = Asked(brand, against, provider, where or {})
        found = explain(self.lake, table, period.partition, asked, number)
        told = found.to_json()
        quotes = found.list_evidence()
        shown, following = cut_page(quotes, offset, limit)
        return Explained(
            **{name: told[name] for name in ("table", "partition", "number", "row", "value")},
            agrees=found.agrees,
            numerator_total=told["counted"]["numerator"]["total"],
            denominator_total=told["counted"]["denominator"]["total"],
            numerator_response_count=_count(told["counted"]["numerator"]),
            denominator_response_count=_count(told["counted"]["denominator"]),
            before_response_count=_count_before(found.before),
            branded_not_counted=len({item.answer.id for item in found.branded}),
            other_rows=found.other_rows,
            quotes=[quote(one) for one in shown],
            total_quotes=len(quotes),
            next_offset=following,
        )

    def list_evidence(
        self,
        brand: Brand,
        website: WebsiteName = None,
        day: LastDay = None,
        provider: Provider = "all",
        presence: Annotated[Presence | None, Field(description="Only answers like this")] = None,
        offset: Offset = 0,
        limit: Limit = 10,
    ) -> Page[Quote]:
        """List the sentences of a day's answers about a brand, the strongest first.

        Branded ones are among them (is_branded): they count in no rate.
        """
        period = find_period(self.lake, website, last=day)
        states = self.lake.read_rows(answers.llm_brand_states, period.partition)
        responses = self.lake.read_rows(answers.llm_responses, period.partition)
        wanted = normalize_brand_name(brand)
        of_brand = [row for row in states if normalize_brand_name(row["brand_name"]) == wanted]
        if not of_brand:
            known = sorted({row["brand_name"] for row in states})[:_MOST_IN_MESSAGE]
            raise InputError(f"No answer was read for {brand!r}; read: {', '.join(known)}.")
        providers = {"all", *(row["llm_provider"] for row in responses)}
        if provider not in providers:
            raise InputError(f"{provider!r} gave no answer; there is: {', '.join(providers)}.")
        found = list_evidence(of_brand, responses, provider=provider)
        kept = [one for one in found if presence in (None, one.presence)]
        shown, following = cut_page(kept, offset, limit)
        return Page[Quote](
            website=period.website,
            days=[period.days[-1]],
            rows=[quote(one) for one in shown],
            total_rows=len(kept),
            next_offset=following,
        )


def _count(side: dict[str, Any]) -> int:
    return len(side["response_ids"])


def _count_before(side: Side | None) -> int | None:
    return None if side is None else len({item.answer.id for item in side.denominator})
