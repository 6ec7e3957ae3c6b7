"""Makes up answers and brand states, a website's day at a time, and puts them into a lake.

The files are those `Lake.write` would make of the same rows, without its check of every value:
a test makes that check. The same size and seed give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import (
    PROVIDERS,
    Floats,
    Integers,
    Market,
    Size,
    make_classifications,
    make_icps,
    make_ids,
    make_market,
)
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience
from onevice_assets.tables.answers import BELIEFS, POLARITIES, PRESENCES
from resources.lake import Lake
from resources.lake_files import sort_rows, write_parquet
from resources.table_schema import Table

SEED = 20
FIRST_DAY = date(2026, 1, 1)
_NAMED_BRANDED = 4.0  # log odds of the own brand where the prompt names it
_PRESENCE_MIX = (0.6, 0.08, 0.1, 0.22)  # recommended, compared, trusted, mentioned
_RANKED = 2  # of the presences, the first two are options in an order
_BELIEF_SHARE = 0.6
_MORE_OCCURRENCES = 0.35
_NOT_KNOWN = 0.02
_TEXT_SIZE = 1_000_000
_WORDS = (
    "the a of and to for with in is it this that most best solid choice good value price people who"
    " want need battery screen support team data plan large small light fast simple secure reviews"
    " often because while however option better than known trusted easy used works well offers"
)


def write_answers(
    lake: Lake, size: Size, days: Sequence[int] | None = None, seed: int = SEED
) -> list[str]:
    """Make up answers, states, ICPs and classifications and write them.

    Args:
        lake: where to.
        size: how much.
        days: which days, counted from 0; all of the size by default.
        seed: another one gives other answers.

    Returns:
        The day × website partitions, day by day.
    """
    markets = [make_market(size, number, seed) for number in range(size.websites)]
    for market in markets:
        lake.write(audience.icps, market.key, make_icps(market))
        lake.write(audience.prompt_classifications, market.key, make_classifications(market))
    partitions = []
    for day in range(size.days) if days is None else days:
        for number, market in enumerate(markets):
            on = FIRST_DAY + timedelta(days=day)
            partitions.append(join_key(on.isoformat(), market.key))
            dice = np.random.default_rng([seed, number, day])
            for table, rows in make_day(dice, size, market, on).items():
                lake.put(table, partitions[-1], write_parquet(sort_rows(table, rows)))
    return partitions


def make_day(
    dice: np.random.Generator, size: Size, market: Market, on: date
) -> dict[Table, pa.Table]:
    """Make up the answers and the brand states of one website on one day."""
    milliseconds = int(_start(on).timestamp() * 1000)
    ids = make_ids(dice, milliseconds, size.responses)
    prompts = np.repeat(np.arange(size.prompts), len(PROVIDERS) * size.samples)
    providers = np.tile(np.repeat(np.arange(len(PROVIDERS)), size.samples), size.prompts)
    responses = _make_responses(dice, size, market, on, (ids, prompts, providers))
    odds = market.chances[market.topics[prompts], providers]
    odds[market.is_branded[prompts], 0] += _NAMED_BRANDED
    states = _make_states(dice, size, market, odds) | {
        "id": make_ids(dice, milliseconds, odds.size),
        "day": on,
        "llm_response_id": ids.take(pa.array(np.repeat(np.arange(len(ids)), size.brands))),
        "created_at": _start(on),
    }
    return {
        answers.llm_responses: _arrow(answers.llm_responses, responses, size.responses),
        answers.llm_brand_states: _arrow(answers.llm_brand_states, states, odds.size),
    }


def _start(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def _make_responses(
    dice: np.random.Generator,
    size: Size,
    market: Market,
    on: date,
    asked: tuple[pa.StringArray, Integers, Integers],
) -> dict[str, object]:
    ids, prompts, providers = asked
    conversations = market.conversations[prompts]
    return {
        "id": ids,
        "website_id": market.website_id,
        "day": on,
        "simulation_run_id": make_ids(dice, int(_start(on).timestamp() * 1000), 1)[0].as_py(),
        "prompt_id": market.prompt_ids.take(pa.array(prompts)),
        "conversation_id": market.conversation_ids.take(pa.array(conversations)),
        "icp_id": market.icp_ids.take(pa.array(conversations % len(market.icp_ids))),
        "topic": _pick([f"Topic {n}" for n in range(size.topics)], market.topics[prompts]),
        "prompt_text": _pick([f"Which one, and why? ({n})" for n in range(size.prompts)], prompts),
        "sequence_order": market.turns[prompts],
        "is_branded": market.is_branded[prompts],
        "locale": "en",
        "llm_provider": _pick(PROVIDERS, providers),
        "llm_model": _pick([f"{provider}-1" for provider in PROVIDERS], providers),
        "sample_number": np.tile(np.arange(1, size.samples + 1), len(ids) // size.samples),
        "response_text": _make_texts(dice, len(ids), size.answer_length),
        "response_tokens": np.full(len(ids), size.answer_length // 4),
        "latency_ms": dice.integers(500, 20_000, len(ids)),
        "citations": "[]",
        "payload_path": "made-up.json",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": _start(on),
        "created_at": _start(on),
    }


def _make_states(
    dice: np.random.Generator, size: Size, market: Market, odds: Floats
) -> dict[str, object]:
    """The states of answers × brands, flattened; ranks count the options of an answer."""
    shape, brands = odds.shape, np.tile(np.arange(size.brands), len(odds))
    is_named = dice.random(shape) < 1 / (1 + np.exp(-odds))
    presence = np.where(is_named, _choose(dice, _PRESENCE_MIX, shape), len(_PRESENCE_MIX))
    appeal = np.where(presence < _RANKED, odds + dice.gumbel(size=shape), -np.inf)
    ranks = np.argsort(np.argsort(-appeal, axis=1, kind="stable"), axis=1) + 1
    named = is_named.ravel()
    beliefs = _choose(dice, [1 / len(BELIEFS)] * len(BELIEFS), shape).ravel()
    has_belief = named & (dice.random(odds.size) < _BELIEF_SHARE)
    starts = dice.integers(0, max(size.answer_length - 200, 1), odds.size)
    reasons = (dice.random(odds.size) < _NOT_KNOWN).astype(np.int64)
    name_length = len(market.brand_names[0])
    return {
        "website_id": market.website_id,
        "brand_id": _pick(market.brand_ids, brands),
        "brand_name": _pick(market.brand_names, brands),
        "role": _pick(("own", "competitor"), np.minimum(brands, 1)),
        "is_tracked": True,
        "presence": _pick(PRESENCES, presence.ravel()),
        "position_rank": pa.array(ranks.ravel(), mask=(presence >= _RANKED).ravel()),
        "belief_sold": _pick(BELIEFS, beliefs, has_belief),
        "polarity": _pick(POLARITIES, _choose(dice, (0.6, 0.35, 0.05), shape).ravel(), named),
        "occurrence_count": np.where(named, dice.geometric(1 - _MORE_OCCURRENCES, odds.size), 0),
        "mention_start": pa.array(starts, mask=~named),
        "mention_end": pa.array(starts + name_length, mask=~named),
        "surface": _pick(market.brand_names, brands, named),
        "evidence_start": pa.array(starts, mask=~named),
        "evidence_end": pa.array(starts + 120, mask=~named),
        "reason": _pick(("not_named", "not_known"), reasons, ~named),
        "extractor_version": "3",
        "alias_version": "made-up",
    }


def _choose(
    dice: np.random.Generator, chances: Sequence[float], shape: tuple[int, ...]
) -> Integers:
    """Numbers from 0, each as often as its chance says."""
    found: Integers = np.searchsorted(np.cumsum(chances)[:-1], dice.random(shape), side="right")
    return found


def _pick(
    values: Sequence[str], numbers: Integers, kept: NDArray[np.bool_] | None = None
) -> pa.StringArray:
    """Values by number; null where not kept."""
    return pa.array(values).take(pa.array(numbers, mask=None if kept is None else ~kept))


def _make_texts(dice: np.random.Generator, count: int, length: int) -> pa.StringArray:
    """Answers: slices of one long text, each beginning somewhere else."""
    starts = dice.integers(0, _TEXT_SIZE - length, count)
    letters = np.lib.stride_tricks.sliding_window_view(_long_text(), length)[starts]
    offsets = np.arange(0, length * (count + 1), length, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(letters))


@cache
def _long_text() -> NDArray[np.uint8]:
    words = np.random.default_rng(SEED).choice(_WORDS.split(), _TEXT_SIZE // 2)
    return np.frombuffer(" ".join(words).encode()[:_TEXT_SIZE], np.uint8)


def _arrow(table: Table, columns: dict[str, object], count: int) -> pa.Table:
    """A table of the columns; one value stands for all rows, what is left out is null."""
    arrays = []
    for field in table.arrow_schema:
        values = columns.get(field.name)
        if isinstance(values, pa.Array | np.ndarray):
            arrays.append(pa.array(values).cast(field.type))
        else:
            arrays.append(pa.repeat(pa.scalar(values, field.type), count))
    return pa.Table.from_arrays(arrays, schema=table.arrow_schema)
