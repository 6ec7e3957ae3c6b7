"""The `onevice` command: what a person does with the platform from a terminal.

One module per kind of act: `run` (the main job), `look` (tables, reports, evidence), `decide`
(websites and brands), `prompts`, `answers` (import, evaluate, bench), `servers` (up, down, status,
the UI). Nothing is computed here: commands materialise assets, read the lake and write decisions.
"""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    from onevice_assets.cli.app import run_app

    run_app()
