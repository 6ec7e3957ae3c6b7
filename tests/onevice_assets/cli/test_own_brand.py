"""Which brand is a website's own, after people decided about names."""

from __future__ import annotations

from onevice_assets.cli.run import _read_as
from resources.control_plane import brand_merges, brands
from resources.control_plane.resource import ControlPlane


def test_the_old_name_of_a_merged_brand_is_read_as_the_new_one(control: ControlPlane) -> None:
    with control.begin() as db:
        for name in ("PayPal", "PayPal Holdings"):
            brands.add(db, name, actor="test")
        brand_merges.merge(db, "PayPal Holdings", "PayPal", actor="test")
        assert _read_as(db, "PayPal Holdings") == "PayPal"
        assert _read_as(db, "PayPal") == "PayPal"
        assert _read_as(db, "Never heard of") == "Never heard of"
