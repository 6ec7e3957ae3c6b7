"""Who pays for vectors: each request is in the ledger before it is made.

    reserve (committed) → request → vectors kept, payload object → settle | fail

The same ledger, budgets and daily ceiling as every other call of a model. A request that a crash
cut off stays reserved and counts as spent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane import ledger, websites
from resources.control_plane.ledger import Reservation
from resources.errors import BudgetError
from resources.identity import text_hash
from resources.llm.till import Till

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.llm.providers import Provider
    from resources.object_store import Objects

PURPOSE: Final = "embedding"


@dataclass(frozen=True)
class Account:
    """The account of a website's organization, or of an organization for no website.

    Attributes:
        website_id: whose texts are embedded; none where they are of no website.
        max_usd: the most that the organization may spend in a day, whatever for.
        organization_id: who pays where there is no website.
    """

    control: ControlPlane
    objects: Objects
    website_id: str | None
    max_usd: Decimal
    organization_id: str = ""

    @property
    def owner_id(self) -> str:
        """The website, else the organization: what was paid for lies in folders of that name."""
        return self.website_id or self.organization_id

    def reserve(self, provider: Provider, hashes: list[str], usd: Decimal) -> str:
        """Write a request down and commit it; return the attempt's id.

        Raises:
            BudgetError: the ceiling or a budget does not cover it; nothing was asked.
        """
        wish = Reservation(
            simulation_run_id=None,
            organization_id=self._find_payer(),
            website_id=self.website_id,
            prompt_id=None,
            prompt_hash=text_hash("".join(hashes)),
            provider=provider.name,
            model=provider.model,
            sample_number=1,
            reserved_usd=usd,
            purpose=PURPOSE,
        )
        try:
            return Till(self.control, self.max_usd).reserve(wish)
        except BudgetError as error:
            raise BudgetError(
                f"{error} It would embed {len(hashes)} texts by {provider.label}; with "
                "ONEVICE_EMBEDDINGS=local that costs nothing."
            ) from error

    def settle(self, attempt_id: str, usd: Decimal, payload: Mapping[str, Any]) -> None:
        """Keep what the request was, without the vectors, and settle the attempt."""
        about = {"attempt_id": attempt_id, "website_id": self.website_id, "purpose": PURPOSE}
        path = self.objects.put_json(
            f"llm-responses/{self.owner_id}/{attempt_id}.json",
            {**about, "cost_usd": str(usd), **payload},
        )
        with self.control.begin() as db:
            ledger.settle(
                db,
                attempt_id,
                cost_usd=usd,
                request_id=payload.get("request_id"),
                provider_request_id=payload.get("provider_request_id"),
                response_id=attempt_id,
                payload_path=path,
                at=datetime.now(UTC),
            )

    def fail(
        self, attempt_id: str, error: str, usd: Decimal, request_id: str | None = None
    ) -> None:
        """Note that a request gave no vectors, and what it may have cost."""
        with self.control.begin() as db:
            ledger.fail(
                db,
                attempt_id,
                error=error,
                cost_usd=usd,
                provider_request_id=request_id,
                at=datetime.now(UTC),
            )

    def _find_payer(self) -> str:
        if self.website_id is None:
            return self.organization_id
        with self.control.begin() as db:
            return websites.get(db, self.website_id).organization_id
