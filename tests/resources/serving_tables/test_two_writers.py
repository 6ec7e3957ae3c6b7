"""Several publishes at once: of other scopes side by side, of the same one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.serving_tables.read import read_rows
from resources.serving_tables.replace import replace_rows
from tests.resources.serving_tables.rows import DAY, Rows, Site

ROUNDS = 6


def repeat(site: Site, day: date | None, versions: Sequence[Rows]) -> None:
    for number in range(ROUNDS):
        site.replace(versions[number % len(versions)], day)


def holds(site: Site, day: date | None, rows: Rows) -> bool:
    with site.control.begin() as db:
        found = digest_rows(read_rows(db, serving.ALL, site.scope(day)))
    return all(found[name] == digest for name, digest in digest_rows(rows).items())


def test_writers_of_many_scopes_never_wait_in_a_circle(control: ControlPlane) -> None:
    sites = [Site(control), Site(control, "other.test")]
    days = [DAY - timedelta(days=number) for number in range(3)]
    for site in sites:
        site.replace(site.standing())
    work = [(site, day, [site.day(day, answers=8), site.day(day, answers=5)])
            for site in sites for day in days]  # fmt: skip
    work += [(site, None, [site.standing()]) for site in sites]
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(repeat, *one) for one in work]:
            done.result()
    for site, day, versions in work:
        assert holds(site, day, versions[(ROUNDS - 1) % len(versions)])


def test_two_writers_of_one_scope_leave_one_of_their_versions(control: ControlPlane) -> None:
    site = Site(control)
    site.replace(site.standing())
    versions = [site.day(answers=8, brands=2), site.day(answers=5, brands=3)]
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(repeat, site, DAY, [one]) for one in versions]
        for done in running:
            done.result()
    assert [holds(site, DAY, one) for one in versions].count(True) == 1


def test_a_reader_sees_the_version_before_or_after_never_between(control: ControlPlane) -> None:
    site = Site(control)
    site.replace(site.standing())
    versions = [site.day(answers=8, brands=2), site.day(answers=5, brands=3)]
    site.replace(versions[0], DAY)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(repeat, site, DAY, versions)
        while not writing.done():
            counts = site_counts(site)
            assert counts in ({8, 16}, {5, 15}), counts
        writing.result()


def site_counts(site: Site) -> set[int]:
    with site.control.begin() as db:
        found = read_rows(db, serving.ALL, site.scope(DAY))
    return {len(found["llm_responses"]), len(found["llm_brand_states"])}


def test_a_statement_that_takes_too_long_is_given_up_and_nothing_written(
    control: ControlPlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resources.serving_tables.replace.TIMEOUT_SECONDS", 1)
    site = Site(control)
    with control.begin() as db:
        replace_rows(db, serving.ALL, site.scope(), site.standing())
        with pytest.raises(StoreError, match="a statement took too long"):
            site.replace({})  # waits for the other writer's lock
    assert site.count()["prompts"] == 4
