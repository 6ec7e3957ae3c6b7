"""docker-compose.yml before the reader that `docker compose` itself uses (compose-go).

It checks the file against the schema of the Compose specification; that its parts agree is tested
beside this. Built once by Go, so a test of `make test-servers`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.compose import ROOT, read_compose, secret_names
from tests.servers.server import (
    CannotInstallError,
    choose_cache,
    find_tool,
    install_once,
    run_tool,
)

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

VERSION = "v2.16.2"


def build(folder: Path) -> None:
    go = find_tool("go", "see go.dev/doc/install")
    package = f"github.com/compose-spec/compose-go/v2/cmd@{VERSION}"
    run_tool([go, "install", package], folder, {"GOBIN": str(folder), "GOFLAGS": "-buildvcs=false"})


@pytest.fixture(scope="module")
def program() -> Path:
    try:
        return install_once(choose_cache(), f"compose-go-{VERSION}", build) / "cmd"
    except CannotInstallError as error:
        if os.environ.get("ONEVICE_REQUIRE_ALL"):
            raise
        pytest.skip(str(error))


def read(program: Path, content: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the reader makes of a file; its variables are filled in, for the reader finds none."""
    file = folder / "compose.yml"
    file.write_text(yaml.safe_dump(content))
    printed = run_tool([program, "-no-interpolation", "-format", "json", file], ROOT)
    model: dict[str, Any] = json.loads(printed)
    return model


@pytest.fixture
def content() -> dict[str, Any]:
    return read_compose(dict.fromkeys(secret_names(), "secret"))


def test_the_reader_takes_the_file(program: Path, content: dict[str, Any], tmp_path: Path) -> None:
    services = read(program, content, tmp_path)["services"]
    assert set(services) == set(content["services"])
    (port,) = services["webserver"]["ports"]
    assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", "3000", 3000)


@pytest.mark.parametrize(
    ("service", "changes", "complaint"),
    [
        ("redis", {"helthcheck": {}}, "helthcheck"),
        ("redis", {"volumes": "redis:/data"}, "volumes"),
        ("init", {"depends_on": {"minio": {"condition": "service_happy"}}}, "condition"),
    ],
)
def test_the_reader_would_name_a_mistake(
    program: Path,
    content: dict[str, Any],
    tmp_path: Path,
    service: str,
    changes: dict[str, Any],
    complaint: str,
) -> None:
    content["services"][service] |= changes
    with pytest.raises(CannotInstallError, match=complaint):
        read(program, content, tmp_path)
