"""The embedded PostgreSQL 18 with pgvector, run from the wheel's own programs.

Here: making its cluster, its settings and its ping. Not here: schemas (resources/migrations) and
where it lies (`postgres_folders.py`).
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg

from resources.local_servers import postgres_folders as folders
from resources.local_servers import sockets, state
from resources.local_servers.address import ServerAddress
from resources.local_servers.failures import DiskFullError, ServerDiedError
from resources.local_servers.processes import Command
from resources.local_servers.state import State

DATABASE = "onevice"
_PORT = 5432  # a part of the socket's name; PGPORT must not change it
_PING_SECONDS = 5
_NOBODYS_PID = 2**31 - 2  # above what any kernel gives out
_TOO_MANY_CLIENTS = "too many clients"

_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "max_wal_size": "512MB",
    "jit": "off",
}


class PostgresServer:
    """Runs `postgres` itself, not `pg_ctl`, so that its process is the one we started."""

    user = "onevice"
    marker = "postgres"
    # SIGTERM would wait for every client to leave; SIGINT ends their sessions cleanly
    stop_signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGQUIT)
    start_seconds = 90.0
    gave_up = ""

    def version(self) -> str:
        """The version of the wheel's programs."""
        folders.bundled()
        wheel = importlib.metadata.version(folders.DISTRIBUTION)
        return f"PostgreSQL 18 ({folders.DISTRIBUTION} {wheel})"

    def place(self, home: Path, known: State) -> Path:
        """Where it was last time, else in the home, else outside it."""
        return folders.choose_data(home, known.data)

    def prepare(self, known: State) -> State:
        """Make the cluster if there is none, its socket's folder and the password file."""
        home, data = Path(known.home), Path(known.data)
        passfile = state.folder(home) / "postgres.pgpass"
        state.write_secret(passfile, f"*:*:*:{self.user}:{known.password}\n")
        if not (data / "PG_VERSION").exists():
            _make_cluster(home, data, known.password)
        elif not known.url:
            _reset_password(home, data, known.password)
        socket = _socket_folder(data)
        sockets.make_private("postgres", socket, _owner())
        url = f"postgresql://{self.user}@/{DATABASE}?port={_PORT}"
        url += f"&host={quote(str(socket), safe='/')}&passfile={quote(str(passfile), safe='/')}"
        return replace(known, url=url)

    def command(self, known: State) -> Command:
        """Run it on a unix socket only."""
        data = Path(known.data)
        _disown_pid_file(data)
        settings = {**_SETTINGS, "unix_socket_directories": str(_socket_folder(data))}
        argv = [*_prefix(), str(folders.programs(Path(known.home)) / "postgres"), "-D", known.data]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return Command(argv, data.parent)

    def address_once_known(self, known: State) -> str:
        """Its socket is chosen before it starts."""
        return known.url

    def ping(self, address: ServerAddress) -> bool:
        """Log in and select 1."""
        try:
            with _connect(address) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            # full is busy, not dead
            return _TOO_MANY_CLIENTS in str(error)
        return True

    def is_busy(self, address: ServerAddress) -> bool:
        """Tell whether anybody else is connected."""
        try:
            with _connect(address) as connection:
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                ).fetchone()
        except psycopg.OperationalError as error:
            return _TOO_MANY_CLIENTS in str(error)
        return row is not None and row[0] > 0


def _connect(address: ServerAddress) -> psycopg.Connection[tuple[int]]:
    return psycopg.connect(
        address.url, password=address.password, connect_timeout=_PING_SECONDS, autocommit=True
    )


def _socket_folder(data: Path) -> Path:
    return sockets.choose_folder("postgres", data, f".s.PGSQL.{_PORT}")


def _owner() -> tuple[int, int] | None:
    user = folders.run_as()
    return user.owner if user else None


def _prefix() -> list[str]:
    user = folders.run_as()
    return user.prefix() if user else []


def _make_cluster(home: Path, data: Path, password: str) -> None:
    """Make the cluster under another name and rename it, so that no half of one ever counts."""
    owner = _owner()
    partial = data.with_name(f"{data.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    sockets.make_private("postgres", partial, owner)
    secret = data.with_name(f"{data.name}.secret")
    state.write_secret(secret, password)
    if owner is not None:
        os.chown(secret, *owner)
    try:
        _run_initdb(home, partial, secret)
    finally:
        secret.unlink(missing_ok=True)
    _single_user(home, partial, f"CREATE DATABASE {DATABASE};\n")
    partial.replace(data)


def _run_initdb(home: Path, partial: Path, secret: Path) -> None:
    options = [f"--username={PostgresServer.user}", f"--pwfile={secret}", "--auth=scram-sha-256"]
    # the same order of texts on every platform
    options += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    options += ["--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    initdb = str(folders.programs(home) / "initdb")
    _run(["initdb", *_prefix(), initdb, "-D", str(partial), *options], partial.parent, "")


def _single_user(home: Path, data: Path, sql: str) -> None:
    postgres = str(folders.programs(home) / "postgres")
    argv = [*_prefix(), postgres, "--single", "-D", str(data), "postgres"]
    _run(["postgres --single", *argv], data.parent, sql)


def _reset_password(home: Path, data: Path, password: str) -> None:
    """Give a cluster whose state file was lost the password of the new one."""
    _disown_pid_file(data)
    _single_user(home, data, f"ALTER ROLE {PostgresServer.user} PASSWORD '{password}';\n")


def _run(name_and_argv: Sequence[str], folder: Path, stdin: str) -> None:
    name, *argv = name_and_argv
    done = subprocess.run(
        argv, cwd=folder, input=stdin, capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode == 0 and "ERROR:" not in done.stderr:
        return
    said = "\n".join(done.stderr.splitlines()[-15:])
    if "No space left on device" in said:
        raise DiskFullError(
            f"Making the local postgres data in {folder}: the disk is full.\n{said}"
        )
    raise ServerDiedError(
        f"Making the local postgres data in {folder}: {name} ended with {done.returncode}. It "
        f"said:\n{said}\nMend that and retry; nothing half-made is kept."
    )


def _disown_pid_file(data: Path) -> None:
    """Name nobody in the pid file a killed server left, as its id may be another process's now.

    The caller has ended every server on this data. The file itself stays: by its other lines
    PostgreSQL makes sure that no session of the killed server lives on.
    """
    path = data / "postmaster.pid"
    if not path.exists():
        return
    _, *others = path.read_text().splitlines()
    path.write_text("\n".join([str(_NOBODYS_PID), *others]) + "\n")


SERVER = PostgresServer()
