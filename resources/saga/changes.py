"""SQL that changes the log of sagas (`log.py`); each names the epoch its process took it with."""

from __future__ import annotations

from typing import Final

OWNED: Final = (
    "owner_host = %(host)s, owner_pid = %(pid)s, owner_started_at = %(started_at)s, "
    "epoch = nextval('control.saga_epochs')"
)
LEASED: Final = "lease_until = clock_timestamp() + make_interval(secs => %(lease)s)"
OPEN: Final = """
INSERT INTO control.sagas (id, organization_id, kind, scope, alone_on, payload, epoch, owner_host,
    owner_pid, owner_started_at, lease_until)
VALUES (%(id)s, %(organization_id)s, %(kind)s, %(scope)s, %(alone_on)s, %(payload)s,
    nextval('control.saga_epochs'), %(host)s, %(pid)s, %(started_at)s,
    clock_timestamp() + make_interval(secs => %(lease)s))
ON CONFLICT (kind, alone_on) WHERE ended_at IS NULL DO NOTHING RETURNING epoch
"""
OPEN_STEPS: Final = """
INSERT INTO control.saga_steps (saga_id, position, name)
SELECT %(id)s, position - 1, name FROM unnest(%(names)s::text[]) WITH ORDINALITY t(name, position)
"""
TAKE: Final = f"""
UPDATE control.sagas SET {OWNED}, {LEASED}, resumed_count = resumed_count + 1
WHERE id = %(id)s RETURNING epoch
"""
HELD: Final = "id = %(id)s AND epoch = %(epoch)s"
MOVE: Final = f"""
UPDATE control.sagas SET state = %(state)s::text, error = COALESCE(%(error)s::text, error),
    ended_at = CASE WHEN %(state)s::text IN ('completed', 'compensated') THEN clock_timestamp() END,
    {LEASED} WHERE {HELD} AND ended_at IS NULL RETURNING id
"""
# the saga's row is locked by renewing its lease, so nobody takes it between check and change
MOVE_STEP: Final = f"""
WITH held AS (UPDATE control.sagas SET {LEASED} WHERE {HELD} RETURNING id)
UPDATE control.saga_steps s SET state = %(state)s::text, error = COALESCE(%(error)s::text,
        CASE WHEN %(state)s::text IN ('undoing', 'undone') THEN error END),
    fingerprint = COALESCE(%(fingerprint)s::text, fingerprint),
    detail = COALESCE(%(detail)s::text::jsonb, detail),
    try_count = try_count + %(tries)s, seconds = seconds + %(seconds)s
FROM held WHERE s.saga_id = held.id AND s.name = %(name)s RETURNING s.name
"""
COMPLETE: Final = f"""
UPDATE control.sagas SET state = 'completed', ended_at = clock_timestamp(), is_tidy = TRUE,
    lease_until = NULL, payload = payload - %(forget)s::text[]
WHERE {HELD} AND ended_at IS NULL RETURNING id
"""
LEAVE: Final = f"""
UPDATE control.sagas SET error = %(error)s::text, lease_until = NULL
WHERE {HELD} AND ended_at IS NULL RETURNING id
"""
NOTE_STEPS: Final = """
UPDATE control.saga_steps s SET state = g.state, fingerprint = g.fingerprint,
    detail = g.detail::jsonb, try_count = s.try_count + g.tries, seconds = s.seconds + g.seconds,
    error = COALESCE(g.error, s.error)
FROM unnest(%(names)s::text[], %(states)s::text[], %(fingerprints)s::text[], %(details)s::text[],
    %(tries)s::integer[], %(seconds)s::float8[], %(errors)s::text[])
    AS g (name, state, fingerprint, detail, tries, seconds, error)
WHERE s.saga_id = %(id)s AND s.name = g.name
"""
RENEW: Final = f"UPDATE control.sagas SET {LEASED} WHERE {HELD} RETURNING id"
RELEASE: Final = f"UPDATE control.sagas SET lease_until = NULL WHERE {HELD} RETURNING id"
TIDIED: Final = f"""
UPDATE control.sagas SET is_tidy = TRUE, lease_until = NULL WHERE {HELD} RETURNING id
"""
