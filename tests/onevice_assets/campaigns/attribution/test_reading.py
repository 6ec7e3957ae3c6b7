"""What strangers send is read as it was meant, or told; what is good of it is kept."""

from __future__ import annotations

import json
import tarfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from onevice_assets.campaigns.attribution.people.addresses import read_email, read_phone
from onevice_assets.campaigns.attribution.reading.decode import HINTS, UnreadableError, decode
from onevice_assets.campaigns.attribution.reading.money import read_money
from tests.onevice_assets.campaigns.attribution.shop import (
    SERVICE,
    delivery,
    landing,
    order,
    read,
    read_form,
    refund,
)

FORM = {"name": "Ann Lee", "email": "Ann@Example.com", "phone": "+1 (555) 625-1199"}


def parsed(row: dict[str, Any]) -> dict[str, Any]:
    assert row["status"] == "read", row
    return dict(json.loads(row["parsed"]))


@pytest.mark.shared
def test_orders_as_shopify_documents_them_are_read(shared: Path) -> None:
    path = shared / "data/marketing/shopify_python_api_fixtures.tar.xz"
    with tarfile.open(path) as files:
        real, paid_back = (
            json.load(files.extractfile(one))  # type: ignore[arg-type]
            for one in (
                next(m for m in files.getmembers() if Path(m.name).name == name)
                for name in ("order.json", "refund.json")
            )
        )
    told = parsed(read(real))
    assert (told["id"], told["total"], told["currency"]) == ("450789469", "409.94", "USD")
    assert (told["email"], told["shop_id"]) == ("bob.norman@hostmail.com", "207119551")
    assert told["created_at"] == "2008-01-10T16:00:00+00:00"
    assert told["landings"] == [{"page": "example.com", "referrer_host": "otherexample.com"}]
    assert parsed(read(paid_back))["refunds"] == [{"id": "509562969", "paid": [["209.00", "USD"]]}]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"{", "not_json"),
        (b'{"id": NaN}', "not_json"),
        (b"\xff\xfe{", "encoding"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * 40 + b"]" * 40, "too_deep"),
        (b'"text"', "not_an_object"),
        (json.dumps(order(total_price="12,50")).encode(), "bad_money"),
        (json.dumps(order(total_price="-1.00")).encode(), "bad_money"),
        (json.dumps(order(total_price=None)).encode(), "bad_money"),
        (json.dumps(order(total_price="1e400")).encode(), "bad_money"),
        (json.dumps(order(currency="dollars")).encode(), "no_currency"),
        (json.dumps({**order(), "id": None}).encode(), "no_number"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_do(body: bytes, reason: str) -> None:
    row = read(body)
    assert (row["status"], row["reason"], row["what_to_do"]) == ("error", reason, HINTS[reason])
    assert row["parsed"] is None


def test_a_reason_repeats_nothing_of_the_body() -> None:
    row = read_form({"email": "ann@example", "message": "secret"}, client=SERVICE)
    assert "ann@" not in json.dumps([row["notes"], row.get("what_to_do")])


@pytest.mark.parametrize("value", [True, "", " ", "1.", "1 000", "१", "0x10", {}, 1.5, "9" * 20])
def test_what_is_no_amount_is_none(value: Any) -> None:
    with pytest.raises(UnreadableError):
        read_money(value)


def test_amounts_are_exact() -> None:
    assert read_money(" 409.94 ") == Decimal("409.94")
    assert read_money(decode(b"[409.94]", "application/json")[0]) == Decimal("409.94")
    assert read_money(7) == 7


def test_an_order_without_customer_is_an_order() -> None:
    told = parsed(read(order(customer=None, email="", phone=None)))
    assert (told["email"], told["phone"], told["shop_id"]) == (None, None, None)


def test_a_date_without_zone_is_told_and_not_guessed() -> None:
    row = read(order(created_at="2026-11-20 10:00:00"))
    assert "no moment with a zone" in row["notes"]
    assert parsed(row)["created_at"] == delivery({}).received_at.isoformat()


@pytest.mark.parametrize(
    ("body", "topic", "kind", "reason"),
    [
        (order(), "orders/create", "order", "service_client"),
        (refund(1, "5.00"), "refunds/create", "refund", "service_client"),
    ],
)
def test_a_client_of_services_is_told_that_a_shop_posts(
    body: Any, topic: str, kind: str, reason: str
) -> None:
    row = read(body, client=SERVICE, topic=topic)
    assert (row["kind"], row["status"], row["reason"]) == (kind, "ignored", reason)


def test_a_request_to_be_erased_is_told() -> None:
    row = read({"customer": {"id": 1, "email": "ann@example.com"}}, topic="customers/redact")
    assert (row["status"], row["reason"]) == ("ignored", "erasure_request")


def test_an_order_is_known_by_its_content_and_not_by_its_topic() -> None:
    assert read(order(), topic="orders/delete")["kind"] == "order"
    assert read({"id": 1}, topic="orders/create")["kind"] == "deletion"


HUBSPOT = {
    "formId": "guid-1",
    "submittedAt": 1763632800000,
    "fields": [
        {"objectTypeId": "0-1", "name": "email", "value": "Ann@Example.com"},
        {"objectTypeId": "0-1", "name": "firstname", "value": "Ann"},
        {"objectTypeId": "0-1", "name": "lastname", "value": "Lee"},
        {"objectTypeId": "0-1", "name": "phone", "value": "+15556251199"},
        {"objectTypeId": "0-1", "name": "service_interest", "value": "Prenatal yoga"},
    ],
    "context": {
        "pageUri": f"https://www.loft.com{landing(utm_campaign='spring')}",
        "pageName": "Book",
    },
}
TYPEFORM = {
    "event_id": "e1",
    "form_response": {
        "form_id": "guid-1",
        "token": "t1",
        "submitted_at": "2025-11-20T10:00:00Z",
        "hidden": {"utm_campaign": "spring", "page_url": "https://loft.com/mats"},
        "answers": [
            {"type": "text", "text": "Ann Lee", "field": {"id": "1", "ref": "full_name"}},
            {"type": "email", "email": "Ann@Example.com", "field": {"id": "2", "ref": "x"}},
            {"type": "phone_number", "phone_number": "+15556251199", "field": {"ref": "phone"}},
            {"type": "text", "text": "Prenatal yoga", "field": {"ref": "service"}},
        ],
    },
}
NESTED = {
    "form": {"name": "guid-1"},
    "contact": {"Full Name": {"value": "Ann Lee"}, "E-Mail": {"value": "Ann@Example.com"},
                "Phone": {"value": "+1 555 625 1199"}},
    "Service interest": ["Prenatal yoga"],
    "tracking": {"utm_campaign": "spring", "page_url": "https://loft.com/mats"},
    "submitted_at": "2025-11-20T11:00:00+01:00",
}  # fmt: skip
FLAT = {
    "form_type": "guid-1",
    "your-name": "Ann Lee",
    "your-email": " Ann@Example.com ",
    "your-phone": "+1-555-625-1199",
    "service": "Prenatal yoga",
    "page_url": "https://loft.com/mats?utm_campaign=spring",
    "submitted_at": "2025-11-20T10:00:00Z",
}
FIVETRAN = {
    "form_id": "guid-1",
    "property_email": "Ann@Example.com",
    "property_firstname": "Ann",
    "property_lastname": "Lee",
    "property_phone": "+15556251199",
    "property_service": "Prenatal yoga",
    "page_url": "https://loft.com/mats?utm_campaign=spring",
    "timestamp": "2025-11-20T10:00:00.000Z",
}
ELEMENTOR = urlencode(
    {
        "form[id]": "guid-1",
        "fields[name][value]": "ignored",
        "form_fields[name]": "Ann Lee",
        "form_fields[email]": "Ann@Example.com",
        "form_fields[phone]": "+15556251199",
        "form_fields[service]": "Prenatal yoga",
        "page_url": "https://loft.com/mats?utm_campaign=spring",
        "submitted_at": "2025-11-20T10:00:00Z",
    }
).encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FLAT, "application/json"),
        (NESTED, "application/json"),
        (HUBSPOT, "application/json"),
        (TYPEFORM, "application/json"),
        (FIVETRAN, "application/json; charset=utf-8"),
        (ELEMENTOR, "application/x-www-form-urlencoded"),
    ],
    ids=["flat", "nested", "hubspot", "typeform", "fivetran", "elementor"],
)
def test_forms_of_every_shape_say_the_same(body: Any, kind: str) -> None:
    told = parsed(read_form(body, client=SERVICE, content_type=kind))
    assert told["email"] == "ann@example.com"
    assert told["name"] == "Ann Lee"
    assert told["phone"] == "+15556251199"
    assert told["service"] == "Prenatal yoga"
    assert told["submitted_at"] in ("2025-11-20T10:00:00+00:00",)
    assert [one["utm_campaign"] for one in told["landings"]] == ["spring"]


