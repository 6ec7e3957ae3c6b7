"""A name somebody typed as the subject of an erasure: ids of everything that is its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables import answers, audience
from onevice_assets.upkeep.erasure.known_brands import list_candidates
from resources.control_plane import organizations, simulations, users, websites
from resources.erasure import records
from resources.erasure.retractions import hash_row
from resources.erasure.subject import Subject
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onevice_assets.upkeep.erasure.place import Stores
    from resources.control_plane.websites import Website

_NEAREST: Final = 3
_CLIENTS: Final = (
    "SELECT c.id::text, o.slug || '.' || c.slug FROM control.campaign_clients c "
    "JOIN control.organizations o ON o.id = c.organization_id WHERE o.id = %(id)s"
)
_USERS: Final = "SELECT id::text, email FROM control.users WHERE organization_id = %(id)s"
_RUNS: Final = (
    "SELECT id::text FROM control.simulation_runs WHERE website_id = ANY(%(websites)s::uuid[])"
)
_SAGAS: Final = (
    "SELECT id::text FROM control.sagas WHERE organization_id = %(id)s AND (%(whole)s OR "
    "regexp_replace(scope, '^.*[|]', '') = ANY(%(keys)s))"
)
_ATTEMPTS: Final = """
WITH RECURSIVE gone AS (
    SELECT id, response_id, payload_path, website_id FROM control.llm_attempts
    WHERE response_id = ANY(%(responses)s::uuid[])
    UNION
    SELECT a.id, a.response_id, a.payload_path, a.website_id FROM control.llm_attempts a
    JOIN gone ON a.reused_from = gone.id
)
SELECT id::text, response_id::text, payload_path, website_id::text FROM gone
WHERE response_id IS NOT NULL
"""


def find_organization(stores: Stores, slug: str) -> Subject:
    """The subject of an organization: websites, clients, users, brands.

    Raises:
        InputError: there is none of that slug; the nearest are named.
    """
    with stores.control.begin() as db:
        owner = organizations.find(db, slug)
        every = [one for one in websites.list_all(db) if one.organization_id == owner]
        clients = dict(_pairs(db, _CLIENTS, owner))
        people = dict(_pairs(db, _USERS, owner))
    return _make(stores, "organization", owner, slug, every, clients=clients, users=people)


def find_website(stores: Stores, text: str) -> Subject:
    """The subject of a website, by key, domain, name, address or id.

    Raises:
        InputError: none or several are meant; those there are are named.
    """
    with stores.control.begin() as db:
        one = websites.find(db, text)
    return _make(stores, "website", one.organization_id, one.organization_slug, [one])


def find_user(stores: Stores, email: str, organization: str) -> Subject:
    """The subject of a user.

    Raises:
        InputError: the organization has none of that address.
    """
    with stores.control.begin() as db:
        one = users.find(db, email, organization=organization)
    slug = one.organization_slug
    return _make(stores, "user", one.organization_id, slug, [], users={one.id: one.email})


def find_response(stores: Stores, response_id: str) -> Subject:
    """The subject of an answer: with answers that came after it in its conversation.

    Raises:
        InputError: no answer has that id; those that begin like it are named.
    """
    for partition in reversed(stores.lake.partitions(answers.llm_responses)):
        ids = stores.lake.read_rows(answers.llm_responses.only("id"), partition)
        if any(row["id"] == response_id for row in ids):
            return find_answers(stores, [partition], lambda row: row["id"] == response_id)
    near = _like(stores, response_id)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise InputError(f"There is no answer {response_id!r}.{meant} `onevice answers` lists them.")


def find_begun_answers(stores: Stores, wanted: str) -> Subject | None:
    """The subject of a retraction that was begun and not ended, by an id of what it is about."""
    with stores.control.begin() as db:
        begun = [one.subject for one in records.list_open(db) if one.kind == "answers"]
    known = (one for one in begun if one is not None)
    return next((o for o in known if wanted in {*o.responses, *o.runs}), None)


def find_run(stores: Stores, run_id: str) -> Subject:
    """The subject of a simulation run or an import: all of its answers.

    Raises:
        InputError: there is no such run.
    """
    with stores.control.begin() as db:
        run = simulations.get(db, run_id)
        key = websites.get(db, run.website_id).key
    found = stores.lake.partitions(answers.llm_responses)
    mine = [one for one in found if split_key(one)[1] == key]
    return find_answers(stores, mine, lambda row: row["simulation_run_id"] == run_id)


def find_day(stores: Stores, provider: str, day: date, website: str | None) -> Subject:
    """The subject of a provider's answers of a day, of one website or of all.

    Raises:
        InputError: there are none; the providers of that day are named.
    """
    with stores.control.begin() as db:
        every = [websites.find(db, website)] if website else websites.list_all(db)
    wanted = [join_key(day.isoformat(), one.key) for one in every]
    there = [one for one in wanted if stores.lake.exists(answers.llm_responses, one)]
    return find_answers(stores, there, lambda row: row["llm_provider"] == provider)


def find_answers(stores: Stores, partitions: Sequence[str], is_meant: Any) -> Subject:
    """The subject of answers in some partitions, follow-ups and answers used again with them.

    Raises:
        InputError: none is meant.
    """
    rows: dict[str, tuple[str, dict[str, Any]]] = {}
    for partition in partitions:
        of_day = stores.lake.read_rows(answers.llm_responses, partition)
        gone = [row for row in of_day if is_meant(row)]
        gone += [row for row in of_day if any(_follows(row, one) for one in gone)]
        rows |= {row["id"]: (partition, row) for row in gone}
    if not rows:
        raise InputError("No answer is meant: see `onevice answers` for those there are.")
    with stores.control.begin() as db:
        found = list(db.exec_driver_sql(_ATTEMPTS, {"responses": list(rows)}))
        about = {row["website_id"]: websites.get(db, row["website_id"]) for _, row in rows.values()}
        for site in {str(one[3]) for one in found} - about.keys():
            about[site] = websites.get(db, site)
    return _of_answers(stores, rows, found, about)


def _of_answers(
    stores: Stores, rows: dict[str, Any], attempts: Sequence[Any], about: dict[str, Website]
) -> Subject:
    first = next(iter(about.values()))
    responses = {one: partition for one, (partition, _) in rows.items()}
    for _, response, _, site in attempts:
        responses.setdefault(response, _partition_of(stores, response, about[site].key))
    return Subject(
        kind="answers",
        organization_id=first.organization_id,
        organization=first.organization_slug,
        websites={},
        clients={},
        users={},
        brands={},
        responses=responses,
        attempts=tuple(one[0] for one in attempts),
        payloads=tuple(one[2] for one in attempts if one[2]),
        contents=tuple(hash_row(row) for _, row in rows.values()),
        about={one.id: one.key for one in about.values()},
    )


def _partition_of(stores: Stores, response: str, key: str) -> str:
    """Where an answer stands that was used again elsewhere; nowhere where its day is not read."""
    for one in stores.lake.partitions(answers.llm_responses):
        if split_key(one)[1] == key:
            rows = stores.lake.read_rows(answers.llm_responses.only("id"), one)
            if any(row["id"] == response for row in rows):
                return one
    return ""


def _follows(row: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether an answer came after another one in one conversation with one model."""
    same = ("simulation_run_id", "conversation_id", "llm_provider", "llm_model", "sample_number")
    is_same = all(row[name] == before[name] for name in same)
    return is_same and before["attempt_id"] and row["sequence_order"] > before["sequence_order"]


