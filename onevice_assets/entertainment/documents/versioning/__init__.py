"""Which files are versions of one document. The rule stands in `join_versions.py`."""
