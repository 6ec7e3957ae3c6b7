"""One table says which titles mean one role."""

from __future__ import annotations

import pytest

from onevice_assets.entertainment.entities.roles.compare_roles import same_role, split_roles

SAME = [
    ("DP", "Director of Photography"), ("DoP", "cinematographer"), ("D.O.P.", "dp"),
    ("1st AD", "First Assistant Director"), ("1st AD", "Assistant Director"),
    ("CO-DIRECTOR", "Co Director"), ("ECD", "Executive Creative Director"),
    ("CD", "creative director"),
    ("Executive Creative Director", "Creative Director"), ("Film Director", "Director"),
    ("Lead Performer", "Talent"), ("Actor", "talent"), ("EP", "Executive Producer"),
    ("Copywriter", "Writer"), ("Senior Producer", "Producer"), ("UPM", "Unit Production Manager"),
    ("Directors", "Director"), ("Unknown", ""),
]  # fmt: skip
DIFFERENT = [
    ("Director", "Creative Director"), ("Associate Creative Director", "Creative Director"),
    ("Co-Director", "Director"), ("Assistant Director", "Director"), ("Art Director", "Director"),
    ("Director of Photography", "Director"), ("Stage Director", "Director"),
    ("Managing Director", "Director"), ("Casting Director", "Director"),
    ("Executive Producer", "Producer"), ("Line Producer", "Producer"),
    ("Associate Producer", "Producer"), ("Second Unit Director", "Director"),
    ("Unknown", "Director"),
    ("First Assistant Director", "Second Assistant Director"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_titles_of_one_role_are_one(one: str, other: str) -> None:
    assert same_role(one, other)
    assert same_role(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_roles_that_sound_alike_stay_apart(one: str, other: str) -> None:
    assert not same_role(one, other)
    assert not same_role(other, one)


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("writer-director", ["Writer", "Director"]),
        ("Director / Creative Director", ["Director", "Creative Director"]),
        ("Co-Director", ["Co-Director"]),
        ("Hair and Makeup", ["Makeup Artist"]),
        ("Snake Wrangler", ["Snake Wrangler"]),
        ("n/a", []),
    ],
)
def test_a_label_may_join_roles(label: str, names: list[str]) -> None:
    assert [role.name for role in split_roles(label)] == names
