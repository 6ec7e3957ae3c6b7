"""A question that would show what it should not is refused before it can be asked."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import Asker, ask_as
from onevice_assets.entertainment.access.question import question
from onevice_assets.entertainment.access.roles import (
    AGENTS,
    GUEST,
    LEADERSHIP,
    ROLES,
    read_agent,
    read_role,
    role_of,
)
from onevice_assets.entertainment.access.show import Shown
from resources.control_plane.roles import ROLES as PLATFORM_ROLES
from resources.errors import InputError


@pytest.mark.parametrize(
    ("text", "options", "why"),
    [
        ("MATCH (p:Person) RETURN @show(p)", {"show": {"p": ("name",)}}, "no @see for p"),
        (
            "MATCH (p:Person) WHERE @see(p) MATCH (p)-[r:DIRECTED]->(q:Project) "
            "WHERE @see(r) RETURN @show(p), count(q) AS n",
            {"show": {"p": ("name",)}, "columns": {"n": ("Project.id",)}},
            "no @see for q",
        ),
        (
            "MATCH (p:Person) WHERE @see(p) MATCH (p)-[r:DIRECTED]->(q:Project) "
            "WHERE @see(q) RETURN @show(p), count(q) AS n",
            {"show": {"p": ("name",)}, "columns": {"n": ("Project.id",)}},
            "no @see for r",
        ),
        *(
            (
                f"MATCH (p:Person) WHERE @see(p) MATCH (p){tie}(q:Project) WHERE @see(q) "
                "RETURN @show(p)",
                {"show": {"p": ("name",)}},
                "needs a name and our type",
            )
            for tie in (
                "-->",
                "--",
                "<--",
                "-[]->",
                "-[r]->",
                "-[:DIRECTED]->",
                "-[r:DIRECTED|PRODUCED]->",
                "-[r:DIRECTED*1..2]->",
                "-[r:KNOWS]->",
            )
        ),
        (
            "MATCH (p:Person) WHERE @see(p) MATCH (p)-[r:DIRECTED]->(q:Project) WHERE @see(r) "
            "AND @see(q) RETURN @show(p), count(q) AS n",
            {"show": {"p": ("name",)}, "columns": {"n": ("Project.id",)}},
            "no column behind",
        ),
        (
            "MATCH (q:Project) WHERE @see(q) AND q.status = $status RETURN @show(q)",
            {"show": {"q": ("name",)}},
            "@read it",
        ),
        (
            "@near(p:Person) RETURN @show(p), score",
            {"show": {"p": ("name",)}, "columns": {"score": ()}},
            "no @see for p",
        ),
        ("MATCH (:Person) RETURN 1 AS n", {"show": {}}, "needs a name"),
        ("MATCH (b:Brand) WHERE @see(b) RETURN @show(b)", {"show": {"b": ("name",)}}, "our label"),
        ("MATCH (p:Person) WHERE @see(p) RETURN p.name AS n", {"show": {"p": ("name",)}}, "@show"),
        (
            "MATCH (p:Person) WHERE @see(p) RETURN @show(p)",
            {"show": {"p": ("skillsEmbedding",)}},
            "nobody is shown it",
        ),
        (
            "MATCH (q:Project) WHERE @see(q) AND q.budgetTier = $tier RETURN @show(q)",
            {"show": {"q": ("name",)}},
            "reads Project.budgetTier",
        ),
        (
            "MATCH (q:Project) WHERE @see(q) RETURN @show(q), q.totalBudget AS cost",
            {"show": {"q": ("name",)}, "columns": {"cost": ("Project.name",)}},
            "reads Project.totalBudget",
        ),
        (
            "MATCH (p:Person) WHERE @see(p) MATCH (p)-[r:DIRECTED]->(q:Project) WHERE @see(r) "
            "AND @see(q) RETURN @show(p), sum(r.compensation) AS paid, 6 AS behind",
            {"show": {"p": ("name",)}, "columns": {"paid": (), "behind": ()}},
            "reads DIRECTED.compensation",
        ),
        (
            "MATCH (p:Person) WHERE @see(p) AND p.dayRate < $most RETURN @show(p)",
            {"show": {"p": ("name",)}, "filters": {"most": ("Person.dayRate",)}},
            "may be restricted",
        ),
        (
            "MATCH (p:Person) WHERE @see(p) MATCH (p)-[r:DIRECTED]->(q:Project) WHERE @see(r) "
            "AND @see(q) RETURN @show(p)",
            {"show": {"p": ("name",)}, "has_fallback": True},
            "rows depend on",
        ),
    ],
)
def test_a_question_that_accounts_for_less_than_it_reads_is_refused(
    text: str, options: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        question("tests.entertainment.refused", text, **options)


@pytest.mark.parametrize("told", ["Person.nothing", "Nobody.name", "DIRECTED.nothing"])
def test_a_column_tells_of_declared_properties_only(told: str) -> None:
    text = "MATCH (p:Person) WHERE @see(p) RETURN @show(p), 1 AS n"
    with pytest.raises(KeyError):
        question("tests.entertainment.unknown", text, show={"p": ()}, columns={"n": (told,)})


@pytest.mark.parametrize(
    "role", ["", "leader", "admin", "Leadership2", "generic", "'; --", "x" * 999]
)
def test_a_role_that_is_none_is_refused_and_those_there_are_are_named(role: str) -> None:
    with pytest.raises(InputError, match="Leadership, Producer, Director") as told:
        ask_as("org", role, name="tests")
    assert len(str(told.value)) < 300


@pytest.mark.parametrize(
    ("organization_id", "name", "groups"),
    [("", "x", ()), ("org", "", ()), ("org", "x", ("",)), ("org", "x", ("g" * 101,))],
)
def test_nobody_asks_without_tenant_and_name_nor_in_groups_that_are_none(
    organization_id: str, name: str, groups: tuple[str, ...]
) -> None:
    with pytest.raises(InputError, match="Nothing was read"):
        ask_as(organization_id, "Guest", name=name, groups=groups)


def test_more_groups_than_anybody_has_are_refused() -> None:
    with pytest.raises(InputError, match="at most 100"):
        ask_as("org", "Guest", name="x", groups=[f"g{n}" for n in range(101)])


@pytest.mark.parametrize("agent", ["", "generic", "talent", "sales intelligence"])
def test_an_agent_that_is_none_is_refused(agent: str) -> None:
    with pytest.raises(InputError, match=AGENTS[0]):
        read_agent(agent)


def test_a_row_cannot_be_made_beside_the_filter() -> None:
    with pytest.raises(TypeError, match="ask through a door"):
        Shown({"p": {"dayRate": 1.0}}, object())


@pytest.mark.parametrize(
    ("typed", "name"),
    [("leadership", "Leadership"), ("creative-director", "Creative Director"),
     ("CREATIVE_DIRECTOR", "Creative Director"), (" sales ", "Sales")],
)  # fmt: skip
def test_a_role_may_be_typed_in_any_case(typed: str, name: str) -> None:
    assert read_role(typed).name == name


def test_leadership_sees_everything_and_nobody_sees_less_than_a_guest() -> None:
    assert LEADERSHIP.clearance == 1
    assert {one.name for one in ROLES.values() if one.clearance == 1} == {"Leadership"}
    assert all(1 <= one.clearance <= GUEST.clearance == 6 for one in ROLES.values())


def test_every_role_of_the_platform_is_one_here_and_an_unknown_one_sees_least() -> None:
    assert {role_of(one).name for one in PLATFORM_ROLES} == {
        "Leadership", "Creative Director", "Guest",
    }  # fmt: skip
    assert role_of("owner") == role_of("") == GUEST


def test_an_asker_of_leadership_needs_no_group() -> None:
    asker = Asker("org", LEADERSHIP, "x")
    assert asker.parameters["sees_every_group"] is True
    assert Asker("org", GUEST, "x").parameters["sees_every_group"] is False
