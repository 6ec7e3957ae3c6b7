"""Who saw what of level 1 and 2, in the audit log: ids and names of properties, no values.

It is written before anybody gets the answer: without the log there is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from onevice_assets.entertainment.access.asker import Asker

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane

ACTION = "entertainment.read"


class Witness(Protocol):
    """Keeps what was seen."""

    def note(self, asker: Asker, what: str, seen: Mapping[str, Sequence[str]]) -> None:
        """Keep that an asker saw properties of nodes.

        Args:
            asker: who.
            what: name of the question.
            seen: `Label.property` → ids; a filter by a sensitive property counts as seeing it.
        """


@dataclass(frozen=True)
class AuditLog:
    """Writes to the control plane's audit log."""

    control: ControlPlane

    def note(self, asker: Asker, what: str, seen: Mapping[str, Sequence[str]]) -> None:
        """Write one row. Raises StoreError where the control plane does not answer."""
        from resources.control_plane import audit

        with self.control.begin() as db:
            audit.record(
                db, actor=asker.name, action=ACTION, subject=what, detail=tell(asker, seen)
            )


@dataclass
class Notebook:
    """Keeps what was seen in memory: for benches, whose figures are made up."""

    noted: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def note(self, asker: Asker, what: str, seen: Mapping[str, Sequence[str]]) -> None:
        """Remember it."""
        self.noted.append((asker.name, what, tell(asker, seen)))


def tell(asker: Asker, seen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What the log keeps: role, organization, properties and ids."""
    return {
        "organization_id": asker.organization_id,
        "role": asker.role.name,
        "seen": {name: sorted(set(ids)) for name, ids in sorted(seen.items())},
    }
