"""How the control plane's server is: looked at, neither migrated nor started."""

from __future__ import annotations

from resources.control_plane.engine import Limits, make_engine, parse_url, secure
from resources.control_plane.failures import check_version, describe, explain_errors
from resources.errors import ConfigurationError
from resources.resilience.health import Answer, Probe, embedded

_LIMITS = Limits(pool_min=1, pool_max=1, connect_seconds=4, statement_seconds=4)
_DRIVERS = ("sqlalchemy", "psycopg")
_QUESTION = "SELECT current_setting('server_version'), pg_is_in_recovery()"


def probe(address: str) -> Probe:
    """The probe of an address; empty means the embedded server."""
    if not address:
        return embedded("postgres", "postgres")
    try:
        place = describe(parse_url(address))
    except ConfigurationError:
        place = "DATABASE_URL"  # asking says what is wrong with it
    return Probe("postgres", "server", place, lambda: _ask(address), _DRIVERS)


def _ask(address: str) -> Answer:
    url = secure(parse_url(address))
    engine = make_engine(url, _LIMITS)
    try:
        with explain_errors(url), engine.connect() as db:
            version, is_copy = db.exec_driver_sql(_QUESTION).one()
            check_version(db)
    finally:
        engine.dispose()
    if is_copy:
        advice = "it is a read-only copy: DATABASE_URL must name the primary"
        return Answer(f"PostgreSQL {version}", "unusable", advice)
    return Answer(f"PostgreSQL {version}")
