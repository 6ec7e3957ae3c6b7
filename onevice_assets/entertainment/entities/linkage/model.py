"""The probabilistic model (Fellegi and Sunter 1969): what each agreement tells, learnt by splink.

u (agreement by chance) from random pairs; m (agreement of matches) by expectation maximisation,
blocked on the most telling fields in turn; frequent values tell less. Where little but text can
be compared splink only compares, and `smooth` learns on nearest neighbours: by chance no two
texts are near, so random pairs could not tell a near miss from a match. Nothing here needs
labels, and every draw is seeded. Not here: which pairs (`blocking`), what follows (`clusters`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.levels import COSINES, Level, levels_of
from onevice_assets.entertainment.entities.linkage.nearness import Nearness
from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANDOM_PAIRS: Final = 1_000_000
_TRAINING_PAIRS: Final = 400_000
_SEED: Final = 8
_LEAST: Final = 1e-6
_LONGEST: Final = 200  # letters of an error that are told

Chances = Mapping[str, Sequence[float]]


def settings_for(fields: Sequence[Field], chances: Chances) -> dict[str, Any]:
    """Splink's settings for structured records.

    Args:
        fields: what is compared.
        chances: for a text field, the share of random pairs at each level (u).
    """
    return _settings([
        _comparison(field.name, levels_of(field), chances.get(field.name)) for field in fields
    ])  # fmt: skip


def settings_to_compare(fields: Sequence[Field]) -> dict[str, Any]:
    """Splink's settings to compare with nothing learnt (see `smooth` and `small`)."""
    settings = _settings([_comparison(field.name, levels_of(field), None) for field in fields])
    return settings | {"retain_matching_columns": True}


def _settings(comparisons: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "em_convergence": 0.001,
        "max_iterations": 15,
    }


def _comparison(
    name: str, steps: Sequence[Level], chances: Sequence[float] | None
) -> dict[str, Any]:
    levels: list[dict[str, Any]] = []
    for level in steps:
        one: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.words}
        if level.is_null:
            one["is_null_level"] = True
        elif chances is not None:
            place = len(levels) - 1
            one |= {"u_probability": max(chances[place], _LEAST), "fix_u_probability": True}
        if level.rarity:
            one["tf_adjustment_column"] = level.rarity
        levels.append(one)
    return {"output_column_name": name, "comparison_levels": levels}


def text_chances(
    norms: NDArray[np.object_], near: Nearness, pairs: NDArray[np.int64]
) -> list[float]:
    """Share of random pairs at each level of a text: same, each step, all else (sums to 1)."""
    there = np.array([norm is not None for norm in norms])
    pairs = pairs[there[pairs].all(axis=1)]
    if not len(pairs):
        return [_LEAST] * (len(COSINES) + 1) + [1.0]
    found = np.where(norms[pairs[:, 0]] == norms[pairs[:, 1]], 9, near.steps(pairs))
    steps = [9, *range(len(COSINES), -1, -1)]
    return [float((found == step).mean()) for step in steps]


def random_pairs(records: int, sources: NDArray[np.int64]) -> NDArray[np.int64]:
    """Up to a million random pairs of different rows; across sources where there are two."""
    draw = np.random.default_rng(_SEED)
    pairs = draw.integers(0, records, (_RANDOM_PAIRS, 2))
    is_pair = pairs[:, 0] != pairs[:, 1]
    if sources.any():
        is_pair &= sources[pairs[:, 0]] != sources[pairs[:, 1]]
    return np.asarray(pairs[is_pair], np.int64)


def score_pairs(
    con: Any, settings: dict[str, Any], training: Sequence[str], pairs: NDArray[np.int64]
) -> tuple[NDArray[np.float64], list[str]]:
    """Learn the model and weigh every pair.

    Args:
        con: DuckDB connection with the table `prepared`, that splink works in.
        settings: see `settings_for`.
        training: derived columns to block on, one session each.
        pairs: (m, 2) rows to weigh, in order.

    Returns:
        (m,) match weights without the prior: log2 of how many times likelier a match makes what
        is seen; and of each training column that taught nothing, why.
    """
    linker, api = _open(con, settings)
    skipped = _learn(linker, training)
    rows = _predict(con, linker, api, pairs, ["match_weight"])
    prior = linker.misc.save_model_to_json()["probability_two_random_records_match"]
    weights = np.asarray(rows["match_weight"], np.float64) - float(np.log2(prior / (1 - prior)))
    return weights, skipped


def compare_pairs(con: Any, settings: dict[str, Any], pairs: NDArray[np.int64]) -> NDArray[np.int8]:
    """Levels of every pair: (m, comparisons), higher is more alike, -1 for nothing to compare."""
    linker, api = _open(con, settings)
    names = [f"gamma_{one['output_column_name']}" for one in settings["comparisons"]]
    rows = _predict(con, linker, api, pairs, names)
    return np.stack([np.asarray(rows[name], np.int8) for name in names], axis=1)


def _open(con: Any, settings: dict[str, Any]) -> tuple[Any, Any]:
    try:
        from splink import DuckDBAPI, Linker
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Records were to be linked, but splink is not installed; nothing was done. "
            "Install the extra: pip install 'onevice-assets[entertainment]'."
        ) from error
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection=con)
    return Linker(api.register("prepared"), settings, log_level=None), api


def _predict(
    con: Any, linker: Any, api: Any, pairs: NDArray[np.int64], columns: Sequence[str]
) -> dict[str, Any]:
    import pyarrow as pa

    found = pa.table({
        "match_key": pa.array(["0"] * len(pairs)),
        "join_key_l": pairs[:, 0],
        "join_key_r": pairs[:, 1],
    })  # fmt: skip
    linker.table_management.register_blocked_pairs_for_predict(api.register(found))
    told = linker.inference.predict(warning_mode="never")
    names = ", ".join(f'"{name}"' for name in columns)
    select = f"SELECT {names} FROM {told.physical_name} ORDER BY unique_id_l, unique_id_r"
    return dict(con.execute(select).fetchnumpy())


def _learn(linker: Any, training: Sequence[str]) -> list[str]:
    from splink import block_on
    from splink.internals.exceptions import SplinkException

    linker.training.estimate_u_using_random_sampling(
        max_pairs=_RANDOM_PAIRS, seed=_SEED, min_count_per_level=None, num_chunks=1
    )
    skipped = []
    for column in training:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(column), max_pairs=_TRAINING_PAIRS, record_sample_proportion=1.0,
                estimate_without_term_frequencies=True,
            )  # fmt: skip
        except (SplinkException, ValueError) as error:
            # no pair shares a value, or a level that no match has went to zero, which splink
            # refuses: the other columns teach, and what none taught keeps splink's own start
            skipped.append(f"{column}: {' '.join(str(error).split())[:_LONGEST]}")
    return skipped
