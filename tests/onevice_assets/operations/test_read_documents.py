"""Documents and mails that wait become facts, each with the sentence that says it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from onevice_assets.operations import read_documents
from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.model.written import Written
from onevice_assets.operations.read_again import read_all_again
from onevice_assets.operations.read_documents import read_all_waiting
from onevice_assets.operations.timeline.calendar import FOREVER, now
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.read_back import read_statements
from onevice_assets.operations.timeline.reading.read_dates import read_moment
from onevice_assets.operations.timeline.statement import Relation
from onevice_assets.operations.write_episodes import Stores, add_file
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.identity import new_id
from resources.object_store import Objects
from resources.operation_tables import episodes, quarantine
from tests.onevice_assets.entertainment.documents.made_files import pdf_of, word_of

CAME = datetime(2024, 6, 1, tzinfo=UTC)
CONFIRMATION = """RATE CONFIRMATION
Load Number: 1048822
Broker: Trailhead Logistics Inc.
Driver: Marcus Bell
Truck #: 118
Trailer #: 5307
Pickup: Acme Warehouse, Dallas, TX 75201
Pickup Date: 03/01/2024 08:00
Total Rate: $2,400.00"""
INVOICE = """INVOICE
Invoice Number: INV-7781
Bill To: Trailhead Logistics Inc.
Invoice Date: 03/04/2024 (United States)
Load Number: 1048822
Total Due: USD 2,400.00"""
_LATE = "Marcus Bell is out. Wei Chen takes unit 118 from 2024-03-09."


def write_mail(body: str, **attached: bytes) -> bytes:
    """A mail with files, sent on the evening of 28 February 2024 in Chicago."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Dana Ortiz <dana@broker.example>", "ops@fleet.example"
    mail["Subject"], mail["Message-ID"] = "Confirmation", f"<{len(body)}@broker.example>"
    mail["Date"] = "Wed, 28 Feb 2024 20:30:00 -0600"
    mail.set_content(body)
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


