"""What our documents tell people to type is a command we have, with options it takes."""

from __future__ import annotations

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from onevice_assets.cli.app import app
from scripts.write_commands_doc import DOCUMENT, render
from tests.docs.documented_commands import PAGES, Documented, documented_commands

PROGRAM = get_command(app)
_FEWEST = 150  # as many stood there when this was written


def test_every_command_of_the_documents_is_one_we_have() -> None:
    found = documented_commands()
    assert len(found) >= _FEWEST, (
        f"only {len(found)} in {len(PAGES)} pages: are they written otherwise?"
    )
    wrong = [f"{one}: {told}" for one in found if (told := _mistake(one))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no-such-command",), "no command"),
        (("site", "frobnicate"), "no command"),
        (("status", "--frobnicate"), "No such option"),
        (("status", "surplus"), "surplus"),
        (("show",), "table"),
    ],
)
def test_a_command_that_we_do_not_have_is_noticed(words: tuple[str, ...], told: str) -> None:
    assert told in _mistake(Documented("page", 1, words, is_whole=True))


def test_the_list_of_commands_is_of_now() -> None:
    assert DOCUMENT.read_text("utf-8") == render(), "run python -m scripts.write_commands_doc"


def _mistake(one: Documented) -> str:
    """What the program would refuse about it; nothing if it takes it."""
    command: TyperCommand | TyperGroup = PROGRAM
    context = typer.Context(command, info_name="onevice")
    words = list(one.words)
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            if one.is_whole or not _is_a_list(words[0]):
                return f"there is no command {words[0]!r}"
            return ""
        command, context = found, typer.Context(found, context, words[0])
        words = words[1:]
    return _refused(command, context, words, is_whole=one.is_whole)


def _is_a_list(word: str) -> bool:
    """`graph|search|vectors` within a sentence names several commands at once."""
    return "|" in word or "/" in word


def _refused(
    command: TyperCommand | TyperGroup, context: typer.Context, words: list[str], *, is_whole: bool
) -> str:
    try:
        given, left, _order = command.make_parser(context).parse_args(list(words))
    except TyperException as error:
        return str(getattr(error, "message", error))
    if left and not isinstance(command, TyperGroup):
        return f"takes no further argument: {' '.join(left)}"
    missing = [
        str(one.name)
        for one in command.params
        if one.required and not given.get(str(one.name)) and not one.envvar
    ]
    return f"{', '.join(missing)} must be given" if missing and is_whole else ""
