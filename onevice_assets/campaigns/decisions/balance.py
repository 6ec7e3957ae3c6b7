"""Portfolio balance: how spend and creatives are shared out, and what is over- and under-used.

Tones, aesthetics and palettes are creatives' (a creative with several counts in parts, by
confidence), platforms and audiences are campaigns' (one with several audiences in equal parts).
Spend is that of all time, for the graph keeps a creative's results in total. With k names to
choose from:

    under   somebody is believed to answer well to it, and it has less than 1/k of the spend
    over    it has more than 2/k of the spend, and nobody is believed to answer well to it

Without any spend shares of creatives are judged instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.learned import Learned, read_learned, read_platforms
from onevice_assets.campaigns.decisions.portfolio import (
    Campaign,
    Creative,
    read_audiences,
    read_campaigns,
    read_creatives,
)
from onevice_assets.campaigns.decisions.reach import Reach
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.shared import SHARED

Use = Literal["over", "under", "even", "none"]
_OF_CREATIVES: Final = ("Tone", "Aesthetic", "ColorPalette")
_EVER: Final = {"since": "0001-01-01", "until": "9999-12-31"}
Parts = Mapping[str, float]


@dataclass(frozen=True)
class Share:
    """One name's part.

    Attributes:
        creatives: active ones, in parts.
        creative_share: of all active creatives that have any name; none where there is none.
        spend: US dollars of all time.
        spend_share: of all spend with any name; none where there is none.
        use: see the module; `none` where it has neither creatives nor spend.
        because: what is believed of it.
    """

    name: str
    creatives: float
    creative_share: float | None
    spend: float
    spend_share: float | None
    use: Use
    because: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """One way to share out.

    Attributes:
        by: `Tone`, `Aesthetic`, `ColorPalette`, `Platform` or `Demographic`.
        shares: every name there is, the largest spend first.
        concentration: Herfindahl index of the judged shares, 1/k to 1; none where there are none.
        in_effect: as many names of equal share would be as concentrated: 1 / concentration.
    """

    by: str
    shares: tuple[Share, ...]
    concentration: float | None
    in_effect: float | None


@dataclass(frozen=True)
class PortfolioBalance:
    """How a client's creatives and spend are shared out."""

    active_creatives: int
    spend: float
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class _Known:
    creatives: dict[str, Creative]
    campaigns: dict[str, Campaign]
    audiences: dict[str, str]
    spend: dict[str, float]
    learned: list[Learned]


def read_balance(reach: Reach) -> Draft[PortfolioBalance]:
    """How creatives and spend are shared out over tones, aesthetics, palettes and so on.

    Raises:
        GraphAwayError: the graph does not answer.
    """
    known = reach.look(_read)
    creatives = known.creatives.values()
    dimensions = [_of_creatives(label, creatives, known.learned) for label in _OF_CREATIVES]
    dimensions += [_of_platforms(known), _of_audiences(known)]
    active = sum(one.is_active for one in creatives)
    spend = sum(known.spend.values())
    notes = []
    without = sum(not one.attributes for one in creatives)
    if without:
        notes.append(f"{without} creative(s) have no attribute: no model looked at them.")
    if not spend:
        notes.append("No spend is remembered, so shares of creatives are judged.")
    found = PortfolioBalance(active, spend, tuple(dimensions))
    return Draft(found, "graph", tuple(notes))


def _read(transaction: BrandTransaction) -> _Known:
    sums = transaction.read(cypher.SUM_CAMPAIGNS, **_EVER)
    return _Known(
        read_creatives(transaction),
        read_campaigns(transaction),
        read_audiences(transaction),
        {row["id"]: row["spend"] or 0.0 for row in sums},
        [*read_learned(transaction), *read_platforms(transaction)],
    )


def _of_creatives(
    label: str, creatives: Iterable[Creative], learned: Sequence[Learned]
) -> Dimension:
    count, spend = dict.fromkeys(SHARED[label], 0.0), dict.fromkeys(SHARED[label], 0.0)
    for one in creatives:
        parts = _split(label, one.attributes)
        for name, part in parts.items():
            count[name] += part if one.is_active else 0.0
            spend[name] += part * (one.spend or 0.0)
    return _judge(label, count, spend, learned)


def _split(label: str, attributes: Mapping[str, float]) -> dict[str, float]:
    """Parts of one creative by name, by confidence; they add up to 1."""
    own = {
        name.partition(" ")[2]: sure
        for name, sure in attributes.items()
        if name.startswith(f"{label} ")
    }
    whole = sum(own.values())
    return {name: sure / whole for name, sure in own.items()} if whole else {}


def _of_platforms(known: _Known) -> Dimension:
    count, spend = (dict.fromkeys(SHARED["Platform"], 0.0) for _ in range(2))
    shown: dict[str, set[str]] = {}
    for one in known.campaigns.values():
        if one.platform in spend:
            spend[one.platform] += known.spend.get(one.id, 0.0)
            shown.setdefault(one.platform, set()).update(one.creatives)
    count |= {name: _count_active(ids, known) for name, ids in shown.items()}
    return _judge("Platform", count, spend, known.learned)


def _of_audiences(known: _Known) -> Dimension:
    spend = dict.fromkeys(known.audiences.values(), 0.0)
    shown: dict[str, set[str]] = {}
    for one in known.campaigns.values():
        for each in one.audiences:
            name = known.audiences[each]
            spend[name] += known.spend.get(one.id, 0.0) / len(one.audiences)
            shown.setdefault(name, set()).update(one.creatives)
    count = {name: _count_active(shown.get(name, set()), known) for name in spend}
    return _judge("Demographic", count, spend, ())


def _count_active(ids: set[str], known: _Known) -> float:
    return float(sum(known.creatives[one].is_active for one in ids if one in known.creatives))


def _judge(by: str, count: Parts, spend: Parts, learned: Sequence[Learned]) -> Dimension:
    counts, spends = _shares(count), _shares(spend)
    judged = spends or counts
    rows = []
    for name in count:
        good = [one for one in learned if one.is_good and one.attribute == f"{by} {name}"]
        rows.append(
            Share(
                name, round(count[name], 6), counts.get(name), round(spend[name], 2),
                spends.get(name), _use(judged.get(name, 0.0), len(count), bool(good)),
                tuple(one.tell() for one in good),
            )
        )  # fmt: skip
    rows.sort(key=lambda one: (-one.spend, -one.creatives, one.name))
    squares = sum(one * one for one in judged.values())
    found = (round(squares, 6), round(1 / squares, 2)) if squares else (None, None)
    return Dimension(by, tuple(rows), *found)


def _shares(parts: Parts) -> dict[str, float]:
    whole = sum(parts.values())
    return {name: round(one / whole, 6) for name, one in parts.items()} if whole else {}


def _use(share: float, names: int, is_good: bool) -> Use:
    if is_good and share < 1 / names:
        return "under"
    if not share:
        return "none"
    return "over" if share > 2 / names and not is_good else "even"
