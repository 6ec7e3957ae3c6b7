"""Statements of campaigns: checked when defined, and written with these patterns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onevice_assets.campaigns.memory.isolation import check_statement
from onevice_assets.campaigns.model.kinds import DROOM
from resources.cypher import Statement, define


@dataclass(frozen=True)
class OwnStatement:
    """A statement that keeps to `isolation.py`; made by `define_own` only."""

    statement: Statement

    @property
    def name(self) -> str:
        """Its name in the product: `campaigns.…`."""
        return self.statement.name


def define_own(name: str, text: str, **example: Any) -> OwnStatement:
    """Register a statement of campaigns; call it at module level only.

    Args:
        name: without the system; it gets `campaigns.` before it.
        text: the Cypher; nodes by `own` and `shared`, the client as `$brand_id`.
        **example: parameters it can be tried with, besides `brand_id`.

    Raises:
        ValueError: it could reach what is not the client's.
    """
    clean = " ".join(text.split())
    check_statement(name, clean)
    return OwnStatement(define(f"campaigns.{name}", clean, brand_id="none", **example))


def own(variable: str, labels: str, key: str = "") -> str:
    """Pattern of any node of a client's, or of one to be made.

    Args:
        variable: its name in the statement.
        labels: one or several with `:` between.
        key: the `droom_key` it is made with, as `row.key`.
    """
    by = f"droom_key: {key}, " if key else ""
    return f"({variable}:{DROOM}:{labels} {{{by}brand_id: $brand_id}})"


def keyed(variable: str, key: str) -> str:
    """Pattern of the client's node of a key, as `row.key`.

    The key names the label. Beside `:Droom` it must not stand in the pattern: the embedded graph
    walks every node of two labels, and finds one of `:Droom` by the index of the key.
    """
    return f"({variable}:{DROOM} {{droom_key: {key}, brand_id: $brand_id}})"


def shared(variable: str, label: str, key: str = "") -> str:
    """Pattern of an attribute node that all clients share; arguments as of `own`."""
    by = f" {{droom_key: {key}}}" if key else ""
    return f"({variable}:{DROOM}:{label}{by})"


def tie(variable: str, kind: str) -> str:
    """Pattern of a client's relationship, to stand between `-` and `->`."""
    return f"[{variable}:{kind} {{brand_id: $brand_id}}]"
