"""What files get wrong, and that nothing is guessed about it."""

from __future__ import annotations

import pytest

from onevice_assets.operations.entities.map_episode import map_episode
from onevice_assets.operations.entities.read_cells import read_amount, read_number
from onevice_assets.operations.model.amount import Amount
from onevice_assets.operations.timeline.calendar import write_moment
from resources.errors import InputError
from tests.onevice_assets.operations.delivering import OWNER, ask, deliver, say

QUICKBOOKS = (
    "id,doc_number,customer_id,total_amount,balance,due_date,transaction_date,updated_at,"
    "sync_token,currency_id,_fivetran_deleted,_fivetran_synced\n"
)


def refusal(text: str, **more: str) -> str:
    (episode,) = deliver(text, **more)
    with pytest.raises(InputError) as refused:
        map_episode(OWNER, episode)
    return str(refused.value)


def test_an_invoice_without_a_number_is_refused_where_the_number_is_its_key() -> None:
    told = refusal("invoice_number,customer_id,amount,due_date\n,C1,12.50,2024-03-31\n")
    assert told == "it is an invoice without invoice_number: fill it"


def test_an_invoice_of_quickbooks_without_a_number_is_kept_by_its_id_and_told() -> None:
    text = QUICKBOOKS + "7,,58,100,40,2024-03-31,2024-03-01,2024-03-05 9:00:00,1,USD,FALSE,\n"
    done = map_episode(OWNER, deliver(text)[0])
    assert done.notes == ["it has no number: fill doc_number"]
    statements = say(deliver(text))
    assert ask(statements, "invoice quickbooks:7", "balance", "2024-03-06") == {"40.00 USD"}
    assert ask(statements, "invoice quickbooks:7", "status", "2024-03-06") == {"partly paid"}
    assert ask(statements, "invoice quickbooks:7", "number", "2024-03-06") == set()


def test_two_customers_with_one_name_and_two_ids_are_two() -> None:
    rows = deliver("customer_id,customer_name\nC1,Smith Trucking\nC2,Smith Trucking\n")
    done = [map_episode(OWNER, one) for one in rows]
    ids = {one.id for row in done for one in row.entities.values()}
    assert len(ids) == 2
    statements = say(rows)
    for customer in ("customer C1", "customer C2"):
        assert ask(statements, customer, "name", "2024-03-01") == {"Smith Trucking"}


def test_a_customer_without_an_id_is_told_and_never_found_by_name() -> None:
    told = refusal("customer_name,payment_terms\nSmith Trucking,30\n")
    assert "two may have one name: add a customer_id" in told
    (load,) = deliver("load_id,customer_name,origin,status\nL1,Smith Trucking,Chicago,booked\n")
    done = map_episode(OWNER, load)
    assert "customer (Smith Trucking) without a key" in done.notes[0]
    assert [one.name for one in done.entities.values()] == ["load L1"]
    assert {one.relation for one in done.statements} == {"origin", "status"}


def test_a_load_whose_driver_changes_at_noon_has_the_one_before_and_the_other_from_noon() -> None:
    statements = say(
        deliver(
            "load_id,unit,driver_id,from,to,updated_at\n"
            "L1,1234,ann,2024-03-10T06:00,2024-03-10T12:00,2024-03-10T05:00\n"
            "L1,1234,bob,2024-03-10T12:00,2024-03-10T18:00,2024-03-10T12:05\n",
            zone="America/Chicago",
        )
    )
    for subject in ("load L1", "unit 1234"):
        at = {
            hour: ask(statements, subject, "driver", f"2024-03-10T{hour}Z")
            for hour in ("16:59:59.999999", "17:00", "22:59", "23:00")
        }
        assert at == {
            "16:59:59.999999": {"driver ann"},
            "17:00": {"driver bob"},
            "22:59": {"driver bob"},
            "23:00": set(),
        }


