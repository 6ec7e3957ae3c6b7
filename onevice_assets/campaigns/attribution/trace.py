"""All tables of a client from what was read: people, what they did, what led there.

Everything is made anew from the same rows; nothing is added to what stood there before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.attribution.forms import Form, make_forms
from onevice_assets.campaigns.attribution.orders import Purchase, make_purchases
from onevice_assets.campaigns.attribution.people.join_people import join_people
from onevice_assets.campaigns.attribution.people.make_people import make_customer, make_lead
from onevice_assets.campaigns.attribution.people.score_lead import Thresholds
from onevice_assets.campaigns.attribution.tracing.attribute import Subject, attribute, list_counting
from onevice_assets.campaigns.attribution.tracing.make_touches import make_touches
from resources.identity import derived_id

if TYPE_CHECKING:
    from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns

Row = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """How leads are scored and purchases attributed.

    Attributes:
        on: day that scores count back from.
        window: how long before a purchase a touch counts.
        limits: from which score on a lead is hot or warm.
    """

    on: date
    window: timedelta = timedelta(days=30)
    limits: Thresholds = field(default_factory=Thresholds)


def trace(
    owner: Mapping[str, Any], deliveries: Sequence[Row], campaigns: Campaigns, rules: Rules
) -> dict[str, list[Row]]:
    """Rows of every table, by its name.

    Args:
        owner: `organization_id` and `brand_id`.
        deliveries: rows of `read_deliveries`.
        campaigns: looks up what addresses name.
        rules: of scores and shares.
    """
    counted = [row for row in deliveries if row["status"] == "read"]
    return _Tracing(owner, make_forms(owner, counted), make_purchases(owner, counted)).tell(
        campaigns, rules
    )


@dataclass
class _Tracing:
    """Forms and purchases of one client, by person."""

    owner: Mapping[str, Any]
    forms: list[Form]
    purchases: list[Purchase]
    people: dict[str, str] = field(default_factory=dict)
    touches: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, campaigns: Campaigns, rules: Rules) -> dict[str, list[Row]]:
        signs = [*(one.sign for one in self.forms), *(one.sign for one in self.purchases)]
        keys = join_people(signs)
        self.people = {sign.own: key for sign, key in zip(signs, keys, strict=True)}
        firsts = {
            "leads": _first_moments(self.forms, self.people),
            "customers": _first_moments(self._counted(), self.people),
        }
        ids = {kind: self._identify(kind, moments) for kind, moments in firsts.items()}
        self._touch(campaigns, ids)
        leads = self._tell_leads(ids, firsts["leads"], rules)
        purchases = [
            {**one.row, "customer_id": ids["customers"].get(self._person(one))}
            for one in self.purchases
        ]
        subjects = [*self._purchases_as_subjects(), *self._leads_as_subjects(leads)]
        every = [row for some in self.touches.values() for row in some]
        return {
            "touches": [{k: v for k, v in row.items() if k != "campaign_name"} for row in every],
            "leads": [row for _, row in leads],
            "website_forms": [
                {**one.row, "lead_id": ids["leads"][self._person(one)]} for one in self.forms
            ],
            "customers": self._tell_customers(ids["customers"]),
            "purchases": purchases,
            "attributions": attribute(self.owner, subjects, self.touches, rules.window),
        }

    def _person(self, one: Form | Purchase) -> str:
        return self.people[one.sign.own]

    def _counted(self) -> list[Purchase]:
        """Purchases that count and name somebody, the oldest first."""
        named = [
            one
            for one in self.purchases
            if one.row["is_counted"] and not self.people[one.sign.own].startswith("own:")
        ]
        return sorted(named, key=lambda one: (one.sign.at, one.sign.own))

    def _identify(self, kind: str, moments: Mapping[str, datetime]) -> dict[str, str]:
        brand = self.owner["brand_id"]
        return {key: derived_id(at, kind, brand, key) for key, at in moments.items()}

    def _touch(self, campaigns: Campaigns, ids: Mapping[str, Mapping[str, str]]) -> None:
        landed: list[tuple[Form | Purchase, Any]] = [
            (one, one.parsed["landings"]) for one in self.forms
        ]
        landed += [(one, one.landings) for one in self.purchases if one.row["is_counted"]]
        for one, landings in sorted(landed, key=lambda pair: (pair[0].sign.at, pair[0].sign.own)):
            person = self._person(one)
            more = {
                **self.owner,
                "lead_id": ids["leads"].get(person),
                "customer_id": ids["customers"].get(person),
                "delivery_id": one.row["delivery_id"],
            }
            made = make_touches(one.row["id"], one.sign.at, landings, campaigns, more)
            self.touches[person] += made

    def _tell_leads(
        self, ids: Mapping[str, Mapping[str, str]], firsts: Mapping[str, datetime], rules: Rules
    ) -> list[tuple[str, Row]]:
        forms: dict[str, list[Form]] = defaultdict(list)
        bought: dict[str, list[datetime]] = defaultdict(list)
        for form in self.forms:
            forms[self._person(form)].append(form)
        for purchase in self._counted():
            bought[self._person(purchase)].append(purchase.sign.at)
        found = []
        for person, some in forms.items():
            subject = Subject("lead", ids["leads"][person], person, firsts[person])
            before = list_counting(subject, self.touches.get(person, ()), rules.window)
            row = {
                **self.owner,
                "id": subject.id,
                **make_lead(some, before[-1] if before else None, rules.on, rules.limits),
                "customer_id": ids["customers"].get(person),
                "converted_at": min(
                    (at for at in bought[person] if at >= subject.at), default=None
                ),
            }
            found.append((person, row))
        return found

    def _tell_customers(self, ids: Mapping[str, str]) -> list[Row]:
        bought: dict[str, list[Purchase]] = defaultdict(list)
        for one in self._counted():
            bought[self._person(one)].append(one)
        return [
            {**self.owner, "id": ids[person], **make_customer(some)}
            for person, some in bought.items()
        ]

    def _purchases_as_subjects(self) -> list[Subject]:
        return [
            Subject(
                "purchase",
                one.row["id"],
                self._person(one),
                one.sign.at,
                one.row["net_total"],
                one.row["currency"],
                one.row["net_total_usd"],
            )
            for one in self.purchases
            if one.row["is_counted"]
        ]

    def _leads_as_subjects(self, leads: Sequence[tuple[str, Row]]) -> list[Subject]:
        return [Subject("lead", row["id"], person, row["created_at"]) for person, row in leads]


def _first_moments(
    some: Sequence[Form] | Sequence[Purchase], people: Mapping[str, str]
) -> dict[str, datetime]:
    """When each person came first, by person."""
    found: dict[str, datetime] = {}
    for one in some:
        person = people[one.sign.own]
        found[person] = min(found.get(person, one.sign.at), one.sign.at)
    return found
