"""Prompts: what people write, pin or reject wins over what was generated and survives a refresh."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import WebsiteOption
from onevice_assets.cli.output import as_json, console, say
from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

app = typer.Typer(help="The questions that are asked.", no_args_is_help=True)

_EXPORTED = (
    "id",
    "topic",
    "prompt_text",
    "prompt_type",
    "sequence_order",
    "locale",
    "is_branded",
    "is_pinned",
    "source",
)
_DECIDED = ("topic", "prompt_text", "prompt_type", "sequence_order", "locale")
_MOST_TURNS = 100


@app.command("export")
def export_prompts(
    website: WebsiteOption = None,
    to: Annotated[Path | None, typer.Option(help="File to write; standard output if unset")] = None,
) -> None:
    """Write the active prompts as JSON lines, ready to edit and import again."""
    session = Session()
    lines = [as_json(row) for row in active_prompts(session, website)]
    text = "".join(f"{line}\n" for line in lines)
    if to is None:
        console.file.write(text)
    else:
        _write(to, text)
        say(f"{len(lines)} prompts written to {escape(str(to))}")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.") from error


def active_prompts(session: Session, website: str | None) -> list[dict[str, Any]]:
    """Active prompts of a website with their topic, in conversation order."""
    from onevice_assets.tables import audience

    key, lake = session.website(website).key, session.resources["lake"]
    conversations = lake.read_rows(audience.conversation_sequences, key)
    topics = {row["id"]: row["topic"] for row in conversations}
    rows = [
        {**row, "topic": topics.get(row["conversation_id"])}
        for row in lake.read_rows(audience.prompts, key)
        if row["is_active"]
    ]
    rows.sort(key=lambda row: (row["topic"] or "", row["conversation_id"], row["sequence_order"]))
    return [{name: row[name] for name in _EXPORTED} for row in rows]


@app.command("import")
def import_prompts(
    file: Annotated[str, typer.Argument(help="JSON lines, or - for standard input")],
    website: WebsiteOption = None,
) -> None:
    """Add prompts people wrote: `{"topic", "prompt_text", "prompt_type"?, "locale"?}` a line."""
    from resources.control_plane import overrides

    session = Session()
    found = session.website(website)
    text = sys.stdin.read() if file == "-" else _read(Path(file))
    good, bad = _parse(text.split("\n"))
    if not good:
        reasons = "; ".join(f"line {number}: {reason}" for number, reason in bad[:3])
        raise InputError(f"No line of {file} can be used, nothing was added. {reasons}".strip())
    with session.resources["control"].begin() as db:
        for prompt in good:
            overrides.add_prompt(db, found.id, actor=actor(), **prompt)
    say(f"{escape(found.key)}: {len(good)} prompts added; asked from the next `onevice run` on.")
    for number, reason in bad:
        say(f"[yellow]line {number} left out:[/] {escape(reason)}")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as UTF-8 text: {error}") from error


def _parse(lines: Iterable[str]) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    good: list[dict[str, Any]] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            good.append(_prompt(json.loads(line)))
        except (ValueError, RecursionError) as error:
            bad.append((number, f"it is not valid JSON: {error}"))
        except InputError as error:
            bad.append((number, str(error)))
    return good, bad


def _prompt(row: Any) -> dict[str, Any]:
    from onevice_assets.tables.audience import PROMPT_TYPES

    if not isinstance(row, dict) or not str(row.get("prompt_text") or "").strip():
        raise InputError("it has no prompt_text")
    kind = row.get("prompt_type", "primary")
    if kind not in PROMPT_TYPES:
        raise InputError(f"prompt_type {kind!r} is none of {', '.join(PROMPT_TYPES)}")
    text = str(row["prompt_text"]).strip()
    topic = str(row.get("topic") or text)[:255]
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in _one_line(text + topic)):
        raise InputError("it holds control characters or half a character")
    order = row.get("sequence_order", 1)
    if not isinstance(order, int) or isinstance(order, bool) or not 1 <= order <= _MOST_TURNS:
        raise InputError(f"sequence_order {order!r} is not a whole number from 1 to {_MOST_TURNS}")
    return {
        "topic": topic,
        "prompt_text": text,
        "prompt_type": kind,
        "sequence_order": order,
        "locale": str(row.get("locale") or "en-US"),
    }


def _one_line(text: str) -> str:
    """A text without the control characters that lay it out."""
    return text.translate({ord(letter): " " for letter in "\n\r\t"})


@app.command("pin")
def pin_prompt(
    prompt_id: Annotated[str, typer.Argument(help="Id, as `onevice prompts export` prints it")],
    website: WebsiteOption = None,
) -> None:
    """Keep a prompt through every refresh."""
    _decide("pin", prompt_id, website)


@app.command("reject")
def reject_prompt(
    prompt_id: Annotated[str, typer.Argument(help="Id, as `onevice prompts export` prints it")],
    website: WebsiteOption = None,
) -> None:
    """Ask a prompt no more, now and after every refresh."""
    _decide("reject", prompt_id, website)


def _decide(action: str, prompt_id: str, website: str | None) -> None:
    from resources.control_plane import overrides

    session = Session()
    found = session.website(website)
    chosen = [row for row in active_prompts(session, found.key) if row["id"] == prompt_id]
    if not chosen:
        raise InputError(
            f"{found.key} has no active prompt {prompt_id}: `onevice prompts export "
            f"--website {found.key}` lists them."
        )
    decide = overrides.pin if action == "pin" else overrides.reject
    with session.resources["control"].begin() as db:
        decide(
            db,
            found.id,
            prompt_id=prompt_id,
            actor=actor(),
            **{name: chosen[0][name] for name in _DECIDED},
        )
    say(f"{'Pinned' if action == 'pin' else 'Rejected'}: {escape(chosen[0]['prompt_text'])}")
