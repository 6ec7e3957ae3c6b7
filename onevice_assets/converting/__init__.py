"""Files to pages of text: `.pdf .docx .pptx .txt .md` (seed 000, §4.1, phase 1).

What reads a file runs in a child process (`converter.py` → `child.py`), so that a crash, a hang or
a bomb is a row with its reason and the batch goes on. Here is no store and no Dagster.
"""
