"""The seed's four questions to the graph, typed; every one takes the website (the tenant).

Brands are found by normalised name, so any spelling works. Numbers stand for the period that the
website last published (28 days); history is in the marts.
"""

from __future__ import annotations

from dataclasses import dataclass

from resources.cypher import define
from resources.graph_store import GraphSession
from resources.identity import normalize_brand_name

_EXAMPLE = {"website_id": "none", "brand": "none"}

_CO_MENTIONED = define(
    "brand_monitor.query.co_mentioned",
    """
    MATCH (target:Brand)-[r:CO_MENTIONED]-(other:Brand)
    WHERE target.normalized_name = $brand AND r.website_id = $website_id
      AND r.llm_provider = $llm_provider
    RETURN other.name AS name, r.count AS count, r.avg_position_delta AS avg_position_delta,
           r.lift AS lift, r.lift_low AS lift_low, r.lift_high AS lift_high, r.is_thin AS is_thin
    ORDER BY count DESC, name
    """,
    llm_provider="all",
    **_EXAMPLE,
)
_BELIEF_MAP = define(
    "brand_monitor.query.belief_map",
    """
    MATCH (b:Brand)-[r:INSTALLS_BELIEF]->(t:BeliefType)
    WHERE b.normalized_name = $brand AND r.website_id = $website_id
    RETURN t.type AS belief, sum(r.count) AS total, avg(r.confidence) AS avg_confidence
    ORDER BY total DESC, belief
    """,
    **_EXAMPLE,
)
_SUBSTITUTES = define(
    "brand_monitor.query.substitutes",
    """
    MATCH (llm:LLMProvider)-[i:IGNORES]->(missing:Brand)
    WHERE missing.normalized_name = $brand AND i.website_id = $website_id
    WITH llm, missing, collect(i.intent_id) AS intents
    MATCH (llm)-[r:RECOMMENDS]->(s:Brand)
    WHERE r.website_id = $website_id AND r.intent_id IN intents AND s.id <> missing.id
    RETURN s.name AS name, count(r) AS substitution_count, sum(r.count) AS recommendation_count
    ORDER BY substitution_count DESC, name
    """,
    **_EXAMPLE,
)
_CONCERN_PATHS = define(
    "brand_monitor.query.concern_paths",
    """
    MATCH (icp:ICP)-[h:HAS_CONCERN]->(c:Concern)-[:TRIGGERS]->(i:Intent)<-[r:RANKS_FOR]-(b:Brand)
    WHERE icp.id = $icp_id AND icp.website_id = $website_id AND r.website_id = $website_id
    RETURN icp.name AS icp, c.description AS concern, c.category AS category,
           h.priority AS priority, b.name AS brand, count(DISTINCT i.id) AS intent_count,
           sum(r.count) AS mention_count
    ORDER BY priority, mention_count DESC, brand
    """,
    website_id="none",
    icp_id="none",
)
_ICPS = define(
    "brand_monitor.query.icps",
    """
    MATCH (n:ICP) WHERE n.website_id = $website_id AND n.is_active
    RETURN n.id AS id, n.name AS name ORDER BY n.sequence_number, id
    """,
    website_id="none",
)


@dataclass(frozen=True)
class CoMention:
    """A brand that stands beside the target.

    Attributes:
        count: answers that name both.
        avg_position_delta: mean absolute difference of their ranks; null where never both ranked.
        lift: P(both) / (P(a) P(b)), with its 95 % interval; null bounds with one topic.
        is_thin: fewer than ten topics: read the interval with care.
    """

    name: str
    count: int
    avg_position_delta: float | None
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    is_thin: bool


@dataclass(frozen=True)
class BeliefCount:
    """A belief that answers install about a brand.

    Attributes:
        total: answers that install it, over all providers.
        avg_confidence: mean over providers of the share of the brand's named answers with it.
    """

    belief: str
    total: int
    avg_confidence: float


@dataclass(frozen=True)
class Substitute:
    """A brand that is recommended on prompts where the target is ignored.

    Attributes:
        substitution_count: prompt × model cells where both happen.
        recommendation_count: answers in them that recommend the substitute. Some may name the
            target too; the mart `substitution_patterns` counts answer by answer.
    """

    name: str
    substitution_count: int
    recommendation_count: int


@dataclass(frozen=True)
class ConcernPath:
    """ICP → concern → prompts → brand.

    Attributes:
        priority: 1 for the ICP's most pressing concern.
        intent_count: prompts the concern triggers that name the brand.
        mention_count: answers to them that name it.
    """

    icp: str
    concern: str
    category: str
    priority: int
    brand: str
    intent_count: int
    mention_count: int


@dataclass(frozen=True)
class IcpName:
    """An active ICP of a website."""

    id: str
    name: str


def find_co_mentioned(
    session: GraphSession, website_id: str, brand: str, *, llm_provider: str = "all"
) -> list[CoMention]:
    """Find all brands co-mentioned with a brand, most often first.

    Args:
        session: an open session.
        website_id: the tenant.
        brand: any spelling of the target's name.
        llm_provider: one provider, or `all` together.
    """
    name = normalize_brand_name(brand)
    found = session.read(
        _CO_MENTIONED, website_id=website_id, brand=name, llm_provider=llm_provider
    )
    return [CoMention(**row) for row in found]


def map_beliefs(session: GraphSession, website_id: str, brand: str) -> list[BeliefCount]:
    """Get the belief map of a brand over all prompts, commonest belief first."""
    name = normalize_brand_name(brand)
    found = session.read(_BELIEF_MAP, website_id=website_id, brand=name)
    return [BeliefCount(**row) for row in found]


def find_substitutes(session: GraphSession, website_id: str, brand: str) -> list[Substitute]:
    """Find who shows up when a brand is ignored, commonest first."""
    name = normalize_brand_name(brand)
    found = session.read(_SUBSTITUTES, website_id=website_id, brand=name)
    return [Substitute(**row) for row in found]


def trace_concerns(session: GraphSession, website_id: str, icp_id: str) -> list[ConcernPath]:
    """Follow an ICP's concerns over the prompts they trigger to the brands named there."""
    found = session.read(_CONCERN_PATHS, website_id=website_id, icp_id=icp_id)
    return [ConcernPath(**row) for row in found]


def list_icps(session: GraphSession, website_id: str) -> list[IcpName]:
    """List the website's active ICPs in their order."""
    return [IcpName(**row) for row in session.read(_ICPS, website_id=website_id)]
