"""Every statement that decisions are made by: each reads one client's nodes, and changes nothing.

What a statement can add up, it adds up: days of results are many, campaigns are few. `revenue` is
null where a platform reports none, so spend beside a reported revenue is summed apart.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.campaigns.memory.statement import (
    OwnStatement,
    define_own,
    keyed,
    own,
    shared,
    tie,
)

WEEKS: Final = 12
"""Weeks that `SUM_WEEKS` tells apart; the last one ends on the day before `week_12`."""
ATTRIBUTES: Final = {
    "Tone": "HAS_TONE",
    "Aesthetic": "HAS_AESTHETIC",
    "ColorPalette": "HAS_COLOR_PALETTE",
    "Composition": "HAS_COMPOSITION",
    "NarrativeElement": "SHOWS",
}
"""What a creative is described by: label → relationship that leads to it."""
LEARNED: Final = {"Tone": "RESPONDS_TO", "Aesthetic": "PREFERS_AESTHETIC"}
"""What is learned of an audience: label of the attribute → relationship."""

_SUMS = (
    "count(p) AS days, sum(p.impressions) AS impressions, sum(p.clicks) AS clicks, "
    "sum(p.conversions) AS conversions, sum(p.spend) AS spend, sum(p.revenue) AS revenue, "
    "sum(CASE WHEN p.revenue IS NULL THEN 0.0 ELSE p.spend END) AS spend_with_revenue"
)
_DAYS = "p.date >= $since AND p.date <= $until"
_ACHIEVED = f"MATCH {own('k', 'Campaign')}-{tie('a', 'ACHIEVED')}->{own('p', 'Performance')}"
_ANY_DAYS = {"since": "2026-01-01", "until": "2026-12-31"}


def _read_attribute(label: str, kind: str) -> OwnStatement:
    return define_own(
        f"ask_attributes.{label}",
        f"MATCH {own('c', 'Content')}-{tie('r', kind)}->{shared('t', label)} "
        "RETURN t.name AS name, collect(c.id) AS ids, "
        "collect(coalesce(r.confidence, 1.0)) AS confidences",
    )


def _read_learned(label: str, kind: str) -> OwnStatement:
    return define_own(
        f"ask_learned.{kind}",
        f"MATCH {own('d', 'Demographic')}-{tie('r', kind)}->{shared('t', label)} "
        "RETURN d.id AS audience_id, d.name AS audience, t.name AS name, "
        "properties(r) AS learned",
    )


def _read_ends(name: str, start: str, kind: str, end: str) -> OwnStatement:
    """Ids of the starts of each end; both the client's."""
    return define_own(
        name,
        f"MATCH {own('a', start)}-{tie('r', kind)}->{own('b', end)} "
        "RETURN b.id AS id, collect(a.id) AS ids",
    )


