"""A scope is replaced whole: nothing more, nothing less, nobody else's."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, MissingDataError, SchemaError
from resources.serving_tables.declare import ServingScope
from resources.serving_tables.read import read_rows
from resources.serving_tables.replace import replace_rows
from tests.resources.serving_tables.rows import DAY, Rows, Site

NEXT_DAY = date(2026, 11, 21)


@pytest.fixture
def site(control: ControlPlane) -> Site:
    return Site(control)


def read(site: Site, day: date | None = None) -> Rows:
    with site.control.begin() as db:
        return read_rows(db, serving.ALL, site.scope(day))


def full(rows: Rows, tables: tuple[serving.ServingTable, ...]) -> Rows:
    """The rows with an empty table for each that has none."""
    return {one.name: rows.get(one.name, one.arrow_schema.empty_table()) for one in tables}


def test_what_was_written_is_read_back_exactly(site: Site) -> None:
    standing, day = site.standing(), site.day()
    site.replace(standing)
    site.replace(day, DAY)
    assert digest_rows(read(site)) == digest_rows(full(standing, serving.STANDING))
    assert digest_rows(read(site, DAY)) == digest_rows(full(day, serving.DAILY))
    assert all(
        table.schema == one.arrow_schema
        for one, table in zip(serving.DAILY, read(site, DAY).values(), strict=True)
    )


def test_doing_it_again_writes_and_deletes_nothing(site: Site) -> None:
    for rows, day in ((site.standing(), None), (site.day(), DAY)):
        first, second = site.replace(rows, day), site.replace(rows, day)
        assert {n: one.row_count for n, one in first.items()} == site.count(day)
        assert {(one.written, one.deleted) for one in second.values()} == {(0, 0)}


def test_rows_that_a_scope_lost_leave_it_and_changed_ones_change(site: Site) -> None:
    site.replace(site.standing())
    site.replace(site.day(answers=4, brands=3), DAY)
    fewer = site.day(answers=3, brands=2)
    texts = pa.array(["Another answer.", *fewer["llm_responses"]["response_text"].to_pylist()[1:]])
    place = fewer["llm_responses"].schema.get_field_index("response_text")
    fewer["llm_responses"] = fewer["llm_responses"].set_column(place, "response_text", texts)
    done = site.replace(fewer, DAY)
    assert (done["llm_responses"].written, done["llm_responses"].deleted) == (1, 1)
    assert (done["llm_brand_states"].row_count, done["llm_brand_states"].deleted) == (6, 6)
    assert (done["brands"].written, done["brands"].deleted) == (0, 1)
    assert digest_rows(read(site, DAY)) == digest_rows(full(fewer, serving.DAILY))


def test_a_row_with_a_new_id_takes_the_place_of_one_that_left(site: Site) -> None:
    standing = site.standing()
    site.replace(standing)
    site.replace(site.day(), DAY)
    again = site.day()
    ids = [site.id("asked again", n) for n in range(4)]
    for name, column in (
        ("llm_responses", "id"),
        ("llm_brand_states", "llm_response_id"),
        ("llm_answer_belief_maps", "llm_response_id"),
    ):
        old = site.day()["llm_responses"]["id"].to_pylist()
        new = [ids[old.index(one)] for one in again[name][column].to_pylist()]
        place = again[name].schema.get_field_index(column)
        again[name] = again[name].set_column(place, column, pa.array(new))
    site.replace(again, DAY)
    assert digest_rows(read(site, DAY)) == digest_rows(full(again, serving.DAILY))


def test_a_refreshed_icp_takes_over_and_the_old_one_stays_superseded(site: Site) -> None:
    before = site.standing()
    site.replace(before)
    row = before["icps"].to_pylist()[0]
    retired = {**row, "is_active": False, "superseded_at": row["created_at"]}
    fresh = {**row, "id": site.id("icps", "new"), "name": "Another reader"}
    after = {**before, "icps": site.table(serving.icps, [fresh, retired])}
    site.replace(after)
    assert digest_rows(read(site))["icps"] == digest_rows(after)["icps"]
    site.replace(before)  # what a saga does that takes its publish back
    assert digest_rows(read(site))["icps"] == digest_rows(before)["icps"]


def test_another_day_and_another_website_are_never_touched(control: ControlPlane) -> None:
    mine, theirs = Site(control), Site(control, "demo.test", organization="other")
    for site in (mine, theirs):
        site.replace(site.standing())
        for day in (DAY, NEXT_DAY):
            site.replace(site.day(day), day)
    others = [(mine, NEXT_DAY), (theirs, None), (theirs, DAY), (theirs, NEXT_DAY)]
    before = [digest_rows(read(site, day)) for site, day in others]
    mine.replace(mine.day(answers=1), DAY)
    mine.replace({}, DAY)
    assert set(mine.count(DAY).values()) == {0}
    assert [digest_rows(read(site, day)) for site, day in others] == before


def test_a_website_that_leaves_the_control_plane_takes_its_rows_along(site: Site) -> None:
    site.replace(site.standing())
    site.replace(site.day(), DAY)
    with site.control.begin() as db:
        db.exec_driver_sql("DELETE FROM control.websites")
        left = {
            table.name: db.exec_driver_sql(f"SELECT count(*) FROM serving.{table.name}").scalar()
            for table in serving.ALL
        }
    assert set(left.values()) == {0}


def test_a_day_before_its_website_is_refused_and_told_what_to_do(site: Site) -> None:
    with pytest.raises(MissingDataError, match=r"prompt_id of row .*job publish_website"):
        site.replace(site.day(), DAY)
    assert set(site.count(DAY).values()) == {0}


def test_prompts_that_days_refer_to_are_not_taken_away(site: Site) -> None:
    site.replace(site.standing())
    site.replace(site.day(), DAY)
    before = site.count(), site.count(DAY)
    with pytest.raises(MissingDataError, match=r"4 rows of serving.llm_responses \(2026-11-20 to"):
        site.replace({})
    assert (site.count(), site.count(DAY)) == before
    site.replace({}, DAY)
    site.replace({})
    assert set(site.count().values()) == {0}


def test_an_id_that_another_website_has_is_not_taken_from_it(control: ControlPlane) -> None:
    mine, theirs = Site(control), Site(control, "other.test")
    theirs.replace(theirs.standing())
    page = theirs.standing()["scraped_pages"].to_pylist()
    stolen = mine.table(serving.scraped_pages, page)
    with pytest.raises(SchemaError, match="ids that another website or day holds"):
        mine.replace({"scraped_pages": stolen})
    assert (mine.count()["scraped_pages"], theirs.count()["scraped_pages"]) == (0, 1)


def test_a_website_of_another_organization_is_refused(control: ControlPlane) -> None:
    mine, theirs = Site(control), Site(control, "demo.test", organization="other")
    crossed = ServingScope(theirs.organization_id, mine.website_id)
    with control.begin() as db, pytest.raises(InputError, match="watches no website"):
        replace_rows(db, serving.ALL, crossed, {})


def test_a_table_of_another_kind_of_scope_is_refused(site: Site) -> None:
    with pytest.raises(InputError, match="llm_responses are no tables of such a scope"):
        site.replace({"llm_responses": site.day()["llm_responses"]})


def test_nothing_is_left_of_a_publish_that_breaks_in_its_last_table(site: Site) -> None:
    site.replace(site.standing())
    site.replace(site.day(answers=2), DAY)
    before = digest_rows(read(site, DAY))
    rows = site.day(answers=4)
    share = rows["share_of_voice"]
    unknown = pc.if_else(pc.equal(share["brand_id"], share["brand_id"][0]), site.id("x"), None)
    place = share.schema.get_field_index("brand_id")
    rows["share_of_voice"] = share.set_column(
        place, "brand_id", pc.coalesce(unknown, share["brand_id"])
    )
    with pytest.raises(MissingDataError, match=f"brand_id of row {share['id'][0]} breaks"):
        site.replace(rows, DAY)
    assert digest_rows(read(site, DAY)) == before
