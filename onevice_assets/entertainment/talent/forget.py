"""What a publish of an organization's graph makes old: kept answers and union rules."""

from __future__ import annotations

from onevice_assets.entertainment.access.answers import forget_answers
from onevice_assets.entertainment.talent.union_rules import forget_union_rules
from resources.redis_store import RedisStore


def forget_organization(store: RedisStore, organization_id: str) -> None:
    """Forget all that was kept of an organization's graph; whoever publishes it calls this after.

    Again changes nothing more; a reader that began before cannot put old answers back.

    Raises:
        StoreError: Redis does not answer; answers go in half an hour, rules in six.
    """
    forget_answers(store, organization_id)
    forget_union_rules(store, organization_id)
