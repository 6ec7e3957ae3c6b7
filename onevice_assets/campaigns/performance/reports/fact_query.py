"""The query that reads a report's rows: our columns, and the first thing that is wrong of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from onevice_assets.campaigns.performance.reports.csv_text import LINE
from onevice_assets.campaigns.performance.reports.declared import (
    CUTS,
    HOURS,
    KEYS,
    MEASURES,
    OTHER_CUTS,
    WHOLE,
    Facts,
)
from onevice_assets.campaigns.performance.reports.sql import (
    literal,
    moment_of,
    numbers,
    present,
    sum_of,
    text_of,
)

SYNCED: Final = "_fivetran_synced | _airbyte_extracted_at | synced_at"
_MOST: Final = 1_000_000_000_000
_AGAIN: Final = literal("Correct the figure in the export, or fetch the day again.")
_EXPORT: Final = literal("Every row needs it: export the file again.")
_BETWEEN: Final = "¦"
_OWN: Final = {"ad": "ad_id", "ad_group": "ad_group_id", "campaign": "campaign_id"}

Fault = tuple[str, str, str]
"""SQL of a test, of what is wrong, of what to do."""


def write(report: Facts, columns: Collection[str]) -> str:
    """Query over `sheet`; parameters: `comma`, `file`, `hash`, `taken`.

    Args:
        report: what the file is.
        columns: what it has.
    """
    selected = ",\n".join(f"{sql} AS {name}" for name, sql in _select(report, columns).items())
    whole = ", ".join(f"try_cast({name} AS BIGINT) AS {name}" for name in WHOLE)
    faults = " ".join(
        f"WHEN {test} THEN concat({told}, '{_BETWEEN}', {hint})"
        for test, told, hint in _faults(report, columns)
    )
    read = ", ".join(f'"t:{one}", "n:{one}"' for one in _said(report, columns))
    return f"""
    WITH said AS MATERIALIZED (SELECT {numbers(_said(report, columns))} FROM sheet),
    told AS MATERIALIZED (SELECT {selected}, {read} FROM said),
    judged AS MATERIALIZED (SELECT *, CASE {faults} END AS fault FROM told)
    SELECT * EXCLUDE (day_text, fault, {read}) REPLACE ({whole}),
        split_part(fault, '{_BETWEEN}', 1) AS what, split_part(fault, '{_BETWEEN}', 2) AS what_to_do
    FROM judged"""


def _select(report: Facts, there: Collection[str]) -> Mapping[str, str]:
    keys = {name: f"whole_id({text_of(report.columns.get(name, ''), there)})" for name in KEYS}
    keys["ad_group_id"] = f"regexp_replace({keys['ad_group_id']}, '^.*/', '')"
    others = [one for one in OTHER_CUTS if one in there]
    cuts = [name for name, column in CUTS.items() if present(column, there)]
    hours = ["hour"] if present(HOURS, there) else []
    day = text_of(report.day, there)
    return {
        "network": literal(report.network),
        "report": literal(report.name),
        "measures": literal(report.measures),
        "level": literal(report.level),
        **keys,
        "date": f"day_of({day})",
        "day_text": day,
        "hour": _hour(text_of(HOURS, there)) if hours else "NULL::BIGINT",
        **{name: text_of(column, there) for name, column in CUTS.items()},
        "cell": _cell(others),
        "breakdown": literal(",".join(sorted([*cuts, *others, *hours]))),
        "action": text_of(report.columns.get("action", ""), there),
        **{name: sum_of(report.columns.get(name, ""), there) for name in MEASURES},
        "source_file": "$file",
        "source_line": f'"{LINE}"',
        "file_hash": "$hash",
        "reported_at": f"coalesce({moment_of(SYNCED, there)}, $taken::TIMESTAMP)",
    }


def _faults(report: Facts, there: Collection[str]) -> Iterator[Fault]:
    """What may be wrong with a row, in the order in which it is told."""
    own = _OWN[report.level]
    yield f"{own} IS NULL", literal(f"{own} is empty"), _EXPORT
    yield (
        "date IS NULL",
        "concat('its day ', coalesce('''' || left(day_text, 40) || '''', 'is empty and'), "
        "' is no date')",
        literal("Days are written YYYY-MM-DD."),
    )
    yield (
        "date < DATE '2005-01-01' OR date > $taken::TIMESTAMP::DATE + 2",
        "concat('its day ', date, ' is long ago, or to come')",
        literal("Correct the day in the export."),
    )
    if report.measures == "actions":
        yield "action IS NULL", literal("its action is empty"), _EXPORT
    for column in _said(report, there):
        yield from _faults_of_number(column)
    for name in WHOLE:
        what = f"concat('{name} is ', {name}, ': no whole number')"
        yield f"{name} <> floor({name})", what, _AGAIN
    yield (
        "clicks > impressions",
        "concat(clicks::BIGINT, ' clicks of ', impressions::BIGINT, ' impressions')",
        literal("More clicks than impressions cannot be: fetch the day again."),
    )


def _faults_of_number(column: str) -> Iterator[Fault]:
    said, number = f'"t:{column}"', f'"n:{column}"'
    shown = f"concat('{column} is ', left({said}, 40), "
    strange = f"{said} IS NOT NULL AND ({number} IS NULL OR NOT isfinite({number}))"
    yield strange, f"{shown}': no number')", _AGAIN
    yield f"{number} < 0", f"{shown}': less than nothing')", _AGAIN
    yield f"{number} > {_MOST}", f"{shown}': that cannot be')", _AGAIN


def _said(report: Facts, there: Collection[str]) -> list[str]:
    """Columns of figures that a file has."""
    columns = (report.columns.get(name, "") for name in MEASURES)
    return sorted({one for column in columns for one in present(column, there)})


def _hour(said: str) -> str:
    """Hour of the day: `2026-11-01 5:00:00`, `05:00:00 - 05:59:59`, `5`."""
    return f"try_cast(regexp_extract({said}, '(?:^|[ T])(\\d{{1,2}})(?::|$)', 1) AS BIGINT)"


def _cell(others: list[str]) -> str:
    parts = ", ".join(f"'{one}=' || told(\"{one}\")" for one in others)
    return f"concat_ws('; ', {parts})" if parts else "''"
