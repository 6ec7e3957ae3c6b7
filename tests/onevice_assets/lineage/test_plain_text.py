"""What a reader sees of a piece of an answer."""

from __future__ import annotations

import pytest

from onevice_assets.lineage.plain_text import drop_markdown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("### **Best** [Acme](https://acme.test/a?b=c) `x`", "Best Acme x"),
        ("2 * 3 = 6 and snake_case stay", "2 * 3 = 6 and snake_case stay"),
        ("![logo](https://acme.test/l.png)text", "logotext"),
        ("[not a link] (really)", "[not a link] (really)"),
    ],
)
def test_marks_of_markdown_are_not_shown(said: str, shown: str) -> None:
    assert drop_markdown(said) == shown
