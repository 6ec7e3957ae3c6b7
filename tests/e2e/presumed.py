"""What each page presumes: files a person has, and what they said before."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.e2e.typist import Typist
from tests.onevice_assets.entertainment.documents.made_files import pdf_of
from tests.onevice_assets.intents.planted import plant
from tests.onevice_assets.intents.test_stage import as_log
from tests.onevice_assets.operations.test_read_documents import CONFIRMATION, write_mail

_INVOICES = """id,customer_id,doc_number,total_amount,balance,due_date,updated_at
40113,58,1001,40.00,40.00,2024-04-01,2024-03-05T00:00:00Z
"""


def _readme(person: Typist) -> None:
    for name in ("DeLonghi", "Battery Life", "PayPal Holdings", "PayPal", "Target"):
        person.run("brand", "add", name)
    person.run("site", "add", "https://example.com/")
    person.run("organization", "add", "acme")
    _intents(person)
    _operations(person)


def _intents(person: Typist) -> None:
    (person.folder / "support.jsonl").write_bytes(as_log(plant("alice")))


def _operations(person: Typist) -> None:
    here = person.folder
    rate = pdf_of(CONFIRMATION)
    (here / "rate.pdf").write_bytes(rate)
    (here / "mail.eml").write_bytes(write_mail("Please see attached.", **{"rate.pdf": rate}))
    (here / "invoices.csv").write_text(_INVOICES)
    (here / "loads.jsonl").write_text(
        json.dumps(
            {
                "load_id": "L1",
                "origin": "Dallas",
                "status": "open",
                "updated_at": "2024-03-01T00:00:00Z",
            }
        )
    )
    (here / "units.csv").write_text("unit,make,model\n1234,Volvo,VNL\n")
    (here / "facts.tsv").write_text("unit 1\tdriver\tAnn\t2020\t2021\n")


def _campaigns(person: Typist) -> None:
    here = person.folder
    (here / "creatives").mkdir(exist_ok=True)
    (here / "creatives" / "hero.mp4").write_bytes(b"not a video")


def _acme(person: Typist) -> None:
    person.run("site", "add", "https://acme.example.com/")


def _talent(person: Typist) -> None:
    person.run("migrate", "up", "--store", "search")  # as the first documents would have it
    person.run("user", "add", "ada@example.com", "--role", "member")
    rates = "union_code,state,year\nIATSE,CA,2025\n"
    (person.folder / "rates.csv").write_text(rates)


PRESUMED: dict[str, Callable[[Typist], None]] = {
    "README.md": _readme,
    "docs/campaigns.md": _campaigns,
    "docs/how-to/erase.md": _acme,
    "docs/how-to/retention.md": _acme,
    "docs/operations.md": _acme,
    "docs/talent.md": _talent,
    "docs/intents.md": _intents,
    "docs/operations-memory.md": _operations,
}
