"""Assets of the stage `brand_states`: from answers to what each does to every brand."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.brand_states.choose_brands import choose_brands
from onevice_assets.brand_monitor.brand_states.discover_brands import discover
from onevice_assets.brand_monitor.brand_states.extract import EXTRACTOR_VERSION, Extractor
from onevice_assets.brand_monitor.brand_states.list_rows import (
    Cut,
    list_belief_maps,
    list_candidates,
    list_states,
    match_key,
)
from onevice_assets.lake_assets import options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience
from resources.control_plane import brands as catalogue
from resources.control_plane import websites
from resources.control_plane.brands import CatalogueBrand, TrackedBrand
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

_STAGE = "brand_states"
_BATCH = 500
_READ_COLUMNS = ["id", "response_text"]


@dg.asset(
    **options(answers.brand_candidates, _STAGE, kinds={"python"}),
    deps=[dg.AssetKey(["brand_monitor", "llm_responses"]), dg.AssetKey(["control", "brands"])],
    code_version=EXTRACTOR_VERSION,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def brand_candidates(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Brands found in the answers that the website does not track yet, with their evidence.

    One row per website, day and name; `is_known` marks names of the catalogue. Names are read from
    titles of options, product cards, tables and citations; confidence says how sure that is. A
    re-run of the same answers gives the same rows.
    """
    written, preview = {}, []
    for partition in context.partition_keys:
        decided = _decided(control, partition)
        texts = ((row["id"], row["response_text"]) for row in _stream(lake, partition))
        tracked = {brand.brand_id for brand in decided.tracked}
        rows = list_candidates(decided.cut, discover(texts), tracked, _known(decided.catalogue))
        written[partition] = lake.write(answers.brand_candidates, partition, rows)
        shown = ("name", "response_count", "mention_count", "confidence", "is_known")
        preview = [{name: row[name] for name in shown} for row in rows[:10]]
    return result(context, answers.brand_candidates, written, preview=preview)


@dg.asset(
    **options(answers.llm_brand_states, _STAGE, kinds={"python"}),
    deps=[
        dg.AssetKey(["brand_monitor", "llm_responses"]),
        dg.AssetKey(["brand_monitor", "brand_candidates"]),
        dg.AssetKey(["control", "brands"]),
        dg.AssetKey(["control", "website_brands"]),
    ],
    code_version=EXTRACTOR_VERSION,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def llm_brand_states(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """What every answer does to every brand: recommended, compared, trusted, mentioned or ignored.

    One row per answer and tracked brand (ignored ones too), and per other brand that the answer
    names; where nothing is tracked, the brands found stand in. Read by fixed rules with offsets
    to the deciding sentence. A re-run with the same aliases gives the same rows; new aliases or a
    new extractor version replace them.
    """
    written, presences, built = {}, Counter[str](), dict[Any, Extractor]()
    for partition in context.partition_keys:
        decided = _decided(control, partition)
        candidates = _candidates(lake, partition)
        brands = choose_brands(
            decided.tracked, decided.catalogue, candidates, decided.alias_version
        )
        if brands.catalogue not in built:
            built = {brands.catalogue: Extractor(brands.catalogue)}
        extractor = built[brands.catalogue]
        rows = list(list_states(decided.cut, brands, extractor, _stream(lake, partition)))
        presences.update(row["presence"] for row in rows)
        written[partition] = lake.write(answers.llm_brand_states, partition, rows)
    preview = [{"presence": name, "rows": count} for name, count in presences.most_common()]
    return result(context, answers.llm_brand_states, written, preview=preview)


@dg.asset(
    **options(answers.llm_answer_belief_maps, _STAGE, kinds={"python"}),
    deps=[
        dg.AssetKey(["brand_monitor", "llm_brand_states"]),
        dg.AssetKey(["brand_monitor", "llm_responses"]),
        dg.AssetKey(["brand_monitor", "prompt_classifications"]),
    ],
    code_version=EXTRACTOR_VERSION,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def llm_answer_belief_maps(
    context: dg.AssetExecutionContext, lake: Lake
) -> dg.MaterializeResult[Any]:
    """Brand states beside who asked what: intent, funnel stage, ICP, topic and provider.

    One row per brand state. A re-run joins the same rows again and gives the same result.
    """
    written, beliefs = {}, Counter[str]()
    for partition in context.partition_keys:
        states = lake.read_rows(answers.llm_brand_states, partition)
        asked = {row["id"]: row for row in lake.read_rows(answers.llm_responses, partition)}
        website = split_key(partition)[1]
        classified = lake.read_rows_if_there(audience.prompt_classifications, website)
        intents = {row["prompt_id"]: row for row in classified}
        rows = list(list_belief_maps(_cut_of(partition, states), states, asked, intents))
        beliefs.update(row["belief_sold"] or "none" for row in rows)
        written[partition] = lake.write(answers.llm_answer_belief_maps, partition, rows)
    preview = [{"belief": name, "rows": count} for name, count in beliefs.most_common()]
    return result(context, answers.llm_answer_belief_maps, written, preview=preview)


@dataclass(frozen=True)
class _Decided:
    """What people decided for a partition."""

    cut: Cut
    tracked: list[TrackedBrand]
    catalogue: list[CatalogueBrand]
    alias_version: str


def _decided(control: ControlPlane, partition: str) -> _Decided:
    day, website_key = split_key(partition)
    on = date.fromisoformat(day)
    with control.begin() as db:
        website = websites.find(db, website_key)
        tracked = catalogue.tracked(db, website.id, on)
        known, version = catalogue.catalogue(db), catalogue.alias_version(db)
    return _Decided(Cut(website.id, on), tracked, known, version)


def _known(brands: Iterable[CatalogueBrand]) -> dict[str, str]:
    """Brand ids by every spelling of the catalogue."""
    return {
        match_key(name): brand.brand_id for brand in brands for name in (brand.name, *brand.aliases)
    }


def _cut_of(partition: str, states: list[dict[str, Any]]) -> Cut:
    """Website and day of rows that were read before; an empty partition needs no website id."""
    website_id = states[0]["website_id"] if states else ""
    return Cut(website_id, date.fromisoformat(split_key(partition)[0]))


def _stream(lake: Lake, partition: str) -> Iterator[dict[str, Any]]:
    """Id and text of the partition's answers, a batch at a time."""
    table = lake.read_arrow(answers.llm_responses, partition).select(_READ_COLUMNS)
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _candidates(lake: Lake, partition: str) -> list[dict[str, Any]]:
    rows = lake.read_rows(answers.brand_candidates, partition)
    return [{**row, "surfaces": json.loads(row["surfaces"])} for row in rows]
