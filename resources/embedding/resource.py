"""`Embeddings`: what assets get as `embeddings`: the embedded model, or the seeds' for money."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import Field

from resources.embedding import static_vectors
from resources.embedding.embedder import SEED_DIMENSIONS, SEED_MODEL

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.object_store import Objects


class Embeddings(dg.ConfigurableResource[Any]):
    """The model that turns texts into vectors.

    Key and address of the hosted one come from the environment (`OPENAI_API_KEY`,
    `OPENAI_BASE_URL`), never from Dagster's configuration, which is stored and shown.
    """

    kind: Literal["local", "openai"] = Field(
        default="local", description="local: static vectors, free; openai: text-embedding-3-small"
    )
    max_usd: float = Field(
        default=1.0, ge=0, description="Most that an organization may spend in a day"
    )
    first_wait_s: float = Field(
        default=1.0, ge=0, description="Back-off before a second attempt, seconds"
    )

    @property
    def model(self) -> str:
        """Name of the model."""
        return SEED_MODEL if self.kind == "openai" else static_vectors.MODEL

    @property
    def dimensions(self) -> int:
        """Length of its vectors."""
        return SEED_DIMENSIONS if self.kind == "openai" else static_vectors.DIMENSIONS

    def open(self, control: ControlPlane, objects: Objects, website_id: str) -> Embedder:
        """The model, on the account of a website's organization.

        Args:
            control: has the ledger.
            objects: keeps the vectors that were paid for.
            website_id: whose texts are embedded.

        Raises:
            ConfigurationError: the hosted one without a key.
        """
        return self._open(control, objects, website_id, "")

    def open_for_organization(
        self, control: ControlPlane, objects: Objects, organization_id: str
    ) -> Embedder:
        """The model, on the account of an organization for texts of none of its websites.

        Args:
            control: has the ledger.
            objects: keeps the vectors that were paid for.
            organization_id: who pays, within its own budgets and MAX_USD.

        Raises:
            ConfigurationError: the hosted one without a key.
        """
        return self._open(control, objects, None, organization_id)

    def _open(
        self, control: ControlPlane, objects: Objects, website_id: str | None, organization_id: str
    ) -> Embedder:
        if self.kind == "local":
            return static_vectors.StaticVectors()
        from resources.embedding.account import Account
        from resources.embedding.hosted import open_hosted

        most = Decimal(str(self.max_usd))
        account = Account(control, objects, website_id, most, organization_id)
        return open_hosted(os.environ, account=account, first_wait_s=self.first_wait_s)
