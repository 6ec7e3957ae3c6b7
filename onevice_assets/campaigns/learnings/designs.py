"""What is compared with what: for each kind of learning its cells, columns and units of evidence.

| kind | within | adjusted for | unit of evidence |
| --- | --- | --- | --- |
| tones, aesthetics | campaign × audience | platform's week, the ad's age, each other | creative |
| platforms | audience | week, age of the ad, tones, aesthetics | campaign |
| time slots | creative in a campaign × audience | week of the platform | campaign |

A creative or campaign is a draw with luck of its own: ten days of it are one piece of evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from onevice_assets.campaigns.learnings.log_linear import Codes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

RESPONDS_TO: Final = "RESPONDS_TO"
PREFERS_AESTHETIC: Final = "PREFERS_AESTHETIC"
ACTIVE_ON: Final = "ACTIVE_ON"
BEST_FOR: Final = "BEST_FOR"
KINDS: Final = (RESPONDS_TO, PREFERS_AESTHETIC, ACTIVE_ON, BEST_FOR)

Attributes = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Tested:
    """One pair that a design has a column for.

    Attributes:
        kind: of `KINDS`.
        audience: id of the demographic.
        name: tone, aesthetic, time slot or platform.
        shares: of each cell the attribute's confidence, 0 where it has none; 1 or 0 for slots and
            platforms.
    """

    kind: str
    audience: str
    name: str
    shares: np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class Design:
    """Cells with everything that is asked of them at once.

    Attributes:
        cells: with `exposure` and `outcome`.
        fixed: columns of what is adjusted for, then those of `tested`.
        tested: pairs, in the order of the last columns.
        units: for each random factor the unit of each cell.
        evidence: column of `cells` that names the unit of evidence.
    """

    cells: pd.DataFrame
    fixed: csr_array
    tested: Sequence[Tested]
    units: Sequence[Codes]
    evidence: str


def design_attributes(cells: pd.DataFrame, tones: Attributes, looks: Attributes) -> Design:
    """Tones and aesthetics of all audiences at once, each adjusted for the others.

    Args:
        cells: of `make_cells`; creatives that nobody looked at are left out.
        tones: creative → tone → confidence.
        looks: creative → aesthetic → confidence.
    """
    known = tones.keys() | looks.keys()
    cells = cells[cells["content_id"].isin(known)].reset_index(drop=True)
    tested = [
        *_test_attributes(cells, RESPONDS_TO, tones),
        *_test_attributes(cells, PREFERS_AESTHETIC, looks),
    ]
    nuisance = [
        _dummies(cells, ["campaign_id", "demographic_id"]),
        _dummies(cells, ["platform", "week"]),
        _column(cells["age"]),
    ]
    units = [_codes(cells, ["content_id"]), _codes(cells, ["content_id", "demographic_id"])]
    return Design(cells, _columns(nuisance, tested), tested, units, "content_id")


def design_platforms(cells: pd.DataFrame, tones: Attributes, looks: Attributes) -> Design:
    """Platforms of all audiences; arguments as of `design_attributes`, all creatives taken."""
    tested = [
        Tested(BEST_FOR, str(audience), str(platform), _is(cells, audience, "platform", platform))
        for audience, platform in _pairs(cells, "platform")
    ]
    attributes = [
        *_test_attributes(cells, RESPONDS_TO, tones),
        *_test_attributes(cells, PREFERS_AESTHETIC, looks),
    ]
    nuisance = [
        _dummies(cells, ["demographic_id"]),
        _dummies(cells, ["week"]),
        _column(cells["age"]),
        *(_column(one.shares) for one in attributes),
    ]
    units = [
        _codes(cells, ["campaign_id"]),
        _codes(cells, ["campaign_id", "demographic_id"]),
        _codes(cells, ["content_id", "demographic_id"]),
    ]
    return Design(cells, _columns(nuisance, tested), tested, units, "campaign_id")


def design_slots(cells: pd.DataFrame) -> Design:
    """Time slots of all audiences.

    Args:
        cells: of `make_slot_cells`.
    """
    tested = [
        Tested(ACTIVE_ON, str(audience), str(slot), _is(cells, audience, "time_slot", slot))
        for audience, slot in _pairs(cells, "time_slot")
    ]
    nuisance = [
        _dummies(cells, ["campaign_id", "content_id", "demographic_id"]),
        _dummies(cells, ["platform", "week"]),
    ]
    units = [
        _codes(cells, ["campaign_id", "time_slot"]),
        _codes(cells, ["campaign_id", "demographic_id", "time_slot"]),
    ]
    return Design(cells, _columns(nuisance, tested), tested, units, "campaign_id")


def _test_attributes(cells: pd.DataFrame, kind: str, known: Attributes) -> list[Tested]:
    names = sorted({name for one in known.values() for name in one})
    found = []
    for audience in sorted(cells["demographic_id"].unique()):
        is_audience = (cells["demographic_id"] == audience).to_numpy()
        for name in names:
            of = {content: one.get(name, 0.0) for content, one in known.items()}
            shares = cells["content_id"].map(of).fillna(0.0).to_numpy(float) * is_audience
            if shares.any():
                found.append(Tested(kind, str(audience), name, shares))
    return found


def _pairs(cells: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    pairs = cells[["demographic_id", column]].drop_duplicates()
    return sorted(pairs.itertuples(index=False, name=None))


def _is(cells: pd.DataFrame, audience: str, column: str, value: str) -> Any:
    both = (cells["demographic_id"] == audience) & (cells[column] == value)
    return both.to_numpy(float)


def _codes(cells: pd.DataFrame, names: list[str]) -> Codes:
    return np.asarray(cells.groupby(names, sort=True).ngroup(), dtype=np.int64)


def _dummies(cells: pd.DataFrame, names: list[str]) -> csr_array:
    from scipy.sparse import csr_array

    codes, n = _codes(cells, names), len(cells)
    return csr_array((np.ones(n), (np.arange(n), codes)), shape=(n, codes.max(initial=-1) + 1))


def _columns(nuisance: list[Any], tested: Sequence[Tested]) -> csr_array:
    from scipy.sparse import csr_array, hstack

    columns = [*nuisance, *(_column(one.shares) for one in tested)]
    return csr_array(hstack(columns, format="csr"))


def _column(values: Any) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array(np.asarray(values, float)[:, None])
