"""Cutting long texts: bounded pieces, borders a reader would take, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.embedding.cut_text import LONGEST, cut_text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \n\t ", []),
        ("  short  ", ["short"]),
        ("One two.\n\nThree four.", ["One two.", "Three four."]),
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("He said “stop.” Then he left", ["He said “stop.”", "Then he left"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("aaaa bbbb cccc dddd eeee", ["aaaa bbbb cccc", "dddd eeee"]),
        ("a" * 40, ["a" * 16, "a" * 16, "a" * 8]),
        ("品牌很好我们推荐它。因为它很快也很好。", ["品牌很好我们推荐它。", "因为它很快也很好。"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would(text: str, pieces: list[str]) -> None:
    assert cut_text(text, 16) == pieces


@given(st.text(alphabet=st.sampled_from("ab .!?\n\t。é😀"), max_size=300), st.integers(1, 40))
def test_pieces_are_short_and_only_white_space_is_lost(text: str, longest: int) -> None:
    pieces = cut_text(text, longest)
    assert all(0 < len(piece) <= longest and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_piece_fits_the_window_of_the_seeds_model() -> None:
    assert max(len(piece.encode()) for piece in cut_text("😀" * 10_000)) <= 8_191
    assert len(cut_text("word " * 10_000)) == len("word " * 10_000) // LONGEST
