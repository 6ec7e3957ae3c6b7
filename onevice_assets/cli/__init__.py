"""The `onevice` command: what a person does with the platform from a terminal.

One module per kind of act: `run` (the main job), `look` (tables, reports, evidence), `decide`
(websites), `brands` and `brand_*` (brands, and names that answers show), `prompts`, `users`,
`answers` (import, simulate), `evaluate` (reading, against labels), `servers` (up, down, status,
the UI), `serve_mcp` (agents).
Nothing is computed here: commands materialise assets, read the lake and write decisions.
"""

from __future__ import annotations

import atexit
import os
import sys


def main() -> None:
    """Entry point of the console script."""
    from onevice_assets.cli.app import run_app

    try:
        run_app()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    _leave(code)


def _leave(code: int) -> None:
    """End without tearing the interpreter down, after everything that is to happen at its end.

    The C++ libraries of a run keep threads of their own; about one process in five ended in
    `terminate called without an active exception` after its work was done (ADR 0005).
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
