"""Whatever the order of reserving, settling, failing and crashing: no cent is lost or overspent.

A machine of hypothesis plays the runs, and a provider that charges as it likes within the bound
of each call. The ledger is the real one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from resources.control_plane import budgets, ledger, spending, websites
from resources.control_plane.ledger import Reservation
from resources.control_plane.resource import ControlPlane
from resources.errors import BudgetError
from resources.identity import new_id
from resources.llm.till import Till
from resources.llm.usage_export import Charge, reconcile

DAY_LIMIT, MONTH_LIMIT, WEBSITE_LIMIT = Decimal("1.5"), Decimal("1.2"), Decimal("0.9")


@dataclass
class Provider:
    """What it charged, by the attempt's id."""

    charged: dict[str, Decimal] = field(default_factory=dict)

    @property
    def sum(self) -> Decimal:
        return sum(self.charged.values(), Decimal(0))


class Money(RuleBasedStateMachine):
    """Two runs that share an organization."""

    stores: ClassVar[list[ControlPlane]] = []

    def __init__(self) -> None:
        super().__init__()
        (self.control,) = self.stores
        self.provider = Provider()
        self.bounds: dict[str, Decimal] = {}
        self.open: list[str] = []
        self.lost: list[str] = []
        self.tills = [Till(self.control, DAY_LIMIT) for _ in range(2)]
        name = new_id()
        with self.control.begin() as db:
            self.website = websites.add(
                db, url=f"https://{name}.test/", organization=f"o-{name}", actor="test"
            )
            owner = self.website.organization_id
            budgets.set_limit(db, owner, period="month", limit_usd=MONTH_LIMIT, actor="test")
            budgets.set_limit(
                db, owner, period="day", limit_usd=WEBSITE_LIMIT, website_id=self.website.id,
                actor="test",
            )  # fmt: skip

    @rule(till=st.integers(0, 1), billionths=st.integers(0, 400_000_000))
    def reserve(self, till: int, billionths: int) -> None:
        usd = Decimal(billionths).scaleb(-9)
        wish = Reservation(
            None, self.website.organization_id, self.website.id, None, "0" * 64, "p", "m", 1, usd,
            "icps",
        )  # fmt: skip
        try:
            made = self.tills[till].reserve(wish)
        except BudgetError:
            assert self.spent() + usd > WEBSITE_LIMIT, "refused although it fits"
            return
        self.bounds[made] = usd
        self.open.append(made)

    @precondition(lambda self: self.open)
    @rule(part=st.fractions(0, 1), data=st.data())
    def answer(self, part: float, data: st.DataObject) -> None:
        attempt = self._charge(part, data)
        with self.control.begin() as db:
            ledger.settle(
                db, attempt, cost_usd=self.provider.charged[attempt], request_id=f"req-{attempt}",
                response_id=new_id(), payload_path="p", at=datetime.now(UTC),
            )  # fmt: skip

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def fail_before_it_was_served(self, data: st.DataObject) -> None:
        attempt = self._charge(0, data)
        with self.control.begin() as db:
            ledger.fail(db, attempt, error="refused", cost_usd=0, at=datetime.now(UTC))

    @precondition(lambda self: self.open)
    @rule(part=st.fractions(0, 1), data=st.data())
    def crash(self, part: float, data: st.DataObject) -> None:
        self.lost.append(self._charge(part, data))

    @precondition(lambda self: self.lost)
    @rule(data=st.data())
    def read_the_bill(self, data: st.DataObject) -> None:
        """A bill on some of the lost calls closes just those."""
        known = data.draw(st.lists(st.sampled_from(self.lost), unique=True))
        self._settle_by_bill(known)
        self.lost = [one for one in self.lost if one not in known]

    @invariant()
    def no_limit_is_passed_and_nothing_charged_is_missing(self) -> None:
        assert self.provider.sum <= self.spent() <= WEBSITE_LIMIT

    def teardown(self) -> None:
        """With the whole bill the ledger says exactly what the provider charged."""
        self.lost += self.open
        for attempt in self.open:
            self.provider.charged.setdefault(attempt, Decimal(0))
        self._settle_by_bill(self.lost)
        assert self.spent() == self.provider.sum

    def spent(self) -> Decimal:
        with self.control.begin() as db:
            owner = self.website.organization_id
            return ledger.spent_usd(db, owner, datetime.now(UTC).date())

    def _charge(self, part: float, data: st.DataObject) -> str:
        attempt = data.draw(st.sampled_from(self.open))
        self.open.remove(attempt)
        bound = self.bounds[attempt]
        self.provider.charged[attempt] = (bound * Decimal(float(part))).quantize(
            Decimal("1e-9"), "ROUND_DOWN"
        )
        return attempt

    def _settle_by_bill(self, known: list[str]) -> None:
        charges = [Charge("", one, self.provider.charged[one]) for one in known]
        with self.control.begin() as db:
            booked = spending.list_charged(
                db, since=datetime.now(UTC).date(), website_id=self.website.id, only_open=True
            )
            for one, cost in reconcile(charges, booked).settled_by_bill:
                ledger.fail(db, one.id, error="lost", cost_usd=cost, at=datetime.now(UTC))


def test_in_any_order_the_ledger_is_the_bill_and_within_every_limit(
    control: ControlPlane,
) -> None:
    Money.stores = [control]
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=6,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
