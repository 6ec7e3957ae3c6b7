"""`python -m tests.servers [--only NAME,…] [--processes N] [--lasting] [-- COMMAND …]`.

A command with servers; without one, the tests that touch a store. What is started and how stands
in this package's docstring; the command's own exit code is ours.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import psutil

from tests.servers.elasticsearch import Elasticsearch
from tests.servers.neo4j import Neo4j
from tests.servers.postgres import Postgres
from tests.servers.redis7 import Redis7
from tests.servers.s3 import S3
from tests.servers.server import ROOT, Server
from tests.servers.session import ServerFailedError, running
from tests.servers.side_by_side import NOT_SHARED, OfProcess, find_shared, names_of_processes

SERVERS: dict[str, type[Server]] = {
    one.name: one for one in (Postgres, Redis7, S3, Neo4j, Elasticsearch)
}
_TESTS = [sys.executable, "-m", "tests.once_more", "--on-servers"]
# a process that takes the place of a dead one would have no servers of its own
_SIDE_BY_SIDE = ["--dist", "loadfile", "--max-worker-restart", "0"]


def main(arguments: Sequence[str]) -> int:
    """Run the command with the servers there; returns its exit code, or 1 without servers."""
    asked = _parse(arguments)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        processes = _count_processes(asked.processes)
        with running(_choose_servers(asked, processes)) as variables:
            return _run(asked.command or _tests(processes), variables)
    except ServerFailedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _count_processes(wanted: int) -> int:
    """One where somebody names a server that processes cannot share."""
    given = find_shared(os.environ, wanted)
    if given:
        sys.stdout.write(f"one process: tests empty the server that {', '.join(given)} names\n")
    return 1 if given else wanted


def _choose_servers(asked: argparse.Namespace, processes: int) -> list[Server]:
    """Those asked for, and of those that cannot be shared one more for each further process."""
    servers = [SERVERS[name]() for name in asked.only]
    alone = [name for name in asked.only if SERVERS[name].variable in NOT_SHARED]
    more = [(SERVERS[name](), one) for one in names_of_processes(processes)[1:] for name in alone]
    for server in [*servers, *(one for one, _ in more)]:
        if asked.lasting and hasattr(server, "is_lasting"):
            server.is_lasting = True
    return [*servers, *(OfProcess(*one) for one in more)]


def _tests(processes: int) -> list[str]:
    return [*_TESTS, "-n", str(processes), *_SIDE_BY_SIDE] if processes > 1 else _TESTS


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--only", type=_names, default=list(SERVERS), metavar="NAME,…")
    parser.add_argument(
        "--processes", type=int, default=1, help="of tests: more Neo4j and Redis, one for each"
    )
    parser.add_argument(
        "--lasting", action="store_true", help="to be measured: durable, and slower to start"
    )
    parser.add_argument("command", nargs="*", help="after `--`; the tests on stores by default")
    return parser.parse_args(arguments)


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = sorted(set(names) - set(SERVERS))
    if unknown:
        raise argparse.ArgumentTypeError(f"no {', '.join(unknown)} here, only {', '.join(SERVERS)}")
    return names


def _run(command: Sequence[str], variables: dict[str, str]) -> int:
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reached it too; it tells what it has done so far
            return process.wait()
        except SystemExit:
            # the processes of its tests would go on with servers that are no more
            for one in psutil.Process(process.pid).children(recursive=True):
                one.terminate()
            process.terminate()
            raise


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
