"""A number as people write it, with separators of either usage: "1,250.50", "1.250,50", "1'250"."""

from __future__ import annotations

import re
from decimal import Decimal


def read_number(said: str) -> Decimal:
    """A number as it is meant: the last separator is the decimal one unless three digits follow.

    Args:
        said: ASCII digits with `.`, `,`, apostrophes or spaces between them; no sign.

    Raises:
        decimal.InvalidOperation: it is no number.
    """
    plain = re.sub(r"[' \u00a0\u202f]", "", said)
    parts = re.split(r"[.,]", plain)
    fraction = parts[-1] if len(parts) > 1 and len(parts[-1]) != 3 else ""
    whole = "".join(parts[:-1] if fraction else parts)
    return Decimal(f"{whole}.{fraction}" if fraction else whole)