def test_a_correction_that_arrives_before_the_original_is_what_is_known() -> None:
    head = "assignment_id,unit,driver_id,from,to,updated_at\n"
    original = deliver(head + "A1,1234,ann,2024-03-03,2024-03-09,2024-03-02\n")
    correction = deliver(head + "A1,1234,bob,2024-03-05,2024-03-09,2024-03-08\n")
    both = say([*correction, *original])
    assert ask(both, "unit 1234", "driver", "2024-03-04", known="2024-03-07") == {"driver ann"}
    assert ask(both, "unit 1234", "driver", "2024-03-04", known="2024-03-09") == set()
    assert ask(both, "unit 1234", "driver", "2024-03-06", known="2024-03-09") == {"driver bob"}


def test_versions_of_one_second_keep_the_order_of_their_numbers() -> None:
    rows = [
        f"7,N,{customer},100,100,2024-03-31,2024-03-01,2024-03-05 09:00:00,{n},USD,FALSE,\n"
        for n, customer in enumerate(("58", "59", "60"))
    ]
    for order in (rows, rows[::-1]):
        statements = say(one for row in order for one in deliver(QUICKBOOKS + row))
        found = ask(statements, "invoice quickbooks:7", "customer", "2024-03-10")
        assert found == {"customer quickbooks:60"}


def test_a_deleted_invoice_ends_keeps_its_past_and_may_come_back() -> None:
    row = "7,N1,58,100,100,2024-03-31,2024-03-01,2024-03-05 09:00:00,1,USD,{},{}\n"
    there = deliver(QUICKBOOKS + row.format("FALSE", "2024-03-05 10:00:00"))
    gone = deliver(QUICKBOOKS + row.format("TRUE", "2024-03-20 10:00:00"))
    again = deliver(
        QUICKBOOKS + row.replace(",1,", ",2,").replace("-05 09", "-25 09").format("", "")
    )
    invoice = "invoice quickbooks:7"
    for order in ([*there, *gone], [*gone, *there]):
        assert ask(say(order), invoice, "balance", "2024-03-10") == {"100.00 USD"}
        assert ask(say(order), invoice, "balance", "2024-03-21") == set()
        assert ask(say(order), invoice, "status", "2024-03-21") == {"deleted"}
    back = say([*again, *gone, *there])
    assert ask(back, invoice, "customer", "2024-03-26") == {"customer quickbooks:58"}
    assert ask(back, invoice, "status", "2024-03-26") == {"open"}
    assert ask(back, invoice, "status", "2024-03-21", known="2024-03-22") == {"deleted"}


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2024-03-10T01:30", "America/Chicago", "2024-03-10T07:30:00Z"),
        ("2024-03-10T03:30", "America/Chicago", "2024-03-10T08:30:00Z"),
        ("2024-03-10T02:30", "America/Chicago", "does not exist in America/Chicago"),
        ("2024-11-03T01:30", "America/Chicago", "was twice in America/Chicago"),
        ("2024-11-03T01:30-06:00", "America/Chicago", "2024-11-03T07:30:00Z"),
        ("2024-03-10", "America/Chicago", "2024-03-10T06:00:00Z"),
        ("2024-03-10 9:05:00", "UTC", "2024-03-10T09:05:00Z"),
        ("2024-02-29", "UTC", "2024-02-29"),
        ("2023-02-29", "UTC", "2023-02 has 28 days: there is no day 29"),
        ("2024-03-10T12:00", "CST", "There is no time zone 'CST'"),
        ("03/04/2024", "UTC", "is no date: write it as 2024-03-10"),
    ],
)
def test_times_are_those_of_their_zone_and_none_is_guessed(
    start: str, zone: str, expected: str
) -> None:
    text = f"unit,driver_id,from,time_zone,updated_at\n1,ann,{start},{zone},2024-01-01\n"
    (episode,) = deliver(text)
    try:
        found = write_moment(map_episode(OWNER, episode).statements[0].valid.start)
    except InputError as error:
        found = str(error)
    assert expected in found


