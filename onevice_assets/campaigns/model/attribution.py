"""Who came of campaigns, what they bought, and what that is credited to (seed 001)."""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import (
    SEVERAL,
    Kind,
    Node,
    Property,
    Relationship,
    amounts,
    choice,
    counts,
    fraction,
    texts,
    times,
)

TIERS = ("hot", "warm", "cold")
MODELS = ("last_touch", "position_based")

LEAD = Node(
    "Lead",
    (
        *texts(
            name="as they wrote it last; personal data, as e-mail address and number",
            email="in lower case",
            phone="E.164 where they wrote the country, else as they wrote it",
            service_interest="what they asked for, in their words",
        ),
        Property("score", Kind.NUMBER, "how promising, 0 to 100 (ADR 35)", low=0.0, high=100.0),
        choice("tier", "by the score", TIERS),
        *texts(source_campaign="campaign of the last touch, or what the address calls it"),
        *times(created_at="their first form"),
    ),
)
FORM = Node(
    "WebsiteForm",
    (*texts(form_type="what the form calls itself"), *times(submitted_at="when it was sent")),
)
CUSTOMER = Node(
    "Customer",
    (
        *texts(email="in lower case; personal data"),
        *counts(total_purchases="orders that count: no test, not cancelled"),
        *amounts(total_revenue="US dollars after refunds; none where no rate is known"),
        *times(first_purchase_date="their first order that counts"),
    ),
)
PURCHASE = Node(
    "Purchase",
    (
        *amounts(
            order_total="US dollars as ordered; none where no rate is known",
            net_total="US dollars after refunds",
            order_total_shop="as ordered, in the shop's currency",
        ),
        *texts(currency="the shop's, ISO 4217", customer_id="who bought; none: nobody is named"),
        Property("products", Kind.TEXTS, "what was bought, a line each"),
        *times(purchase_date="when it was ordered"),
    ),
)
EVERY = (LEAD, FORM, CUSTOMER, PURCHASE)

_CREDIT = (
    SEVERAL,
    choice("model", "by which rule credit is shared", MODELS),
    fraction("share", "of the purchase; what is left of 1 is credited to none that is known"),
    *amounts(revenue="US dollars after refunds; none where no rate is known"),
)
EDGES = (
    Relationship("SUBMITTED", "Lead", "WebsiteForm"),
    Relationship("CAME_FROM", "Lead", "Campaign"),
    Relationship(
        "CONVERTED_TO",
        "Lead",
        "Customer",
        times(converted_at="first purchase since; none: they had bought before"),
    ),
    Relationship("ATTRIBUTED_TO", "Purchase", "Campaign", _CREDIT, name="ATTRIBUTED_TO_CAMPAIGN"),
    Relationship("ATTRIBUTED_TO", "Purchase", "Content", _CREDIT, name="ATTRIBUTED_TO_CONTENT"),
)
