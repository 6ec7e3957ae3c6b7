"""Builds graph rows of a `World` without a control plane."""

from __future__ import annotations

from datetime import date

from onevice_assets.brand_monitor.graph.aggregate_window import aggregate_window
from onevice_assets.brand_monitor.graph.build_graph import (
    Decisions,
    GraphRows,
    KnownBrand,
    build_graph,
)
from onevice_assets.brand_monitor.graph.read_window import read_audience, read_window
from resources.identity import brand_id, derived_id
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.graph.world import BORN, World, a_day_of_answers

DAY = "2026-11-21"


def new_world(lake: Lake, domain: str = "demo.test") -> World:
    """A website with its audience and one day of answers of two providers."""
    world = World(lake, derived_id(BORN, "websites", domain), f"default.{domain}")
    world.write_audience()
    world.write_day(DAY, [*a_day_of_answers(), *a_day_of_answers("google")])
    return world


def build(world: World, day: str = DAY) -> GraphRows:
    """The rows a day publishes."""
    window = read_window(world.lake, world.key, date.fromisoformat(day))
    found = aggregate_window(window)
    return build_graph(window, read_audience(world.lake, world.key), decide(world), found)


def decide(world: World) -> Decisions:
    """Decisions that the world's roles stand for."""
    roles = world.brands.items()
    return Decisions(
        world.website_id,
        own=tuple(brand_id(name) for name, role in roles if role == "own"),
        competitors={brand_id(name): None for name, role in roles if role == "competitor"},
        brands={
            brand_id(name): KnownBrand(brand_id(name), name, f"{name.lower()}.test")
            for name in world.brands
        },
    )