@pytest.fixture(scope="module")
def stores(facts_database: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """What came: a mail with a PDF, an invoice as .docx, and a PDF that cannot be read."""
    with facts_database.begin() as db:
        owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
    objects = Objects(url=tmp_path_factory.mktemp("bucket").as_uri())
    made = Stores(facts_database, objects, PostgresFacts(facts_database, owner))
    add(made, write_mail("Please see attached.", **{"rate.pdf": pdf_of(CONFIRMATION)}), "mail.eml")
    add(made, word_of(INVOICE), "invoice.docx")
    add(made, b"%PDF-1.7 broken", "broken.pdf")
    return made


@pytest.fixture(scope="module")
def read(stores: Stores) -> list[Written]:
    """Two runs over it."""
    return [read_waiting(stores) for _ in range(2)]


def add(stores: Stores, data: bytes, name: str) -> None:
    delivery = Delivery(stores.facts.organization_id, CAME, "America/Chicago")
    for _ in add_file(stores, delivery, io.BytesIO(data), name):
        pass


def read_waiting(stores: Stores) -> Written:
    return read_all_waiting(stores, None, None, lambda _: None)


def held(stores: Stores, subject: str, at: str = "2024-03-08", known: int = 0) -> dict[str, str]:
    facts: Any = stores.facts
    moments = (read_moment(at), known or now())
    return {one.relation: one.object for one in facts.at(subject, None, *moments)}


def test_an_attached_confirmation_says_who_drives_what_and_for_how_much(
    stores: Stores, read: list[Written]
) -> None:
    assert held(stores, "load 1048822") == {
        "customer": "customer Trailhead Logistics Inc.",
        "driver": "driver Marcus Bell",
        "unit": "unit 118",
        "trailer": "unit 5307",
        "origin": "Dallas, TX",
        "pickup_at": "2024-03-01T08:00",
        "rate": "2400.00 USD",
    }
    assert held(stores, "unit 118")["driver"] == "driver Marcus Bell"
    assert "driver" not in held(stores, "unit 118", "2024-02-29T23:00:00-06:00")
    sent = read_moment("2024-02-29T02:30:00Z")
    assert held(stores, "load 1048822", known=sent)  # known since the mail was sent, not earlier
    assert not held(stores, "load 1048822", known=sent - 1)


def test_each_fact_leads_back_to_its_words(stores: Stores, read: list[Written]) -> None:
    facts: Any = stores.facts
    (rate,) = facts.history("load 1048822", "rate")
    said = read_statements(facts, [rate.statement_id])[rate.statement_id]
    assert said.attributes["quote"] == "Total Rate: $2,400.00"
    assert (said.attributes["page"], said.attributes["minor_units"]) == (1, 240_000)
    assert said.source == "document mail.eml/rate.pdf"
    with stores.control.begin() as db:
        episode = episodes.find(db, facts.organization_id, said.attributes["episode"])
    assert episode is not None
    assert (episode.outcome, episode.read_by) == ("mapped", read_documents.RULES)


def test_an_invoice_in_word_says_what_a_row_of_one_would(
    stores: Stores, read: list[Written]
) -> None:
    found = held(stores, "invoice INV-7781")
    assert {name: found.get(name) for name in ("customer", "amount", "load")} == {
        "customer": "customer Trailhead Logistics Inc.",
        "amount": "2400.00 USD",
        "load": "load 1048822",
    }


def test_what_cannot_be_read_is_told_and_a_second_run_changes_nothing(
    stores: Stores, read: list[Written]
) -> None:
    first, second = read
    assert (first.mapped, first.refused) == (3, 1)
    assert second == Written()
    with stores.control.begin() as db:
        told = quarantine.list_all(db, stores.facts.organization_id)
    (broken,) = [one for one in told if one.file == "broken.pdf"]
    assert broken.reason
    assert "save it again" in broken.what_to_do
    assert not broken.is_kept


def test_two_drivers_at_once_are_stated_only_where_a_unit_may_have_two(
    facts_database: ControlPlane, objects: Objects
) -> None:
    text = CONFIRMATION.replace("Marcus Bell", "Marcus Bell\nTeam Driver: Wei Chen").encode()
    held_by = {}
    for holds in ("one", "many"):
        with facts_database.begin() as db:
            owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
        stores = Stores(facts_database, objects, PostgresFacts(facts_database, owner))
        stores.facts.declare(Relation("driver", holds), actor="test")  # type: ignore[arg-type]
        add(stores, text, "rate.txt")
        done = read_waiting(stores)
        facts: Any = stores.facts
        at = (read_moment("2024-03-08"), now())
        held_by[holds] = {one.object for one in facts.at("load 1048822", "driver", *at)}
        assert any("names Marcus Bell and Wei Chen" in one.reason for one in done.problems) == (
            holds == "one"
        )
    assert held_by == {"one": set(), "many": {"driver Marcus Bell", "driver Wei Chen"}}


def test_a_later_edition_reads_again_only_when_told_and_keeps_what_was_known(
    facts_database: ControlPlane, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    with facts_database.begin() as db:
        owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
    facts = PostgresFacts(facts_database, owner)
    stores = Stores(facts_database, objects, facts)
    add(stores, CONFIRMATION.encode(), "rate.txt")
    add(stores, b"load_id,customer_id,status,updated_at\nL1,C1,booked,2024-03-01\n", "loads.csv")
    read_waiting(stores)
    before = {subject: facts.history(subject, None) for subject in ("load 1048822", "load L1")}
    monkeypatch.setattr(read_documents, "RULES", "rules 2")
    monkeypatch.setattr("onevice_assets.operations.read_again.READ_BY", "mappings 2")
    monkeypatch.setattr("onevice_assets.operations.entities.map_waiting.READ_BY", "mappings 2")
    real = read_documents.read_texts

    def read_otherwise(texts: Any, reader: Any) -> Any:
        return real([(text.replace("$2,400", "$2,500"), day) for text, day in texts], reader)

    assert read_waiting(stores) == Written()
    monkeypatch.setattr(read_documents, "read_texts", read_otherwise)
    moment = now()
    done = read_all_again(stores, None, moment, lambda _: None)
    assert (done.mapped, done.statements) == (2, 2)  # the new rate, and that the old one was wrong
    assert read_all_again(stores, None, now(), lambda _: None) == Written()
    at = read_moment("2024-03-08")
    assert [one.object for one in facts.at("load 1048822", "rate", at, moment - 1)] == [
        "2400.00 USD"
    ]
    assert [one.object for one in facts.at("load 1048822", "rate", at, moment)] == ["2500.00 USD"]
    assert facts.history("load L1", None) == before["load L1"]
    others = [one for one in facts.history("load 1048822", None) if one.relation != "rate"]
    assert others == [one for one in before["load 1048822"] if one.relation != "rate"]
    assert all(one.known.end == FOREVER for one in others)
