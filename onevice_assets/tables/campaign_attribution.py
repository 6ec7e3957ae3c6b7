"""Tables of attribution: what came in, who it is of, and which campaign brought it."""

from __future__ import annotations

from onevice_assets.tables.campaigns import BRAND
from onevice_assets.tables.columns import CREATED, ID, ORGANIZATION
from resources.table_schema import (
    Table,
    boolean,
    date,
    fraction,
    integer,
    json,
    number,
    score,
    text,
    timestamp,
    uuid,
)

KINDS = ("order", "refund", "transaction", "customer", "deletion", "form", "other")
READINGS = ("read", "ignored", "error")
TIERS = ("hot", "warm", "cold")
MODELS = ("last_touch", "position_based")
STATUSES = ("open", "paid", "partially_refunded", "refunded", "cancelled", "test", "deleted")
SUBJECTS = ("purchase", "lead")

_OWNED = (ID, ORGANIZATION, BRAND)
_CURRENCY = text("currency", "The shop's currency, ISO 4217")
_DELIVERY = uuid("delivery_id", "Row of `control.webhook_deliveries`, by which the body is found")

read_deliveries = Table(
    "campaigns",
    "read_deliveries",
    "client",
    (
        *_OWNED,
        text("source", "Where it came in: shopify or forms"),
        text("topic", "What the sender calls it; not part of what is signed", nullable=True),
        text("content_hash", "SHA-256 of the body, by which it lies in the object store"),
        text("kind", "What it is, by its content", one_of=KINDS),
        text("status", "Whether it counts", one_of=READINGS),
        text("reason", "One word: why it does not", nullable=True),
        text("what_to_do", "About it", nullable=True),
        text("external_id", "The shop's number of the order it is about", nullable=True),
        timestamp("updated_at", "Of which moment it tells; the newest of an order stands"),
        json("parsed", "What is used of it; personal data", nullable=True),
        json("notes", "What is odd about one that counts"),
        text("reader_version", "Of the rules it was read by"),
        timestamp("received_at", "When it came"),
    ),
    description="""One row per delivery of a client's shop or forms: what it says, or why not.

Grain: delivery (its id is that of `control.webhook_deliveries`). Source: bodies in the object
store. A re-run reads only what is new. Holds names, e-mail addresses and telephone numbers.""",
)
touches = Table(
    "campaigns",
    "touches",
    "client",
    (
        *_OWNED,
        uuid("lead_id", "Who, as a lead", nullable=True),
        uuid("customer_id", "Who, as a customer", nullable=True),
        _DELIVERY,
        timestamp("occurred_at", "When, as far as is known: of the order or the form"),
        boolean("is_direct", "Whether nothing tells where they came from"),
        text("page", "Address they landed on, without what follows the question mark"),
        text("referrer_host", "Whose page led there", nullable=True),
        text("utm_source", "As the address says", nullable=True),
        text("utm_medium", "As the address says", nullable=True),
        text("utm_campaign", "As the address says", nullable=True),
        text("utm_content", "As the address says", nullable=True),
        text("utm_term", "As the address says", nullable=True),
        text("utm_id", "As the address says", nullable=True),
        json("click_ids", "Names of the click ids it carries; their values are in the body alone"),
        text(
            "network", "google, meta, tiktok, linkedin, …, as source or click id say", nullable=True
        ),
        uuid("campaign_id", "Row of `campaigns`; null: not known", nullable=True),
        uuid("content_id", "Row of `content`; null: not known", nullable=True),
        text("matched_by", "What told the campaign: id, name or ad", nullable=True),
        text("reason", "Why no campaign is known", nullable=True),
    ),
    natural_key=("id",),
    description="""One row per visit that a form or an order tells of: where somebody came from.

Grain: delivery and landing address. Source: UTM parameters and click ids of landing addresses and
note attributes. What names no known campaign is told, never guessed.""",
)
leads = Table(
    "campaigns",
    "leads",
    "client",
    (
        *_OWNED,
        text("name", "As they wrote it last", nullable=True),
        text("email", "In lower case", nullable=True),
        text("phone", "E.164 where they wrote the country; else as they wrote it", nullable=True),
        text("service_interest", "What they asked for, in their words", nullable=True),
        score("score", "0 to 100, by the rule in docs/campaigns.md"),
        text("tier", "By the score", one_of=TIERS),
        json("score_parts", "What the score is made of"),
        integer("submissions", "Forms they sent"),
        text(
            "source_campaign", "Name of the campaign, or what the address calls it", nullable=True
        ),
        uuid("campaign_id", "Campaign of the last touch before", nullable=True),
        uuid("customer_id", "The same person as a customer", nullable=True),
        timestamp("converted_at", "First purchase since; null: none", nullable=True),
        timestamp("last_submitted_at", "Their last form"),
        date("scored_on", "Day that the score counts back from"),
        CREATED,
    ),
    natural_key=("id",),
    description="""One row per person who sent a form: who, what they want, how promising.

Grain: person, by e-mail address, else telephone number, never by name. Source: `read_deliveries`.
Scores count back from the day of the run; the same day gives the same rows.""",
)
website_forms = Table(
    "campaigns",
    "website_forms",
    "client",
    (
        *_OWNED,
        uuid("lead_id", "Who sent it"),
        _DELIVERY,
        text("form_type", "What the form calls itself", nullable=True),
        text(
            "page", "Page it was sent from, without what follows the question mark", nullable=True
        ),
        timestamp("submitted_at", "When"),
    ),
    natural_key=("id",),
    description="""One row per form that was sent.

Grain: submission; the same one twice is one. Source: `read_deliveries`.""",
)
customers = Table(
    "campaigns",
    "customers",
    "client",
    (
        *_OWNED,
        text("email", "In lower case", nullable=True),
        text("phone", "E.164", nullable=True),
        json("shop_ids", "The shop's numbers of them"),
        integer("total_purchases", "Orders that count"),
        number("total_revenue", "US dollars after refunds; null: not all is known", nullable=True),
        number(
            "total_revenue_shop", "The same in the shop's currency; null: several", nullable=True
        ),
        text("currency", "The shop's currency; null: several", nullable=True),
        timestamp("first_purchase_date", "Their first order that counts"),
        timestamp("last_purchase_date", "Their last order that counts"),
        CREATED,
    ),
    natural_key=("id",),
    description="""One row per person who bought: how often, for how much, since when.

Grain: person, by e-mail address or the shop's number, else telephone number. Source: `purchases`
that count.""",
)
purchases = Table(
    "campaigns",
    "purchases",
    "client",
    (
        *_OWNED,
        uuid("customer_id", "Who bought; null: the order names nobody", nullable=True),
        text("external_id", "The shop's number of the order"),
        text("order_name", "As the shop shows it: #1001", nullable=True),
        text("status", "Where it stands", one_of=STATUSES),
        boolean("is_counted", "Whether it is a purchase: no test, not cancelled, not deleted"),
        number("order_total", "As ordered, in the shop's currency"),
        number("refunded", "Of it, paid back"),
        number("net_total", "What is left; 0 where it does not count"),
        _CURRENCY,
        number("order_total_usd", "US dollars; null: no rate is known", nullable=True),
        number("net_total_usd", "US dollars after refunds; null: no rate is known", nullable=True),
        number("presentment_total", "What the buyer saw", nullable=True),
        text("presentment_currency", "In which currency", nullable=True),
        json("products", "Title, number and quantity of each line"),
        json("notes", "What is odd about it"),
        timestamp("purchase_date", "When it was ordered"),
        timestamp("updated_at", "Of which moment this is the state"),
        _DELIVERY,
    ),
    natural_key=("external_id",),
    description="""One row per order of the shop, as its newest delivery tells it.

Grain: the shop's order. Source: `read_deliveries` of orders and refunds, in whatever order they
came: the newest state wins, refunds of all are joined by their number.""",
)
attributions = Table(
    "campaigns",
    "attributions",
    "client",
    (
        *_OWNED,
        text("subject", "What is attributed", one_of=SUBJECTS),
        uuid("purchase_id", "The purchase", nullable=True),
        uuid("lead_id", "The lead", nullable=True),
        text("model", "By which rule", one_of=MODELS),
        uuid("campaign_id", "To which campaign; null: to none that is known", nullable=True),
        uuid("content_id", "To which creative; null: to none that is known", nullable=True),
        text("reason", "Why to no campaign", nullable=True),
        fraction("share", "Of the purchase or lead; they sum to exactly 1 for each model"),
        integer("touches", "Touches that the share is of"),
        number("revenue", "Its share of what is left after refunds", nullable=True),
        text("currency", "The shop's", nullable=True),
        number("revenue_usd", "The same in US dollars; null: no rate is known", nullable=True),
        timestamp("occurred_at", "When the purchase or lead came"),
    ),
    natural_key=("id",),
    description="""One row per purchase or lead, campaign, creative and model: its share.

Grain: as said; what no campaign is known for is a row too, with its reason. Source: `touches`
within 30 days before. Shares of one purchase and model sum to exactly 1.""",
)

TRACED = (touches, leads, website_forms, customers, purchases, attributions)
