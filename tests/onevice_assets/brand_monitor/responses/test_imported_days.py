"""Days of imported answers: nobody is asked, and what was brought in is there, once."""

from __future__ import annotations

from onevice_assets.tables import audience
from resources.control_plane import websites
from resources.imports import store_import
from tests.onevice_assets.brand_monitor.responses.conftest import (
    DAY,
    World,
    dump_lines,
    write_imported_prompts,
)
from tests.provider_server import ProviderServer


def test_an_imported_website_asks_nobody_and_its_days_hold_its_answers(
    world: World, server: ProviderServer
) -> None:
    with world.control.begin() as db:
        world.website = websites.add(db, domain="imported", source="import", actor="test")
    write_imported_prompts(world.lake, world.website, {"Which phone?": "phones"})
    line = {
        "provider": "openai",
        "model": "chatgpt",
        "prompt": "Which phone?",
        "topic": "phones",
        "answer": "A Pixel.",
        "asked_at": "2026-11-20T10:00:00Z",
    }
    other_day = {**line, "asked_at": "2026-11-21T10:00:00Z"}
    data = dump_lines([line, other_day, {**line, "sample": 2, "answer": "A Galaxy."}])
    store_import(world.control, world.objects, world.website, data, "found")
    again = dump_lines([line])
    store_import(world.control, world.objects, world.website, again, "found")
    world.materialize()
    before = world.file()
    assert not server.calls
    assert sorted(row["response_text"] for row in world.rows()) == ["A Galaxy.", "A Pixel."]
    assert {row["attempt_id"] for row in world.rows()} == {None}
    assert world.objects.get(world.rows()[0]["payload_path"]) == data
    world.materialize()
    assert world.file() == before


def test_an_import_and_a_simulation_of_one_day_are_both_there(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    own = world.lake.read_rows(audience.prompts, world.website.key)
    conversations = world.lake.read_rows(audience.conversation_sequences, world.website.key)
    write_imported_prompts(world.lake, world.website, {"Which phone?": "phones"})
    own += world.lake.read_rows(audience.prompts, world.website.key)
    conversations += world.lake.read_rows(audience.conversation_sequences, world.website.key)
    world.lake.write(audience.prompts, world.website.key, own)
    world.lake.write(audience.conversation_sequences, world.website.key, conversations)
    line = {"provider": "google", "model": "ai-mode", "prompt": "Which phone?", "topic": "phones"}
    line |= {"answer": "A Pixel.", "asked_at": f"{DAY}T10:00:00Z"}
    store_import(world.control, world.objects, world.website, dump_lines([line]), "found")
    world.materialize()
    assert len(server.calls) == 6
    assert len(world.rows()) == 7