READ_CREATIVES = define_own(
    "ask_creatives",
    f"MATCH {own('c', 'Content')} RETURN c.id AS id, c.filename AS filename, "
    "labels(c) AS labels, c.status AS status, c.total_impressions AS impressions, "
    "c.total_spend AS spend, "
    "c.total_revenue AS revenue, c.avg_roas AS avg_roas",
)
READ_DESCRIPTIONS = define_own(
    "ask_descriptions",
    f"UNWIND $keys AS key MATCH {keyed('c', 'key')} "
    "RETURN c.id AS id, c.description AS description",
    keys=["none"],
)
READ_ATTRIBUTES = {label: _read_attribute(label, kind) for label, kind in ATTRIBUTES.items()}
READ_CAMPAIGNS = define_own(
    "ask_campaigns",
    f"MATCH {own('k', 'Campaign')} RETURN k.id AS id, k.name AS name, k.platform AS platform, "
    "k.objective AS objective, k.status AS status, k.budget_per_day AS budget_per_day, "
    "k.start_date AS start_date, k.end_date AS end_date",
)
READ_AUDIENCES = define_own(
    "ask_audiences", f"MATCH {own('d', 'Demographic')} RETURN d.id AS id, d.name AS name"
)
READ_TARGETED = _read_ends("ask_targeted", "Campaign", "TARGETED", "Demographic")
READ_RAN_IN = _read_ends("ask_ran_in", "Content", "RAN_IN", "Campaign")
READ_LEARNED = {label: _read_learned(label, kind) for label, kind in LEARNED.items()}
READ_BEST_FOR = define_own(
    "ask_best_for",
    f"MATCH {shared('t', 'Platform')}-{tie('r', 'BEST_FOR')}->{own('d', 'Demographic')} "
    "RETURN d.id AS audience_id, d.name AS audience, t.name AS name, properties(r) AS learned",
)
SUM_CAMPAIGNS = define_own(
    "ask_sum_campaigns",
    f"{_ACHIEVED} WHERE {_DAYS} RETURN k.id AS id, {_SUMS}",
    **_ANY_DAYS,
)
SUM_DAYS_OF_CAMPAIGN = define_own(
    "ask_sum_days_of_campaign",
    f"MATCH {keyed('k', '$key')}-{tie('a', 'ACHIEVED')}->{own('p', 'Performance')} "
    f"WHERE {_DAYS} RETURN p.date AS date, {_SUMS} ORDER BY date",
    key="none",
    **_ANY_DAYS,
)
_WEEK = " ".join(f"WHEN p.date < $week_{number} THEN {number}" for number in range(1, WEEKS + 1))
SUM_WEEKS = define_own(
    "ask_sum_weeks",
    f"{_ACHIEVED} WHERE p.date >= $week_0 AND p.date < $week_{WEEKS} "
    f"WITH k.id AS id, CASE {_WEEK} ELSE 0 END AS week, p AS p "
    f"RETURN id AS id, week AS week, {_SUMS}",
    **{f"week_{number}": f"2026-01-{number + 1:02}" for number in range(WEEKS + 1)},
)

_LEAD = (
    "l.id AS id, l.service_interest AS service_interest, l.score AS score, l.tier AS tier, "
    "l.source_campaign AS source_campaign, l.created_at AS at"
)
_PURCHASE = "o.id AS id, o.order_total AS order_total, o.purchase_date AS at"
LIST_LEADS = define_own(
    "ask_leads",
    f"MATCH {own('l', 'Lead')} RETURN {_LEAD} ORDER BY at DESC LIMIT $limit",
    limit=1,
)
LIST_PURCHASES = define_own(
    "ask_purchases",
    f"MATCH {own('o', 'Purchase')} RETURN {_PURCHASE} ORDER BY at DESC LIMIT $limit",
    limit=1,
)
SHOW_LEAD = define_own("ask_lead", f"MATCH {keyed('l', '$key')} RETURN {_LEAD}", key="none")
SHOW_FORMS = define_own(
    "ask_lead_forms",
    f"MATCH {keyed('l', '$key')}-{tie('r', 'SUBMITTED')}->{own('f', 'WebsiteForm')} "
    "RETURN f.id AS id, f.form_type AS name, f.submitted_at AS at ORDER BY at",
    key="none",
)
SHOW_SOURCES = define_own(
    "ask_lead_sources",
    f"MATCH {keyed('l', '$key')}-{tie('r', 'CAME_FROM')}->{own('k', 'Campaign')} "
    "RETURN k.id AS id, k.name AS name, k.platform AS platform, properties(r) AS told",
    key="none",
)
SHOW_CUSTOMER = define_own(
    "ask_lead_customer",
    f"MATCH {keyed('l', '$key')}-{tie('r', 'CONVERTED_TO')}->{own('u', 'Customer')} "
    "RETURN u.id AS id, u.total_purchases AS total_purchases, "
    "u.total_revenue AS total_revenue, u.first_purchase_date AS at",
    key="none",
)
SHOW_PURCHASE = define_own(
    "ask_purchase", f"MATCH {keyed('o', '$key')} RETURN {_PURCHASE}", key="none"
)


def _attributed(start: str, end: str, name: str) -> OwnStatement:
    return define_own(
        f"ask_attributed.{start}.{end}",
        f"MATCH {keyed('o', '$key')}-{tie('r', 'ATTRIBUTED_TO')}->{own('t', end)} "
        f"RETURN t.id AS id, t.{name} AS name, properties(r) AS told",
        key="none",
    )


SHOW_ATTRIBUTED = {
    "Campaign": _attributed("Purchase", "Campaign", "name"),
    "Content": _attributed("Purchase", "Content", "filename"),
}
