"""The cautious yes/no: does a text name something?"""

from __future__ import annotations

import pytest

from resources.text_folding import fold, names, names_any


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Is EDGE any good?", "Edge", True),
        ("the edges of it", "Edge", False),
        ("Arc’teryx jackets", "Arc'teryx", True),
        ("ＮＯＴＩＯＮ notes", "Notion", True),
        ("Coca\u2011Cola or not", "Coca-Cola", True),
        ("Microsoft   Edge", "microsoft edge", True),
        ("C++ is fast", "C++", True),
        ("anything", "  ", False),
        ("Straße", "STRASSE", True),
    ],
)
def test_names_are_found_as_whole_words_in_any_spelling(text: str, name: str, found: bool) -> None:
    assert names(text, name) is found
    assert names_any(text, ["nothing else", name]) is found


def test_folding_is_stable() -> None:
    text = "  “Zoë’s”\tＷｅｂ‑Browser "
    assert fold(fold(text)) == fold(text) == '"zoë\'s" web-browser'
