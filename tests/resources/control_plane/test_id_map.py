"""The id map: ids of other systems tied to ours, once and for ever."""

from __future__ import annotations

import pytest

from resources.control_plane import id_map, organizations
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.identity import new_id

OF = ("quickbooks", "customer")
OTHER = "019aa000-0000-7000-8000-000000000001"


def test_their_ids_find_ours_and_ours_find_theirs_within_a_tenant(control: ControlPlane) -> None:
    with control.begin() as db:
        one, two = (organizations.find_or_add(db, slug, actor="test") for slug in ("a", "b"))
        acme, other = new_id(), new_id()
        id_map.tie(db, one, *OF, {"17": acme, "18": acme})
        id_map.tie(db, one, *OF, {"17": acme})
        id_map.tie(db, two, *OF, {"17": other})
        assert id_map.find_ours(db, one, *OF, ["17", "19"]) == {"17": acme}
        assert id_map.find_ours(db, two, *OF, ["17"]) == {"17": other}
        assert id_map.find_theirs(db, one, *OF, [acme, other]) == {acme: ["17", "18"]}


@pytest.mark.parametrize(
    ("theirs", "ours"), [("17", OTHER), ("", OTHER), ("18", "no id")], ids=["tied", "empty", "none"]
)
def test_an_id_never_comes_to_mean_something_else(
    control: ControlPlane, theirs: str, ours: str
) -> None:
    with control.begin() as db:
        owner = organizations.find_or_add(db, "a", actor="test")
        id_map.tie(db, owner, *OF, {"17": new_id()})
    with pytest.raises(InputError, match="Nothing was tied"), control.begin() as db:
        id_map.tie(db, owner, *OF, {"20": new_id(), theirs: ours})
    with control.begin() as db:
        assert id_map.find_ours(db, owner, *OF, ["18", "20"]) == {}
