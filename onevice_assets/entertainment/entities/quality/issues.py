"""What an issue is (seed 000, §4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

ROW = "*"
"""What an issue sets aside that sets aside the whole row."""


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong with a row.

    Attributes:
        field: the property it is about.
        message: what was found.
        severity: an error is set aside, a warning is for a person to look at, an info is noted.
        suggestion: what to do.
        sets_aside: properties that do not go on, or `ROW`; empty for warnings and infos.
    """

    field: str
    message: str
    severity: Severity
    suggestion: str
    sets_aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValidationResult:
    """What a row's validation came to; `is_valid` as in the seed: no issue of any severity."""

    issues: tuple[Issue, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing at all was found."""
        return not self.issues

    @property
    def severity_counts(self) -> dict[Severity, int]:
        """Issues by severity, those without any too."""
        counted = Counter(one.severity for one in self.issues)
        return {one: counted[one] for one in SEVERITIES}


def set_aside_row(field: str, message: str, suggestion: str) -> Issue:
    """An error that a row cannot go on with."""
    return Issue(field, message, "error", suggestion, (ROW,))


def set_aside(fields: Sequence[str], message: str, suggestion: str) -> Issue:
    """An error that a row goes on without; the first field is the one it is about."""
    return Issue(fields[0], message, "error", suggestion, tuple(fields))


def warn(field: str, message: str, suggestion: str) -> Issue:
    """Something for a person to look at."""
    return Issue(field, message, "warning", suggestion)


def note(field: str, message: str, suggestion: str) -> Issue:
    """Something to know."""
    return Issue(field, message, "info", suggestion)
