"""Answers taken back: every number is as in a history in which they never were."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.cli.erase import find_answers
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience, marts
from onevice_assets.upkeep.erasure.place import Stores
from onevice_assets.upkeep.erasure.retract import retract
from resources.control_plane import simulations
from resources.errors import InputError
from resources.lake import Lake
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.projections.world import (
    DAYS,
    World,
    count_answers,
    list_lines,
    make_world,
)
from tests.onevice_assets.upkeep.erasure.looking import WHY, tell_nothing

Line = dict[str, object]
_OF_ANSWERS = ("id", "llm_response_id")


def split_lines() -> tuple[list[Line], list[Line], list[Line]]:
    """Lines that stay; of a file that was wrong; of a provider that was down on a day."""
    first = list_lines()
    wrong = [{**line, "provider": "perplexity", "model": "sonar"} for line in first[:5]]
    down: list[Line] = [{**o, "provider": "google", "model": "gemini"} for o in list_lines()]
    of_day = [line for line in down if str(line["asked_at"]).startswith(DAYS[0])]
    return [*first, *(line for line in down if line not in of_day)], wrong, of_day


def read_numbers(lake: Lake, world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every mart, with its id; of what was read of answers all but the answers' ids.

    An answer's id is also of the import that brought it, and another history has another import.
    """
    partitions = [join_key(day, world.website.key) for day in DAYS]
    found = {one.name: lake.read_rows(one, partitions) for one in marts.ALL}
    for table in (answers.llm_brand_states, answers.llm_answer_belief_maps):
        rows = lake.read_rows(table, partitions)
        plain = [{n: v for n, v in row.items() if n not in _OF_ANSWERS} for row in rows]
        found[table.name] = sorted(plain, key=repr)
    return found


@pytest.mark.redis
def test_after_retractions_every_number_is_as_if_the_answers_had_never_been(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onevice_assets.upkeep.erasure import erase as erasing

    monkeypatch.setattr(erasing, "rewrite_files", lambda _: None)  # test_erasure looks at files
    stay, wrong, down = split_lines()
    given = (stores.lake, stores.control, stores.objects)
    world = make_world(*given, marts=True, files=[[*stay, *down], wrong])
    counted = read_numbers(stores.lake, world)
    with stores.control.begin() as db:
        run = simulations.imports(db, world.website.id)[-1]
    partition = join_key(DAYS[1], world.website.key)
    gone = stores.lake.read_rows(answers.llm_responses, partition)[0]
    (lost,) = [one for one in stay if is_of(one, gone)]
    meant = [(gone["id"], "", "", ""), ("", run.id, "", ""), ("", "", "Google", DAYS[0])]
    published: list[str] = []
    for options in meant:
        subject = find_answers(stores, *options, website="")
        retract(stores, subject, actor="test", why=WHY, tell=tell_nothing, publish=published.append)
        with pytest.raises(InputError, match=r"There is no answer|No answer is meant"):
            find_answers(stores, *options, website="")
    count_answers(world, sorted(set(published)))
    left = read_numbers(stores.lake, world)
    assert left["share_of_voice"] != counted["share_of_voice"]

    with stores.control.begin() as db:  # the history in which it never was: same website, no runs
        db.exec_driver_sql("DELETE FROM control.simulation_runs")
    folder = stores.home / "never"
    lake = Lake(url=(folder / "lake").as_uri())
    objects = Objects(url=(folder / "objects").as_uri())
    pages = stores.lake.read_rows(audience.scraped_pages, world.website.key)
    lake.write(audience.scraped_pages, world.website.key, pages)
    never = [line for line in stay if line is not lost]
    make_world(lake, stores.control, objects, marts=True, website=world.website, files=[never])
    for table, rows in read_numbers(lake, world).items():
        assert left[table] == rows, table


def is_of(line: Line, row: dict[str, Any]) -> bool:
    """Whether a line of a file is what an answer was read from."""
    same = (line["provider"], line["answer"]) == (row["llm_provider"], row["response_text"])
    return same and str(line["asked_at"]).startswith(row["asked_at"].isoformat()[:-6])


def test_what_is_no_choice_of_answers_is_refused() -> None:
    nothing: Any = None  # no store is asked
    for wrong in (("", "", "", ""), ("a", "b", "", ""), ("", "", "openai", "")):
        with pytest.raises(InputError, match="Name one of"):
            find_answers(nothing, *wrong, website="")
    with pytest.raises(InputError, match="not a day such as"):
        find_answers(nothing, "", "", "openai", "20.11.2026", website="")
