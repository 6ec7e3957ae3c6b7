"""From what a URL asks to what may be read: one website of the viewer, days, filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onevice_assets.dashboard.access.viewer import Viewer
from onevice_assets.dashboard.address import Asked
from onevice_assets.dashboard.queries.recall import recall_cells
from onevice_assets.dashboard.remember import RememberingLake
from onevice_assets.measures.read_cells import Cells, Filters
from onevice_assets.partitions import split_key
from onevice_assets.tables import marts
from resources.control_plane.websites import Website
from resources.identity import normalize_brand_name

USUAL_DAYS = 28
MOST_DAYS = 366


@dataclass(frozen=True, eq=False)
class Scope:
    """What a viewer looks at.

    Attributes:
        websites: those they may see, for choosing.
        website: the one chosen; none where there is none to see.
        counted: every day of it that has marts, in order.
        days: those of them in the period.
        start, end: the period, both included; none where nothing was ever counted.
        asked: what was asked, without what does not exist.
        told: sentences on what was ignored.
        providers, intents, icps, topics: what may be chosen, of the period.
        brands: name by brand id, the own ones first.
        filters: what part of the answers counts.
    """

    lake: RememberingLake
    viewer: Viewer
    websites: Sequence[Website]
    website: Website | None
    counted: Sequence[date]
    days: Sequence[date]
    start: date | None
    end: date | None
    asked: Asked
    told: Sequence[str]
    providers: Sequence[str] = ()
    intents: Sequence[str] = ()
    icps: Sequence[str] = ()
    topics: Sequence[str] = ()
    brands: Mapping[str, str] | None = None
    filters: Filters | None = None

    @property
    def key(self) -> str:
        """Key of the website; only where there is one."""
        return self.website.key if self.website else ""

    def cells(self, filters: Filters | None = None) -> Cells:
        """Cells of the period, of the page's filters or others."""
        return recall_cells(self.lake, self.key, tuple(self.days), filters or self.filters)

    def brand_id(self, name: str) -> str | None:
        """Id of a brand of the set, in any spelling of its case."""
        wanted = normalize_brand_name(name) if name else ""
        found = (
            key for key, one in (self.brands or {}).items() if normalize_brand_name(one) == wanted
        )
        return next(found, None)


def open_scope(
    lake: RememberingLake,
    viewer: Viewer,
    websites: Sequence[Website],
    asked: Asked,
    told: Sequence[str] = (),
) -> Scope:
    """Find out what may be shown of what was asked.

    Args:
        lake: where the marts are.
        viewer: who asks.
        websites: those the viewer may see (`list_websites`).
        asked: the URL, as read.
        told: what could not be read of it.

    Returns:
        A scope whose parts exist; what does not is left out and told.
    """
    problems = list(told)
    website = _choose_website(websites, asked, problems)
    counted = _list_days(lake, website) if website else []
    start, end = _choose_period(counted, asked, problems)
    days = [day for day in counted if start and end and start <= day <= end]
    asked = asked.but(website=website.key if website else "")
    bare = Scope(lake, viewer, websites, website, counted, days, start, end, asked, problems)
    return _with_choices(bare) if website and days else bare


def _choose_website(
    websites: Sequence[Website], asked: Asked, problems: list[str]
) -> Website | None:
    wanted = next((one for one in websites if one.key == asked.website), None)
    if asked.website and wanted is None:
        # the same words whether it is another organization's or nobody's
        problems.append(f"There is no website {asked.website!r} for you to see.")
    if wanted is not None or not websites:
        return wanted
    live = [one for one in websites if one.status != "failed" or one.last_scraped_at]
    return (live or list(websites))[0]


def _list_days(lake: RememberingLake, website: Website) -> list[date]:
    pairs = (split_key(key) for key in lake.partitions(marts.share_of_voice))
    return [date.fromisoformat(day) for day, key in pairs if key == website.key]


def _choose_period(
    counted: Sequence[date], asked: Asked, problems: list[str]
) -> tuple[date | None, date | None]:
    """The period asked for, or the last four weeks that were counted."""
    if not counted:
        return None, None
    end = asked.end or max(counted[-1], asked.start or counted[-1])
    start = asked.start or end - timedelta(days=min(USUAL_DAYS, end.toordinal()) - 1)
    if (end - start).days >= MOST_DAYS:
        start = end - timedelta(days=MOST_DAYS - 1)
        problems.append(f"At most {MOST_DAYS} days are shown at once: from {start}.")
    return start, end


def _with_choices(bare: Scope) -> Scope:
    """The scope with what can be chosen, and with those choices that exist."""
    cells, problems = recall_cells(bare.lake, bare.key, tuple(bare.days), None), list(bare.told)
    prompts, roles = cells.prompts, cells.roles
    known = {
        "provider": sorted(prompts["llm_provider"].unique()),
        "intent": sorted(prompts["intent_type"].dropna().unique()),
        "icp": sorted(prompts["icp_name"].dropna().unique()),
        "topic": sorted(prompts["topic"].unique()),
    }
    chosen = {
        name: _keep(name, getattr(bare.asked, name), values, problems)
        for name, values in known.items()
    }
    order = sorted(roles, key=lambda key: (roles[key][1] != "own", roles[key][0].casefold()))
    brands = {key: roles[key][0] for key in order}
    spelled = {normalize_brand_name(name): name for name in brands.values()}
    chosen["brand"] = _spell(bare.asked.brand, spelled, problems)
    about = {
        name: "".join(_spell((getattr(bare.asked, name),), spelled, problems))
        for name in ("about", "instead")
        if getattr(bare.asked, name)
    }
    return replace(
        bare,
        asked=bare.asked.but(**chosen, **about),
        told=problems,
        providers=known["provider"],
        intents=known["intent"],
        icps=known["icp"],
        topics=known["topic"],
        brands=brands,
        filters=_filters(chosen),
    )


def _keep(
    name: str, wanted: Sequence[str], known: Sequence[str], problems: list[str]
) -> tuple[str, ...]:
    unknown = [one for one in wanted if one not in known]
    if unknown:
        problems.append(f"No answer of this period has {name} {', '.join(map(repr, unknown[:3]))}.")
    return tuple(one for one in known if one in wanted)


def _spell(
    wanted: Sequence[str], spelled: Mapping[str, str], problems: list[str]
) -> tuple[str, ...]:
    found = {one: spelled.get(normalize_brand_name(one)) for one in wanted}
    unknown = [one for one, name in found.items() if name is None]
    if unknown:
        told = ", ".join(map(repr, unknown[:3]))
        problems.append(f"No brand {told} is compared in this period.")
    return tuple(name for name in found.values() if name is not None)


def _filters(chosen: Mapping[str, Sequence[str]]) -> Filters | None:
    """None where everything counts, which spares the marts' cells a join."""
    values = {
        name: frozenset(chosen[name]) or None for name in ("provider", "intent", "icp", "topic")
    }
    if not any(values.values()):
        return None
    return Filters(
        providers=values["provider"],
        intent_types=values["intent"],
        icp_names=values["icp"],
        topics=values["topic"],
    )
