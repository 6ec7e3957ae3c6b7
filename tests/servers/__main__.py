"""`python -m tests.servers [--only NAME,…] [--lasting] [-- COMMAND …]`: a command with servers.

Without a command, the tests that touch a store. What is started and how stands in this package's
docstring; the command's own exit code is ours.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from tests.servers.elasticsearch import Elasticsearch
from tests.servers.neo4j import Neo4j
from tests.servers.postgres import Postgres
from tests.servers.redis7 import Redis7
from tests.servers.s3 import S3
from tests.servers.server import ROOT, Server
from tests.servers.session import ServerFailedError, running

SERVERS: dict[str, Callable[[], Server]] = {
    one.name: one for one in (Postgres, Redis7, S3, Neo4j, Elasticsearch)
}
_TESTS = [sys.executable, "-m", "pytest", "--on-servers"]


def main(arguments: Sequence[str]) -> int:
    """Run the command with the servers there; returns its exit code, or 1 without servers."""
    asked = _parse(arguments)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        servers = [SERVERS[name]() for name in asked.only]
        for server in servers:
            if asked.lasting and hasattr(server, "is_lasting"):
                server.is_lasting = True
        with running(servers) as variables:
            return _run(asked.command or _TESTS, variables)
    except ServerFailedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--only", type=_names, default=list(SERVERS), metavar="NAME,…")
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
            process.terminate()
            raise


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
