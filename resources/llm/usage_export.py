"""A provider's bill, call by call, beside the ledger: what agrees, what differs, what is missing.

The format is a CSV with a header, UTF-8, commas:

    request_id,cost_usd,client_request_id
    chatcmpl-AbC123,0.000421,
    ,0.0013,0199f0aa-…

`request_id` is the id the provider gave its answer, or the HTTP request (`x-request-id`, also of
one that failed). `client_request_id` is the attempt's id in
our ledger, which is sent along with each call as `X-Client-Request-Id`; it is all there is for a
call whose answer never came. Each line needs one of them, and `cost_usd`. Other columns are
ignored, and lines of one call are added up.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from resources.errors import InputError

if TYPE_CHECKING:
    from resources.control_plane.spending import Charged

_CLOSE_ENOUGH = Decimal("0.000001")  # providers round their lines to millionths of a dollar


@dataclass(frozen=True)
class Charge:
    """What a provider says one call cost, USD."""

    request_id: str
    client_request_id: str
    cost_usd: Decimal


@dataclass
class Reconciliation:
    """The ledger beside a bill.

    Attributes:
        agreeing: attempts that cost what the provider says.
        differing: attempts with the provider's cost where it is another one.
        settled_by_bill: open attempts with what the provider charged for them.
        corrected_by_bill: failed attempts that were booked at their upper bound, because nobody
            knew what they cost, with what the provider charged.
        only_provider: charges that no attempt is about.
        only_ledger: attempts that cost something, or may have, and are not on the bill.
    """

    agreeing: list[Charged] = field(default_factory=list)
    differing: list[tuple[Charged, Decimal]] = field(default_factory=list)
    settled_by_bill: list[tuple[Charged, Decimal]] = field(default_factory=list)
    corrected_by_bill: list[tuple[Charged, Decimal]] = field(default_factory=list)
    only_provider: list[Charge] = field(default_factory=list)
    only_ledger: list[Charged] = field(default_factory=list)


def read_export(path: Path) -> list[Charge]:
    """Read a bill.

    Raises:
        InputError: naming the line that cannot be used; nothing is read then.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = set(reader.fieldnames or ())
            if "cost_usd" not in names or not names & {"request_id", "client_request_id"}:
                raise InputError(
                    f"{path.name} has the columns {', '.join(sorted(names)) or 'none'}; it needs "
                    "cost_usd and request_id or client_request_id. Nothing was compared."
                )
            return [_read_line(path, reader.line_num, row) for row in reader]
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}; nothing was compared.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name} cannot be read as a CSV of UTF-8: {error}") from error


def reconcile(charges: Sequence[Charge], attempts: Sequence[Charged]) -> Reconciliation:
    """Set every charge beside its attempt, by our id of it, else by one the provider gave it.

    Args:
        charges: the bill.
        attempts: those of the bill's period and provider.
    """
    by_id = {one.id: one for one in attempts}
    by_request = {one.provider_request_id: one for one in attempts if one.provider_request_id}
    by_request |= {one.request_id: one for one in attempts if one.request_id}
    found: dict[str, Decimal] = {}
    done = Reconciliation()
    for charge in charges:
        attempt = by_id.get(charge.client_request_id) or by_request.get(charge.request_id)
        if attempt is None:
            done.only_provider.append(charge)
        else:
            found[attempt.id] = found.get(attempt.id, Decimal(0)) + charge.cost_usd
    for one in attempts:
        if one.id not in found:
            done.only_ledger.append(one)
        elif one.status == "reserved":
            done.settled_by_bill.append((one, found[one.id]))
        elif abs(one.usd - found[one.id]) <= _CLOSE_ENOUGH:
            done.agreeing.append(one)
        elif one.status == "failed":
            done.corrected_by_bill.append((one, found[one.id]))
        else:
            done.differing.append((one, found[one.id]))
    return done


def _read_line(path: Path, number: int, row: dict[str, str | None]) -> Charge:
    ids = [(row.get(name) or "").strip() for name in ("request_id", "client_request_id")]
    text = (row.get("cost_usd") or "").strip()
    try:
        cost = Decimal(text)
    except InvalidOperation:
        cost = Decimal(-1)
    if not any(ids) or not cost.is_finite() or cost < 0:
        raise InputError(
            f"Line {number} of {path.name} needs an id and a cost of 0 USD or more, but has "
            f"request_id {ids[0]!r}, client_request_id {ids[1]!r}, cost_usd {text!r}. Nothing was "
            "compared."
        )
    return Charge(ids[0], ids[1].lower(), cost)