def test_a_day_has_23_hours_where_clocks_are_set_forward() -> None:
    rows = deliver("unit,driver_id,from,to\n1,ann,2024-03-10,2024-03-10\n", zone="America/Chicago")
    valid = map_episode(OWNER, rows[0]).statements[0].valid
    assert (valid.end - valid.start) == 23 * 3_600_000_000


@pytest.mark.parametrize(
    ("text", "currency", "in_minor_units", "expected"),
    [
        ("1250", "USD", False, "1250.00 USD"),
        ("125000", "USD", True, "1250.00 USD"),
        ("$1,250.00", "USD", False, "1250.00 USD"),
        ("(12.50)", "USD", False, "-12.50 USD"),
        ("-$12.50", "USD", False, "-12.50 USD"),
        ("1250", "JPY", False, "1250 JPY"),
        ("1.250", "KWD", False, "1.250 KWD"),
        ("0.1", "USD", False, "0.10 USD"),
        ("12.505", "USD", False, "finer than USD has units: write 2 decimals at most"),
        ("12.50", "USD", True, "write whole cents at most"),
        ("1.250,00", "USD", False, "is no number: write it as 1250.00"),
        ("12,50", "USD", False, "is no number"),
        ("€12.50", "USD", False, "written in EUR, its currency is USD"),
        ("1e3", "USD", False, "is no number"),
        ("NaN", "USD", False, "is no number"),
        ("12", "dollars", False, "is no currency"),
    ],
)
def test_amounts_are_exact_in_dollars_and_in_cents(
    text: str, currency: str, in_minor_units: bool, expected: str
) -> None:
    try:
        found = str(read_amount(text, currency, in_minor_units=in_minor_units))
    except InputError as error:
        found = str(error)
    assert expected in found


def test_an_amount_in_cents_and_in_dollars_is_one_amount_or_refused() -> None:
    head = "invoice_number,customer_id,amount,amount_cents,due_date\n"
    for row in ("I1,C1,1250.00,,2024-03-31", "I1,C1,,125000,2024-03-31",
                "I1,C1,1250,125000,2024-03-31"):  # fmt: skip
        statements = say(deliver(f"{head}{row}\n"))
        (amount,) = (one for one in statements if one.relation == "amount")
        assert (amount.object, amount.attributes["minor_units"]) == ("1250.00 USD", 125_000)
    told = refusal(f"{head}I1,C1,1250.00,1250,2024-03-31\n")
    assert told == "amount: 1250.00 and 1250 in cents are not the same: correct one of them"


def test_numbers_keep_every_digit() -> None:
    assert read_amount("0.30", "USD") == Amount(30, "USD")
    assert str(read_number("123456789012345.678")) == "123456789012345.678"
    hook = (
        '{"Id": "9", "Balance": 0.10, "TotalAmt": 100000000000001.10, "DueDate": "2024-03-31",'
        ' "CustomerRef": {"value": "58"}}'
    )
    (episode,) = deliver(hook, "hook.json")
    amounts = {one.relation: one.object for one in map_episode(OWNER, episode).statements}
    assert amounts["amount"] == "100000000000001.10 USD"
    assert amounts["customer"] == "customer quickbooks:58"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1,ann,2024-03-10,2024-03-09,2024-03-01", "begins (2024-03-10) after it ends"),
        ("1,ann,2024-03-10,,2099-01-01", "known since 2099-01-01, which is still to come"),
        (",ann,2024-03-10,,2024-03-01", "it has no load_id and no unit"),
        (f"{'9' * 250},ann,2024-03-10,,2024-03-01", "has 250 characters: shorten it"),
    ],
)
def test_what_contradicts_itself_is_refused_with_what_to_do(row: str, expected: str) -> None:
    assert expected in refusal(f"unit,driver_id,from,to,updated_at\n{row}\n")
