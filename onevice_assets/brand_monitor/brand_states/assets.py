"""Assets of the stage `brand_states`: from answers to what each does to every brand."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.brand_monitor.brand_states.version import EXTRACTOR_VERSION
from onevice_assets.lake_assets import options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

if TYPE_CHECKING:
    import pyarrow

    from onevice_assets.brand_monitor.brand_states.choose_brands import Decided
    from onevice_assets.brand_monitor.brand_states.keep_versions import Kept
    from onevice_assets.brand_monitor.brand_states.list_rows import Cut
    from resources.control_plane.brands import TrackedBrand

_STAGE = "brand_states"
_BATCH = 500


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

    One row per website, day and name; `is_known` marks names of the catalogue, `decision` what
    people said (`onevice brand candidates`). Names are read from titles of options, product cards,
    tables and citations; confidence says how sure that is. A re-run of the same answers gives the
    same rows.
    """
    from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import discover
    from onevice_assets.brand_monitor.brand_states.list_rows import list_candidates

    written, preview = {}, []
    decided, of_website = _decided(control, context.partition_keys)
    for partition in context.partition_keys:
        cut, brands = of_website[partition]
        asked = _answers(lake, partition)
        texts = ((row["id"], row["response_text"]) for row in _stream(asked))
        tracked = {brand.brand_id for brand in brands}
        rows = list_candidates(cut, discover(texts), tracked, decided.names)
        written[partition] = lake.write(answers.brand_candidates, partition, rows)
        shown = ("name", "response_count", "mention_count", "confidence", "is_known", "decision")
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
    new extractor version replace them, and those of before are kept in `llm_brand_state_versions`
    (`onevice brand changes`).
    """
    from onevice_assets.brand_monitor.brand_states.choose_brands import choose_brands
    from onevice_assets.brand_monitor.brand_states.extract import Extractor
    from onevice_assets.brand_monitor.brand_states.keep_versions import keep_version
    from onevice_assets.brand_monitor.brand_states.list_rows import list_states

    written, presences, built = {}, Counter[str](), dict[Any, Extractor]()
    decided, of_website = _decided(control, context.partition_keys)
    kept = {}
    for partition in context.partition_keys:
        cut, tracked = of_website[partition]
        brands = choose_brands(tracked, decided, _candidates(lake, partition))
        if brands.catalogue not in built:
            built = {brands.catalogue: Extractor(brands.catalogue)}
        extractor = built[brands.catalogue]
        asked = _answers(lake, partition)
        rows = list(list_states(cut, brands, extractor, _stream(asked)))
        presences.update(row["presence"] for row in rows)
        label = (EXTRACTOR_VERSION, brands.alias_version)
        kept[partition] = keep_version(lake, partition, label, asked["id"].to_pylist())
        written[partition] = lake.write(answers.llm_brand_states, partition, rows)
    preview = [{"presence": name, "rows": count} for name, count in presences.most_common()]
    extra = _tell_versions(decided.alias_version, kept)
    return result(context, answers.llm_brand_states, written, preview=preview, extra=extra)


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
    from onevice_assets.brand_monitor.brand_states.list_rows import list_belief_maps

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


def _decided(
    control: ControlPlane, partitions: Iterable[str]
) -> "tuple[Decided, dict[str, tuple[Cut, list[TrackedBrand]]]]":
    """What people decided, all of one moment: for everybody, and by partition."""
    from onevice_assets.brand_monitor.brand_states.read_decisions import (
        read_decisions,
        read_tracked,
    )

    with control.begin() as db:
        tracked = {partition: read_tracked(db, partition) for partition in partitions}
        return read_decisions(db), tracked


def _tell_versions(alias_version: str, kept: "Mapping[str, Kept]") -> dict[str, Any]:
    """The version written, how many earlier ones are kept, and which could not be."""
    told: dict[str, Any] = {
        "version": f"extractor {EXTRACTOR_VERSION}, aliases {alias_version}",
        "earlier_versions_kept": max((one.versions for one in kept.values()), default=0),
    }
    lost = {partition: one.lost for partition, one in kept.items() if one.lost}
    return {**told, "versions_lost": dg.MetadataValue.json(lost)} if lost else told


def _cut_of(partition: str, states: list[dict[str, Any]]) -> "Cut":
    """Website and day of rows that were read before; an empty partition needs no website id."""
    from onevice_assets.brand_monitor.brand_states.list_rows import Cut

    website_id = states[0]["website_id"] if states else ""
    return Cut(website_id, date.fromisoformat(split_key(partition)[0]))


def _answers(lake: Lake, partition: str) -> "pyarrow.Table":
    """Id and text of the partition's answers."""
    return lake.read_arrow(answers.llm_responses.only("id", "response_text"), partition)


def _stream(asked: "pyarrow.Table") -> Iterator[dict[str, Any]]:
    """Answers as rows, a batch at a time."""
    for batch in asked.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _candidates(lake: Lake, partition: str) -> list[dict[str, Any]]:
    rows = lake.read_rows(answers.brand_candidates, partition)
    return [{**row, "surfaces": json.loads(row["surfaces"])} for row in rows]
