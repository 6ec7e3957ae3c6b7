"""The `group_id`s of an organization: what Graphiti keeps apart in one database.

Two, because Graphiti lets a language model close edges of the group that it writes to, and what a
form said is not a model's to close.
"""

from __future__ import annotations

from resources.control_plane.rows import is_id
from resources.errors import InputError


def facts_group(organization_id: str) -> str:
    """The group of the timeline's facts: the organization's id itself.

    Raises:
        InputError: it is no id; an empty group would be everybody's.
    """
    if not is_id(organization_id):
        raise InputError(
            f"{organization_id!r} is no organization's id, and no group of Graphiti's."
        )
    return organization_id


def texts_group(organization_id: str) -> str:
    """The group of what a model read in free text: `{organization_id}_texts`."""
    return f"{facts_group(organization_id)}_texts"