def test_a_form_in_latin_1_is_read_where_it_says_so() -> None:
    body = urlencode({"name": "Zoë"}, encoding="latin-1").encode() + b"&email=zoe@x.fr"
    kind = "application/x-www-form-urlencoded"
    raw = '{"name": "Zoë", "email": "zoe@x.fr"}'.encode("latin-1")
    told = parsed(read_form(raw, client=SERVICE, content_type="application/json; charset=latin-1"))
    assert told["name"] == "Zoë"
    assert read_form(body, client=SERVICE, content_type=kind)["status"] == "read"


def test_a_form_that_tells_nobody_is_no_lead() -> None:
    row = read_form({"name": "Ann", "message": "call me"}, client=SERVICE)
    assert (row["status"], row["reason"]) == ("error", "no_contact")


def test_a_bad_address_is_told_and_the_rest_is_kept() -> None:
    row = read_form({**FORM, "email": "ann(at)example"}, client=SERVICE)
    assert parsed(row)["phone"] == "+15556251199"
    assert "address" in row["notes"]


def test_more_fields_than_anybody_asks_for_are_refused() -> None:
    row = read_form({f"f{n}": "x" for n in range(600)}, client=SERVICE)
    assert row["reason"] == "too_many_fields"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ann@EXAMPLE.com ", "ann@example.com"),
        ("ann@bücher.de", "ann@xn--bcher-kva.de"),
        ("ann+tag@example.com", "ann+tag@example.com"),
        ("ann@example", None),
        ("ann@@example.com", None),
        ("", None),
        (None, None),
        (7, None),
        ("a" * 5000 + "@x.com", None),
    ],
)
def test_addresses_have_one_spelling(typed: Any, found: str | None) -> None:
    assert read_email(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("+1 (555) 625-1199", "+15556251199"),
        ("+49 (0)30 1234567", "+49301234567"),
        ("555-625-1199", None),
        ("0049 30 1234567", None),
        ("+0 123 4567", None),
        ("+1234", None),
        ("call me", None),
        (None, None),
    ],
)
def test_a_number_without_its_country_is_not_guessed(typed: Any, found: str | None) -> None:
    assert read_phone(typed) == found
