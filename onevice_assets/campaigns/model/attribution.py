"""Who came of campaigns, and what they bought (seed 001)."""

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

MODELS = ("last_touch", "position_based")

LEAD = Node(
    "Lead",
    (
        *texts(
            name="of the person",
            email="of the person",
            phone="of the person",
            service_interest="what they ask for",
            source_campaign="as the form says",
        ),
        *amounts(score="of the lead"),
        choice("tier", "by the score", ("hot", "warm", "cold")),
        *times(created_at="when it came in"),
    ),
)
FORM = Node(
    "WebsiteForm",
    (*texts(form_type="which form"), *times(submitted_at="when it was sent")),
)
CUSTOMER = Node(
    "Customer",
    (
        *texts(email="of the person"),
        *counts(total_purchases="orders"),
        *amounts(total_revenue="US dollars"),
        *times(first_purchase_date="of the first order"),
    ),
)
PURCHASE = Node(
    "Purchase",
    (
        *amounts(order_total="US dollars"),
        Property("products", Kind.TEXTS, "what was bought"),
        *times(purchase_date="when it was ordered"),
    ),
)
EVERY = (LEAD, FORM, CUSTOMER, PURCHASE)

_CREDIT = (
    SEVERAL,
    choice("model", "by which rule credit is shared", MODELS),
    fraction("share", "of the credit"),
)
EDGES = (
    Relationship("SUBMITTED", "Lead", "WebsiteForm"),
    Relationship("CAME_FROM", "Lead", "Campaign"),
    Relationship("CONVERTED_TO", "Lead", "Customer"),
    Relationship("ATTRIBUTED_TO", "Purchase", "Campaign", _CREDIT, name="ATTRIBUTED_TO_CAMPAIGN"),
    Relationship("ATTRIBUTED_TO", "Purchase", "Content", _CREDIT, name="ATTRIBUTED_TO_CONTENT"),
)
