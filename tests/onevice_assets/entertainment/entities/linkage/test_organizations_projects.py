"""Organizations and projects under several spellings become one each, and namesakes do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.linkage.mentions import (
    OrganizationMention,
    ProjectMention,
)
from onevice_assets.entertainment.entities.linkage.organizations import ORGANIZATIONS
from onevice_assets.entertainment.entities.linkage.projects import PROJECTS
from onevice_assets.entertainment.entities.linkage.resolve import resolve

DAY = date(2026, 1, 5)


def organization(id_: str, name: str, document: str, **known: object) -> OrganizationMention:
    return OrganizationMention(id=id_, name=name, document_id=document, day=DAY, **known)  # type: ignore[arg-type]


def project(id_: str, title: str, document: str, **known: object) -> ProjectMention:
    return ProjectMention(id=id_, name=title, document_id=document, day=DAY, **known)  # type: ignore[arg-type]


def organizations(*mentions: OrganizationMention) -> set[str]:
    found = resolve(ORGANIZATIONS, mentions).entities
    return {"".join(sorted(one.id for one in entity.mentions)) for entity in found}


def projects(*mentions: ProjectMention) -> set[str]:
    found = resolve(PROJECTS, mentions).entities
    return {"".join(sorted(one.id for one in entity.mentions)) for entity in found}


def test_an_organization_under_three_spellings_is_one() -> None:
    assert organizations(
        organization("a", "Wieden+Kennedy", "d1"),
        organization("b", "W+K", "d1"),
        organization("c", "Wieden & Kennedy Inc.", "d2"),
    ) == {"abc"}


def test_initials_that_fit_two_organizations_go_to_neither() -> None:
    assert organizations(
        organization("a", "Park Pictures", "d1"),
        organization("b", "Prime Post", "d1"),
        organization("c", "P+P", "d1"),
    ) == {"a", "b", "c"}


def test_a_short_form_in_another_document_is_reviewed_not_merged() -> None:
    found = resolve(ORGANIZATIONS, [
        organization("a", "Smuggler", "d1"),
        organization("b", "Smuggler Films", "d2"),
        organization("c", "Smuggler Films Ltd", "d3", websites=("https://smuggler.com",)),
    ])  # fmt: skip
    assert {len(entity.mentions) for entity in found.entities} == {1, 2}


def test_one_name_with_two_websites_is_two_organizations() -> None:
    assert organizations(
        organization("a", "Apex", "d1", websites=("apex.com",)),
        organization("b", "Apex", "d2", websites=("apexfilms.tv",)),
    ) == {"a", "b"}


NIKE: dict[str, object] = {"client": "Nike"}
MIA: dict[str, object] = {"people": ("Mia Wong",)}
ONE = {
    "client and title": (("Rise", NIKE), ("The 'Rise' Campaign", {"client": "NIKE, Inc."})),
    "a typo and the client": (("Winterlight", NIKE), ("Winterligth", NIKE)),
    "the title and people": (("Rise", MIA), ("Rise", MIA)),
}
TWO = {
    "the title alone": (("Rise", {}), ("Rise", {})),
    "another client": (("Rise", {**NIKE, **MIA}), ("Rise", {"client": "Adidas", **MIA})),
    "another number": (("Spot 1", NIKE), ("Spot 2", NIKE)),
    "years apart": (("Rise", {**NIKE, "year": 2019}), ("Rise", {**NIKE, "year": 2026})),
}
CASES = [(*case, True) for case in ONE.values()] + [(*case, False) for case in TWO.values()]


@pytest.mark.parametrize("case", CASES, ids=[*ONE, *TWO])
def test_a_project_is_its_title_and_its_client(
    case: tuple[tuple[str, dict[str, object]], tuple[str, dict[str, object]], bool],
) -> None:
    (one, mine), (other, yours), is_one = case
    found = projects(project("a", one, "d1", **mine), project("b", other, "d2", **yours))
    assert found == ({"ab"} if is_one else {"a", "b"})


NAMES = st.sampled_from(
    ("Wieden+Kennedy", "W+K", "Wieden & Kennedy Inc.", "Smuggler", "Smuggler Films", "Apex")
)
SOME = st.lists(
    st.tuples(NAMES, st.sampled_from(("d1", "d2")), st.sampled_from(((), ("apex.com",)))),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_the_order_of_organizations_changes_nothing(
    told: list[tuple[str, str, tuple[str, ...]]], random: object
) -> None:
    mentions = [
        organization(f"m{place}", name, document, websites=websites)
        for place, (name, document, websites) in enumerate(told)
    ]
    first = resolve(ORGANIZATIONS, mentions)
    random.shuffle(mentions)  # type: ignore[attr-defined]
    assert resolve(ORGANIZATIONS, mentions) == first
