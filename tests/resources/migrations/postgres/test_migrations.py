"""PostgreSQL's migrations as a store's: refusals first, then up, down, dry run and drift."""

from __future__ import annotations

import json
import subprocess
import sys
from uuid import uuid4

import pytest

from resources.control_plane.connection import parse_url
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, InputError, StoreError
from resources.migrations.postgres import runner
from resources.migrations.postgres.catalogue import compare_catalogues, read_catalogue
from resources.migrations.postgres.migrations import DECLARED, PostgresMigrations
from resources.migrations.store_migrations import Drift
from tests.fault_proxy import closed_port

HEAD = runner.head()
BEFORE = f"{int(HEAD) - 1:04}"


@pytest.fixture
def own(empty_database: str) -> ControlPlane:
    """A control plane on a database nobody has used yet."""
    return ControlPlane(url=empty_database)


@pytest.fixture
def steps(own: ControlPlane) -> PostgresMigrations:
    return PostgresMigrations(own)


def applied(steps: PostgresMigrations) -> list[str]:
    return [one.version for one in steps.status() if one.is_applied]


def change(own: ControlPlane, *statements: str) -> None:
    with own.begin_as_is() as db:
        for statement in statements:
            db.exec_driver_sql(statement)


def climb(own: ControlPlane, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.resources.migrations.postgres.climber", own.url]
    return subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    url = f"postgresql://u:hidden-word@127.0.0.1:{closed_port()}/d"
    steps = PostgresMigrations(ControlPlane(url=url))
    for act in (steps.status, steps.up, steps.check, lambda: steps.down("0000")):
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:\d+, database 'd'") as told:
            act()
        assert "hidden-word" not in str(told.value)


def test_no_address_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        PostgresMigrations(ControlPlane(url="mysql://host/db")).status()


def test_a_read_only_server_is_told_as_such_and_looked_at_all_the_same(own: ControlPlane) -> None:
    PostgresMigrations(own).up(BEFORE)
    sign = "&" if "?" in own.url else "?"
    barred = ControlPlane(url=f"{own.url}{sign}options=-c%20default_transaction_read_only%3Don")
    steps = PostgresMigrations(barred)
    assert applied(steps)[-1] == BEFORE
    assert steps.check()[0] == Drift("version", HEAD, BEFORE)
    for act in (steps.up, lambda: steps.down("0000"), lambda: barred.begin().__enter__()):
        with pytest.raises(StoreError, match="default_transaction_read_only") as told:
            act()
        assert "nothing was changed" in str(told.value)
    assert applied(steps)[-1] == BEFORE
    PostgresMigrations(own).up()
    with barred.begin() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM control.brands").scalar() == 0


def test_a_role_that_may_create_nothing_needs_a_current_schema(own: ControlPlane) -> None:
    PostgresMigrations(own).up()
    role = f"guest_{uuid4().hex}"
    change(
        own,
        f"CREATE ROLE {role} LOGIN PASSWORD 'guest-word'; GRANT USAGE ON SCHEMA control TO {role}; "
        f"GRANT SELECT ON ALL TABLES IN SCHEMA control TO {role}",
    )
    url = parse_url(own.url).difference_update_query(["passfile"])
    guest = ControlPlane(
        url=url.set(username=role, password="guest-word").render_as_string(hide_password=False)
    )
    with guest.begin() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM control.brands").scalar() == 0
    assert not PostgresMigrations(guest).check()
    guest.close()
    PostgresMigrations(own).down(BEFORE)
    for act in (PostgresMigrations(guest).up, lambda: guest.begin().__enter__()):
        with pytest.raises(StoreError, match="Let its owner run `onevice migrate up`"):
            act()
    change(own, f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_database_of_a_newer_code_is_left_alone(
    own: ControlPlane, steps: PostgresMigrations
) -> None:
    steps.up()
    change(own, "UPDATE control.alembic_version SET version_num = '9999'")
    for act in (steps.status, steps.up, lambda: steps.down("0000")):
        with pytest.raises(StoreError, match=rf"revision 9999 .* up to {HEAD}"):
            act()
    assert steps.check() == [Drift("version", HEAD, "9999")]


@pytest.mark.parametrize("to", ["9999", "1", "head", "base", "+1", ""])
def test_a_version_nobody_wrote_is_refused(steps: PostgresMigrations, to: str) -> None:
    with pytest.raises(InputError, match="0000, 0001"):
        steps.down(to)


def test_a_step_that_fails_changes_nothing(own: ControlPlane, steps: PostgresMigrations) -> None:
    steps.up("0003")
    change(own, "CREATE TABLE control.notices (id int)")
    with pytest.raises(StoreError, match=r"notices.* already exists.* nothing was changed"):
        steps.up()
    assert applied(steps)[-1] == "0003"


def test_two_processes_at_once_apply_each_step_once(own: ControlPlane) -> None:
    both = [climb(own), climb(own)]
    told = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(told) == [[], [script.revision for script in runner.revisions()]]


def test_a_runner_that_was_killed_left_nothing(
    own: ControlPlane, steps: PostgresMigrations
) -> None:
    steps.up("0003")
    assert climb(own, "CREATE TABLE control.brand_decisions").wait(timeout=120) == -9
    assert applied(steps)[-1] == "0003"
    steps.up()
    assert not steps.check()


def test_looking_changes_nothing(own: ControlPlane, steps: PostgresMigrations) -> None:
    assert applied(steps) == []
    assert len(steps.up(dry_run=True)) == int(HEAD)
    assert steps.check()[0] == Drift("version", HEAD, "0000")
    with own.begin_as_is() as db:
        assert db.exec_driver_sql("SELECT to_regnamespace('control')").scalar() is None


def test_a_step_is_told_by_its_file_and_what_it_brings(steps: PostgresMigrations) -> None:
    assert [one.name for one in steps.status() if one.version == "0006"] == [
        "V006_notices.py: Notices to people: at most one per website, brand, day and channel."
    ]


def test_down_and_up_again_end_where_they_began(
    own: ControlPlane, steps: PostgresMigrations
) -> None:
    assert [one.version for one in steps.up("0004")] == ["0001", "0002", "0003", "0004"]
    assert steps.up("0002") == []
    assert len(steps.up()) == int(HEAD) - 4
    assert steps.up() == []
    assert [one.version for one in steps.down(BEFORE, dry_run=True)] == [HEAD]
    assert applied(steps)[-1] == HEAD
    assert [one.version for one in steps.down("0000")][::-1] == [
        script.revision for script in runner.revisions()
    ]
    assert steps.down("0000") == []
    with own.begin():
        pass
    assert not steps.check(), "the next use brings it up to date"


def test_the_declared_schema_is_the_one_that_the_steps_make(own: ControlPlane) -> None:
    with own.begin() as db:
        made = read_catalogue(db)
    assert made == json.loads(DECLARED.read_text("utf-8")), (
        "run `python -m scripts.write_postgres_schema` after adding a revision"
    )


@pytest.mark.parametrize(
    ("by_hand", "drift"),
    [
        ("DROP TABLE control.notices", Drift("table control.notices", "table", "")),
        ("CREATE TABLE control.mine (id int)", Drift("table control.mine", "", "table")),
        (
            "ALTER TABLE control.brands DROP COLUMN industry",
            Drift("control.brands.industry", "character varying(255)", ""),
        ),
        (
            "ALTER TABLE control.brands ALTER COLUMN industry TYPE text",
            Drift("control.brands.industry", "character varying(255)", "text"),
        ),
        (
            "ALTER TABLE control.brands ALTER COLUMN name DROP NOT NULL",
            Drift(
                "control.brands.name", "character varying(255) NOT NULL", "character varying(255)"
            ),
        ),
        (
            "ALTER TABLE control.users ALTER COLUMN is_active DROP DEFAULT",
            Drift("control.users.is_active", "boolean DEFAULT true", "boolean"),
        ),
        (
            "ALTER TABLE control.brands DROP CONSTRAINT brands_not_merged_into_itself",
            Drift(
                "constraint control.brands.brands_not_merged_into_itself",
                "CHECK ((merged_into <> id))",
                "",
            ),
        ),
        (
            "ALTER TABLE control.brands DROP CONSTRAINT brands_normalized_name_key",
            Drift(
                "constraint control.brands.brands_normalized_name_key",
                "UNIQUE (normalized_name)",
                "",
            ),
        ),
        (
            "ALTER TABLE control.notices DROP CONSTRAINT notices_website_id_fkey",
            Drift(
                "constraint control.notices.notices_website_id_fkey",
                "FOREIGN KEY (website_id) REFERENCES control.websites(id) ON DELETE CASCADE",
                "",
            ),
        ),
        (
            "DROP INDEX control.idx_brands_normalized",
            Drift(
                "index control.brands.idx_brands_normalized",
                "CREATE INDEX idx_brands_normalized ON control.brands USING btree "
                "(normalized_name)",
                "",
            ),
        ),
        (
            "CREATE UNIQUE INDEX mine ON control.brands (domain)",
            Drift(
                "index control.brands.mine",
                "",
                "CREATE UNIQUE INDEX mine ON control.brands USING btree (domain)",
            ),
        ),
    ],
)
def test_each_difference_is_named(
    own: ControlPlane, steps: PostgresMigrations, by_hand: str, drift: Drift
) -> None:
    steps.up()
    change(own, by_hand)
    assert steps.check() == [drift]


@pytest.mark.parametrize(
    "by_hand",
    [
        "ALTER TABLE control.audit_log DISABLE TRIGGER audit_log_is_append_only",
        "DROP VIEW control.merged_brands",
        "CREATE TABLE serving.not_ours (id int)",
        "CREATE OR REPLACE FUNCTION control.refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NULL; END'",
    ],
)
def test_what_rows_do_not_show_is_compared_too(
    own: ControlPlane, steps: PostgresMigrations, by_hand: str
) -> None:
    steps.up()
    change(own, by_hand)
    assert len(steps.check()) == 1


def test_what_others_keep_in_the_same_database_is_not_looked_at(
    own: ControlPlane, steps: PostgresMigrations
) -> None:
    steps.up()
    change(own, "CREATE TABLE public.theirs (id int)", "CREATE SCHEMA x; CREATE TABLE x.y (id int)")
    assert not steps.check()


def test_the_parts_of_a_missing_table_are_not_told_one_by_one() -> None:
    declared = {"table s.a": "table", "s.a.id": "integer", "index s.a.i": "…", "s.ab.id": "integer"}
    assert [one.place for one in compare_catalogues(declared, {})] == ["s.ab.id", "table s.a"]
