"""The process of the local language model: `python -m ... MODEL_FILE DATA_FOLDER NAME`.

Reads its key from the first line of standard input, announces its address in the data folder and
serves until it is told to end. Not here: who starts it (`llm.py`).
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

_AT_ONCE = 4
_TOKENS_EACH = 4096
_CACHE_MIB = 64


def serve(model: Path, data: Path, name: str, key: str) -> None:
    """Serve the model on a free port of loopback until SIGTERM."""
    import xllamacpp

    ends = {signal.SIGTERM, signal.SIGINT}
    # before the server's threads exist, so that they inherit it and the signal waits for us
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {name}
    params.n_parallel = _AT_ONCE
    params.n_ctx = _AT_ONCE * _TOKENS_EACH
    params.cache_ram_mib = _CACHE_MIB
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [key]
    params.cors_origins = ""
    params.ui = params.endpoint_slots = params.warmup = False
    params.offline = True
    params.verbosity = 1
    # its threads wait by spinning: one too many on a busy machine and it is 10 times slower
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(
        1, (os.cpu_count() or 2) - 1
    )
    server = xllamacpp.Server(params)
    _announce(data, server.listening_address)
    signal.sigwait(ends)
    # its destructor waits for open connections; nothing it holds has to be saved
    os._exit(0)


def _announce(data: Path, url: str) -> None:
    partial = data / "address.part"
    partial.write_text(json.dumps({"pid": os.getpid(), "url": url}))
    partial.replace(data / "address.json")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.stdin.readline().strip())