def _like(stores: Stores, text: str) -> list[str]:
    from difflib import get_close_matches

    newest = stores.lake.partitions(answers.llm_responses)[-_NEAREST:]
    rows = stores.lake.read_rows(answers.llm_responses.only("id"), newest)
    return get_close_matches(text, [row["id"] for row in rows], n=_NEAREST, cutoff=0.7)


def _make(
    stores: Stores,
    kind: Any,
    owner: str,
    slug: str,
    every: Sequence[Website],
    *,
    clients: dict[str, str] | None = None,
    users: dict[str, str] | None = None,
) -> Subject:
    sites = {one.id: one.key for one in every}
    values = {"id": owner, "websites": list(sites), "keys": list(sites.values())}
    values["whole"] = kind == "organization"
    with stores.control.begin() as db:
        runs = tuple(map(str, db.exec_driver_sql(_RUNS, values).scalars()))
        sagas = tuple(map(str, db.exec_driver_sql(_SAGAS, values).scalars()))
    return Subject(
        kind=kind,
        organization_id=owner,
        organization=slug,
        websites=sites,
        clients=clients or {},
        users=users or {},
        brands=list_candidates(stores, sites) if sites else {},
        responses={},
        runs=runs,
        sagas=sagas,
        askers=() if kind == "organization" else _list_askers(stores, sites, users or {}),
    )


def _list_askers(stores: Stores, sites: dict[str, str], users: dict[str, str]) -> tuple[str, ...]:
    """Who turns and patterns that go are of, as `intents` writes it; superseded ICPs too."""
    read, table = stores.lake.read_rows_if_there, audience.icps.only("id")
    icps = sorted(f"icp:{row['id']}" for key in sites.values() for row in read(table, key))
    return (*(f"website:{one}" for one in sites), *icps, *users, *users.values())


def _pairs(db: Connection, sql: str, owner: str) -> list[tuple[str, str]]:
    return [(str(one), str(name)) for one, name in db.exec_driver_sql(sql, {"id": owner})]
