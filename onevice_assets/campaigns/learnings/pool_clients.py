"""What holds over clients: believed of an industry, told without any client.

A pair is pooled where at least three clients of one industry and business model tell it, by a
random-effects meta-analysis (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177-188; with
the t interval of Hartung & Knapp 2001, Statistics in Medicine 20:3875-3889). No name, id or
amount of a client goes in; audiences are told by age and gender alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from onevice_assets.statistics.false_discovery import control_false_discoveries
from resources.identity import derived_id

Row = dict[str, Any]
Key = tuple[str, str, str, str, str]

LEAST_CLIENTS: Final = 3
_NO_DAY: Final = date(2026, 1, 1)
_AGES: Final = re.compile(r"\b(\d{2}\s*-\s*\d{2}|\d{2}\+)")
_GENDERS: Final = {"women": ("women", "female"), "men": ("men", "male")}
_WHAT: Final = {
    "RESPONDS_TO": "the tone {name} works {how} for {audience} than is usual",
    "PREFERS_AESTHETIC": "the aesthetic {name} works {how} for {audience} than is usual",
    "ACTIVE_ON": "{audience} engage {how} in the {name} than is usual",
    "BEST_FOR": "{audience} works {how} for {name} than is usual",
}


@dataclass(frozen=True)
class Told:
    """Learnings of one client, with what it is pooled by.

    Attributes:
        client: any name for it; it is counted and goes nowhere.
        industry, business_model: of the client; without an industry it is not pooled.
        learnings: rows of the table.
    """

    client: str
    industry: str | None
    business_model: str
    learnings: Sequence[Mapping[str, Any]]


def pool_clients(organization_id: str, told: Iterable[Told]) -> list[Row]:
    """Rows of `cross_client_learnings`.

    Args:
        organization_id: the tenant whose clients they are; no two tenants are pooled.
        told: learnings of each client.
    """
    found: dict[Key, dict[str, list[tuple[float, float]]]] = {}
    for one in told:
        for row in one.learnings if one.industry else ():
            if row["lift_error"]:
                effect = float(np.log1p(row["lift"])), float(row["lift_error"])
                of = found.setdefault(_make_key(one, row), {})
                of.setdefault(one.client, []).append(effect)
    pooled = {
        key: _pool([_join(parts) for parts in clients.values()])
        for key, clients in sorted(found.items())
        if len(clients) >= LEAST_CLIENTS
    }
    chances = control_false_discoveries([one[2] for one in pooled.values()]) if pooled else ()
    return [
        _to_row(organization_id, key, len(found[key]), result, float(q))
        for (key, result), q in zip(pooled.items(), chances, strict=True)
    ]


def generalise(audience: str) -> str:
    """An audience by age and gender alone: a client's own words for it could name the client."""
    words = set(re.findall(r"[a-z]+", audience.casefold()))
    gender = [name for name, all_of in _GENDERS.items() if words & set(all_of)]
    ages = [one.replace(" ", "") for one in _AGES.findall(audience)]
    return " ".join([gender[0] if len(gender) == 1 else "people", *ages[:1]])


def _make_key(one: Told, row: Mapping[str, Any]) -> Key:
    is_platform = row["kind"] == "BEST_FOR"
    start, end = str(row["start_name"]), str(row["end_name"])
    audience, name = (start, generalise(end)) if is_platform else (generalise(start), end)
    return str(one.industry).casefold(), one.business_model, str(row["kind"]), audience, name


def _join(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """One client's audiences that are the same in general words, as one."""
    weights = np.array([1 / error**2 for _, error in parts])
    effects = np.array([effect for effect, _ in parts])
    return float(weights @ effects / weights.sum()), float(weights.sum() ** -0.5)


def _pool(clients: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Effect over clients, its standard error, and the chance of one this large without any."""
    from scipy.special import stdtr

    effects = np.array([one[0] for one in clients])
    variances = np.array([one[1] ** 2 for one in clients])
    weights, k = 1 / variances, len(clients)
    mean = weights @ effects / weights.sum()
    excess = float(weights @ (effects - mean) ** 2) - (k - 1)
    between = max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))
    weights = 1 / (variances + between)
    mean = float(weights @ effects / weights.sum())
    scale = max(1.0, float(weights @ (effects - mean) ** 2) / (k - 1))
    error = float(np.sqrt(scale / weights.sum()))
    return mean, error, float(2 * stdtr(k - 1, -abs(mean) / error))


def _to_row(
    organization_id: str, key: Key, clients: int, result: tuple[float, float, float], q: float
) -> Row:
    from scipy.special import stdtrit

    industry, model, kind, audience, name = key
    mean, error, _ = result
    width = float(stdtrit(clients - 1, 0.95)) * error
    lower, upper = mean - width, mean + width
    believed = bool(q <= 0.05 and (lower > 0 or upper < 0))
    how = "better" if mean > 0 else "worse"
    said = _WHAT[kind].format(name=name, audience=audience, how=how)
    known = f"{np.expm1(mean):+.0%}" if believed else "which may be chance"
    selling = "sell online" if model == "ecommerce" else "sell a service"
    return {
        "id": derived_id(_NO_DAY, "cross_client_learnings", organization_id, *key),
        "organization_id": organization_id,
        "industry": industry,
        "business_model": model,
        "kind": kind,
        "audience": audience,
        "name": name,
        "client_count": clients,
        "shrunk_lift": float(np.expm1(mean)),
        "lower_bound": float(np.expm1(lower)),
        "believed": believed,
        "text": f"In {industry}, of clients who {selling}, {said}: {known}.",
        "metadata": json.dumps(
            {"industry": industry, "business_model": model, "kind": kind,
             "believed": "yes" if believed else "no"}, sort_keys=True
        ),
    }  # fmt: skip
