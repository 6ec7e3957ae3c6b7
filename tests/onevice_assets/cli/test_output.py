"""Tables at any width of the terminal: nothing is cut, nothing stands beyond its edge."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from onevice_assets.cli import output
from onevice_assets.cli.output import CELL_WIDTH, cell, fit, print_rows

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
TABLES = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        st.lists(TEXTS, min_size=count, max_size=count),
        st.lists(st.lists(TEXTS, min_size=count, max_size=count), min_size=1, max_size=4),
    )
)
SHARES = [
    {"brand": brand, "llm_provider": "perplexity", "total_responses": 1_000, "mention_rate": 0.618}
    for brand in ("Chrome", "Société Générale Corporate & Investment Banking")
]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Console:
    """What commands print to, 80 characters wide."""
    console = Console(width=80, record=True)
    monkeypatch.setattr(output, "console", console)
    return console


@settings(max_examples=40)
@given(TABLES, st.integers(20, 200))
def test_columns_hold_every_word_and_stay_within_the_terminal(
    table: tuple[list[str], list[list[str]]], width: int
) -> None:
    names, cells = table
    widths = fit(names, cells, width)
    if widths is None:
        return
    assert sum(widths) + 2 * (len(widths) - 1) <= width
    for place, held in enumerate(widths):
        texts = [names[place], *(row[place] for row in cells)]
        assert held >= max(cell_len(word) for text in texts for word in text.split())


def test_a_long_name_goes_on_below_and_numbers_stay_whole(printed: Console) -> None:
    print_rows("Shares", SHARES, list(SHARES[0]))
    lines = printed.export_text().splitlines()
    assert "…" not in "".join(lines)
    assert [line for line in lines if "Investment Banking" in line]
    assert lines[2].split() == ["Chrome", "perplexity", "1000", "0.618"]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_table_wider_than_the_terminal_becomes_lines_that_hold_everything(
    printed: Console, width: int
) -> None:
    printed.width = width
    row = {f"column_number_{at}": f"value-{at}-of-the-row" for at in range(9)}
    print_rows("Wide", [row, row], list(row))
    text = printed.export_text()
    told = "".join(text.split())
    assert all(told.count(value) == 2 for value in row.values())
    assert max(map(len, text.splitlines())) <= width


def test_without_rows_the_title_stands_alone(printed: Console) -> None:
    print_rows("No saga is open", [], ["saga"])
    assert printed.export_text() == "No saga is open\n"


def test_only_a_text_that_would_fill_the_terminal_is_cut() -> None:
    assert cell("x" * CELL_WIDTH) == "x" * CELL_WIDTH
    assert cell("x" * 1_000) == "x" * (CELL_WIDTH - 1) + "…"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0.000001"), "0.000001"),
        (Decimal("1234.5678"), "1234.5678"),
        (Decimal("20.00"), "20"),
        (Decimal("0.0000001"), "1e-07"),
        (0.25, "0.25"),
        (1 / 3, "0.333"),
        (0.0001, "0.0001"),
        (100.0, "100"),
        (-0.0, "0"),
    ],
)
def test_no_amount_that_is_not_0_is_shown_as_0(value: float | Decimal, shown: str) -> None:
    assert cell(value) == shown


OBEYED = (
    "\x1b[2J\x1b[31mred", "\x1b]8;;https://evil.test\x07link\x1b]8;;\x07", "\x1b]0;title\x07",
    "\x9b31m", "\x9d0;t\x9c", "a\rb", "a\x08b", "user\u202egnp.exe", "\u2066x\u2069", "\x7f",
)  # fmt: skip


@pytest.mark.parametrize("hostile", OBEYED)
def test_what_a_stranger_wrote_is_shown_and_never_obeyed(
    hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a name, an answer, an error and a sentence, whichever way it is printed."""
    screen = io.StringIO()
    made = output.SafeConsole(file=screen, width=200, force_terminal=True, color_system=None)
    monkeypatch.setattr(output, "console", made)
    monkeypatch.setattr(output, "errors", made)
    print_rows(hostile, [{"brand": hostile, hostile: 1}], ["brand", hostile])
    output.say(f"[bold]{escape(hostile)}[/]")
    output.say_error(hostile)
    made.print(Text(f"“{hostile}”"), soft_wrap=True)
    made.width = 10
    print_rows("t", [{"brand": f"{hostile} {'long ' * 9}"}], ["brand"])
    output.print_json({"answer": hostile, hostile: 1})
    shown = screen.getvalue()
    assert output.show_signs(shown) == shown
    assert json.loads(output.as_json(hostile)) == hostile


def test_colours_and_tables_of_our_own_stay() -> None:
    screen = io.StringIO()
    made = output.SafeConsole(file=screen, force_terminal=True, color_system="standard")
    made.print("[bold red]error[/] naïve 東京 עברית 👩‍💻")
    assert "\x1b[1;31merror" in screen.getvalue()
    assert "naïve 東京 עברית 👩‍💻" in screen.getvalue()
