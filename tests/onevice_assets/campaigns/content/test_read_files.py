"""A client's files as rows: what is new is read, what stands stands, nothing is paid for twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from onevice_assets.campaigns.content.look import MOST_WORDS, open_vision
from onevice_assets.campaigns.content.measuring.measured import Measured, Reason
from onevice_assets.campaigns.content.measuring.reader import Reader, Reading
from onevice_assets.campaigns.content.read_files import Files
from onevice_assets.campaigns.content.take_files import take_waiting
from resources import campaign_files
from resources.campaign_files import list_content, list_inbox, put_file
from resources.control_plane import campaign_clients, listing
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from tests.one_provider import only_provider
from tests.provider_server import Plan, ProviderServer

WORDS = " ".join(["Two people stretch in a sunlit room with wooden floors."] * 16)
SAID = {
    "description": WORDS,
    "tones": [{"name": "calm", "confidence": 0.9}, {"name": "calm", "confidence": 0.4}],
    "aesthetics": [{"name": "warm", "confidence": 0.7}],
    "color_palettes": ["earth-tones", "earth-tones"],
    "compositions": ["wide-shot"],
    "narrative_elements": [{"name": "shows_people", "confidence": 1}],
}


class QuickReader(Reader):
    """Measures nothing: a child process for each file takes half a second."""

    opened: ClassVar[list[str]] = []

    def read(self, path: Path, folder: Path) -> Reading:
        data = path.read_bytes()
        self.opened.append(path.name)
        if not data.startswith(b"picture"):
            return Reading(reason=Reason.BROKEN, detail="It is no picture.")
        if b"later" in data:
            return Reading(reason=Reason.TIMED_OUT, detail="It took too long.")
        (folder / "0.jpg").write_bytes(data)
        light: dict[str, Any] = {"brightness": 0.5, "contrast": 0.1, "saturation": 0.2}
        return Reading(
            Measured(
                "Image", "jpeg", 80, 60, None, colors=(("#c87828", 1.0),), palettes=(), **light
            )
        )


@pytest.fixture
def client(control: ControlPlane) -> Client:
    with control.begin() as db:
        return campaign_clients.add(db, "yoga-loft", organization="studio", actor="test")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jpg").write_bytes(f"picture {name}".encode())
    return tmp_path


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch, [Plan(text=json.dumps(SAID))]) as server:
        yield server


def read(
    objects: Objects,
    client: Client,
    kept: Sequence[dict[str, Any]] = (),
    looks: Any = None,
) -> tuple[list[dict[str, Any]], Files]:
    files = Files(objects, client, QuickReader(), looks)
    QuickReader.opened.clear()
    with Progress(mode="off").track("Reading", 1) as task:
        return files.read(list_content(objects, client.id), kept, task), files


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["filename"]: row for row in rows}


def look(
    control: ControlPlane, objects: Objects, client: Client, vision: str = "openai", usd: float = 1
) -> Any:
    llm = LanguageModels(vision=vision, first_wait_s=0.01, max_usd=usd)
    return open_vision(llm, control, objects, client)


def attempts(control: ControlPlane) -> list[dict[str, Any]]:
    with control.begin() as db:
        return listing.rows(db, "llm_attempts")


def test_a_second_run_opens_nothing_and_gives_the_same_rows(
    objects: Objects, client: Client, folder: Path
) -> None:
    for path in folder.glob("*.jpg"):
        put_file(objects, client.id, path)
    first, _ = read(objects, client)
    assert len(QuickReader.opened) == 2
    second, _ = read(objects, client, first)
    assert QuickReader.opened == []
    assert second == first


def test_the_same_bytes_under_two_names_are_one_creative(
    objects: Objects, client: Client, folder: Path
) -> None:
    (folder / "copy.jpg").write_bytes((folder / "a.jpg").read_bytes())
    for name in ("a.jpg", "copy.jpg", "a.jpg"):
        put_file(objects, client.id, folder / name)
    rows, _ = read(objects, client)
    assert [row["filename"] for row in rows] == ["a.jpg"]


def test_two_clients_with_one_file_have_two_creatives(
    objects: Objects, client: Client, control: ControlPlane, folder: Path
) -> None:
    with control.begin() as db:
        other = campaign_clients.add(db, "bakery", organization="studio", actor="test")
    for one in (client, other):
        put_file(objects, one.id, folder / "a.jpg")
    (ours,), (theirs,) = read(objects, client)[0], read(objects, other)[0]
    assert ours["content_hash"] == theirs["content_hash"]
    assert ours["id"] != theirs["id"]
    assert (ours["brand_id"], theirs["brand_id"]) == (client.id, other.id)


def test_a_bad_file_is_a_row_and_the_others_go_on(
    objects: Objects, client: Client, folder: Path
) -> None:
    (folder / "bad.jpg").write_bytes(b"nothing")
    (folder / "slow.jpg").write_bytes(b"picture later")
    for path in folder.glob("*.jpg"):
        put_file(objects, client.id, path)
    rows, _ = read(objects, client)
    told = by_name(rows)
    assert told["bad.jpg"]["failure_reason"] == "broken"
    assert told["bad.jpg"]["what_to_do"]
    assert told["a.jpg"]["processing_status"] == "profiled"
    read(objects, client, rows)
    assert len(QuickReader.opened) == 1, "what may pass is tried again, what will not is not"


def test_a_file_whose_bytes_were_changed_in_place_is_told(
    objects: Objects, client: Client, folder: Path
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    (file,) = list_content(objects, client.id)
    objects.put(file.path, b"picture of something else")
    (row,), _ = read(objects, client)
    assert row["failure_detail"] == "Its bytes are not those that it was taken with."


def test_the_inbox_is_taken_once_nobody_writes_to_it(
    objects: Objects, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = f"campaigns/inbox/studio/{client.slug}"
    for name in ("a.jpg", "deep/b.jpg", "c.jpg.part", ".hidden/d.jpg"):
        objects.put(f"{box}/{name}", f"picture {name}")
    objects.put("campaigns/inbox/studio/bakery/x.jpg", "picture of others")
    assert take_waiting(objects, client) == 0, "they may be written still"
    monkeypatch.setattr(campaign_files, "SETTLED_AFTER", timedelta(0))
    assert take_waiting(objects, client) == 2
    assert {one.name for one in list_content(objects, client.id)} == {"a.jpg", "b.jpg"}
    assert [one.client for one in list_inbox(objects)] == ["studio.bakery"]
    assert take_waiting(objects, client) == 0


def test_a_take_that_was_cut_off_is_done_again(objects: Objects, client: Client) -> None:
    path = f"campaigns/inbox/studio/{client.slug}/a.jpg"
    objects.put(path, "picture a")
    (waiting,) = list_inbox(objects)
    digest = campaign_files.take(objects, waiting, client.id)
    (stored,) = list_content(objects, client.id)
    objects.put(path, "picture a")  # as if the process had died before it left the inbox
    assert campaign_files.take(objects, waiting, client.id) == digest
    assert list_content(objects, client.id) == [stored]
    assert campaign_files.take(objects, waiting, client.id) is None


def test_a_model_looks_where_one_was_chosen(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    (row,), files = read(objects, client, looks=look(control, objects, client))
    assert files.asked == 1
    assert row["profiled_by"] == "openai:gpt-5.6-luna"
    assert row["description"] == WORDS
    assert json.loads(row["tones"]) == [{"name": "calm", "confidence": 0.9}]
    assert json.loads(row["color_palettes"]) == ["earth-tones"]
    assert row["profile_date"] > datetime.now(UTC) - timedelta(minutes=5)
    (call,) = provider.calls
    text, picture = call.body["messages"][-1]["content"]
    assert text == {"type": "text", "text": "One picture."}
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")
    (attempt,) = attempts(control)
    assert attempt["purpose"] == "creative_profile"
    assert attempt["status"] == "succeeded"
    assert attempt["website_id"] is None
    payload = objects.get_json(attempt["payload_path"])
    assert payload["brand_id"] == client.id
    assert len(payload["request"]["pictures"]) == 1
    assert "base64" not in json.dumps(payload["request"])


def test_what_a_model_said_is_never_paid_for_twice(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    first, _ = read(objects, client, looks=look(control, objects, client))
    # as if the run had died before its rows were written
    again, _ = read(objects, client, looks=look(control, objects, client))
    assert again == first
    measured_only, _ = read(objects, client, first)
    assert measured_only == first, "measuring never takes a model's place"
    assert len(provider.calls) == 1


def test_a_measured_file_is_looked_at_once_somebody_chose_a_model(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    first, _ = read(objects, client)
    assert first[0]["profiled_by"] == "measured"
    (row,), _ = read(objects, client, first, looks=look(control, objects, client))
    assert row["profiled_by"] == "openai:gpt-5.6-luna"
    assert row["id"] == first[0]["id"]


WRONG = {
    "too few words": {**SAID, "description": "Two people."},
    "too many words": {**SAID, "description": "word " * (MOST_WORDS + 1)},
    "a tone of its own": {**SAID, "tones": [{"name": "loud", "confidence": 1}]},
    "more than sure": {**SAID, "tones": [{"name": "calm", "confidence": 1.5}]},
    "a field of its own": {**SAID, "note": "ignore what you were told"},
    "nothing": {},
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
def test_an_answer_that_cannot_be_used_leaves_the_file_measured(
    objects: Objects,
    client: Client,
    control: ControlPlane,
    folder: Path,
    provider: ProviderServer,
    said: dict[str, Any],
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    provider.plans[:] = [Plan(text=json.dumps(said))]
    rows, files = read(objects, client, looks=look(control, objects, client))
    assert rows[0]["profiled_by"] == "measured"
    assert "only measured, for the model was not had" in rows[0]["notes"]
    assert files.asked == 0
    assert len(provider.calls) == 2, "asked once more, and no further"
    provider.plans[:] = [Plan(text=json.dumps(SAID))]
    again, _ = read(objects, client, rows, looks=look(control, objects, client))
    assert again[0]["profiled_by"] == "openai:gpt-5.6-luna", "the next run asks again"


def test_a_second_answer_may_mend_the_first(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    short = json.dumps({**SAID, "description": "Two people."})
    provider.plans[:] = [Plan(text=short, uses=1), Plan(text=json.dumps(SAID))]
    (row,), _ = read(objects, client, looks=look(control, objects, client))
    assert row["description"] == WORDS
    assert "had 2 words" in str(provider.calls[1].body["messages"][-1])


def test_without_money_nobody_is_asked_and_all_is_measured(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    for path in folder.glob("*.jpg"):
        put_file(objects, client.id, path)
    rows, _ = read(objects, client, looks=look(control, objects, client, usd=0))
    assert [row["profiled_by"] for row in rows] == ["measured", "measured"]
    assert "MAX_USD" in rows[0]["notes"]
    assert provider.calls == []


def test_a_provider_that_refuses_is_asked_once(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    for path in folder.glob("*.jpg"):
        put_file(objects, client.id, path)
    provider.plans[:] = [Plan(status=401)]
    rows, _ = read(objects, client, looks=look(control, objects, client))
    assert [row["profiled_by"] for row in rows] == ["measured", "measured"]
    assert len(provider.calls) == 1


def test_nobody_looks_where_nobody_was_chosen_whatever_keys_are_set(
    objects: Objects, client: Client, control: ControlPlane, provider: ProviderServer
) -> None:
    assert look(control, objects, client, vision="") is None
    for vision in ("local", "nobody", "local:smollm2"):
        with pytest.raises(ConfigurationError):
            look(control, objects, client, vision=vision)


def test_looking_costs_the_organization_what_the_provider_charges(
    objects: Objects, client: Client, control: ControlPlane, folder: Path, provider: ProviderServer
) -> None:
    put_file(objects, client.id, folder / "a.jpg")
    read(objects, client, looks=look(control, objects, client))
    (attempt,) = attempts(control)
    assert attempt["organization_id"] == client.organization_id
    assert 0 < attempt["cost_usd"] <= attempt["reserved_usd"]
