"""Jars from Maven's registry with everything they need, by `mvn` alone: no project is built."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.servers.server import find_tool, run_tool

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tests</groupId><artifactId>jars</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
)


def copy_jars(folder: Path, *coordinates: str) -> None:
    """Put artifacts (`group:artifact:version`) and their runtime dependencies into a folder.

    Raises:
        CannotInstallError: no `mvn`, or it failed.
    """
    mvn = find_tool("mvn", "apt-get install maven")
    dependencies = "".join(_DEPENDENCY.format(*one.split(":")) for one in coordinates)
    with tempfile.TemporaryDirectory() as project:
        (Path(project) / "pom.xml").write_text(_POM.format(dependencies=dependencies))
        options = ["-q", "-B", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
        run_tool([mvn, *options, _PLUGIN], Path(project))
