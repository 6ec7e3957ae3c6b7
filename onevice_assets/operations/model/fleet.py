"""Plain files of a fleet: equipment, drivers, customers, loads, assignments, invoices.

Keys hold in the whole organization: unit 1234 is unit 1234 in every file.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.operations.model.mapping import Mapping, Part, Says

UNIT: Final = ("unit", "unit_id", "unit_number", "equipment_id", "truck", "truck_id")
DRIVER: Final = ("driver_id",)
LOAD: Final = ("load_id", "load_number", "load")
CUSTOMER: Final = ("customer_id",)
_KNOWN: Final = ("updated_at", "recorded_at")
_FROM: Final = ("from", "valid_from", "start", "start_at", "started_at", "assigned_at")
_TO: Final = ("to", "valid_to", "end", "end_at", "ended_at", "released_at")
_DRIVES: Final = Says("driver", DRIVER, "reference", of="Driver", named=("driver_name", "driver"))
_UNIT: Final = Says("unit", UNIT, "reference", of="Equipment")
_FOR: Final = Says(
    "customer", CUSTOMER, "reference", of="Customer", named=("customer_name", "customer")
)
_DELETED: Final = ("deleted",)

EQUIPMENT: Final = Mapping(
    "fleet.equipment",
    "",
    (UNIT, ("vin", "make", "model", "equipment_type", "plate", "license_plate")),
    (
        Part(
            "Equipment",
            (UNIT,),
            (
                Says("vin", ("vin",)),
                Says("make", ("make",)),
                Says("model", ("model",)),
                Says("model_year", ("year", "model_year"), "number"),
                Says("type", ("equipment_type", "type")),
                Says("plate", ("plate", "license_plate"), time="state"),
                Says("status", ("status",), time="state"),
            ),
        ),
    ),
    own_key=(UNIT,),
    version=_KNOWN,
    known=_KNOWN,
    start=("in_service_from", "in_service_on", "purchased_on", *_FROM),
    end=("out_of_service_on", *_TO),
    deleted=_DELETED,
)

DRIVERS: Final = Mapping(
    "fleet.driver",
    "",
    (DRIVER, ("name", "driver_name", "full_name"), ("license_number", "status", "phone",
     "home_terminal", "hired_on", "license_state")),
    (
        Part(
            "Driver",
            (DRIVER,),
            (
                Says("name", ("name", "driver_name", "full_name"), expected=True),
                Says("license", ("license_number",)),
                Says("phone", ("phone",)),
                Says("home_terminal", ("home_terminal",), time="state"),
                Says("status", ("status",), time="state"),
            ),
        ),
    ),
    own_key=(DRIVER,),
    version=_KNOWN,
    known=_KNOWN,
    start=("hired_on", *_FROM),
    end=("left_on", *_TO),
    deleted=_DELETED,
)  # fmt: skip

CUSTOMERS: Final = Mapping(
    "fleet.customer",
    "",
    (("customer_name", "name", "company_name"), ("customer_id", "payment_terms", "credit_limit",
     "billing_email")),
    (
        Part(
            "Customer",
            (CUSTOMER,),
            (
                Says("name", ("customer_name", "name", "company_name"), expected=True),
                Says("email", ("email", "billing_email")),
                Says("payment_terms", ("payment_terms",), time="state"),
                Says("credit_limit", ("credit_limit",), "amount", "state",
                     minor=("credit_limit_cents",)),
                Says("status", ("status",), time="state"),
            ),
        ),
    ),
    own_key=(CUSTOMER,),
    version=_KNOWN,
    known=_KNOWN,
    start=("since", *_FROM),
    end=_TO,
    deleted=_DELETED,
)  # fmt: skip

LOADS: Final = Mapping(
    "fleet.load",
    "",
    (LOAD, ("origin", "destination", "rate", "rate_cents", "status", "pickup_at")),
    (
        Part(
            "Load",
            (LOAD,),
            (
                Says("customer", CUSTOMER, "reference", of="Customer",
                     named=("customer_name", "customer")),
                Says("origin", ("origin", "origin_city")),
                Says("destination", ("destination", "destination_city")),
                Says("rate", ("rate",), "amount", minor=("rate_cents",)),
                Says("status", ("status",), time="state"),
                Says("driver", DRIVER, "reference", "state", of="Driver",
                     named=("driver_name", "driver")),
                Says("unit", UNIT, "reference", "state", of="Equipment"),
            ),
        ),
    ),
    own_key=(LOAD,),
    version=_KNOWN,
    known=_KNOWN,
    start=("booked_at", "booked_on", "pickup_at", *_FROM),
    deleted=_DELETED,
)  # fmt: skip

ASSIGNMENTS: Final = Mapping(
    "fleet.assignment",
    "",
    ((*DRIVER, "driver_name", "driver"), (*UNIT, *LOAD), _FROM),
    (
        Part("Load", (LOAD,), (_DRIVES, _UNIT), is_needed=False),
        Part("Equipment", (UNIT,), (_DRIVES,), is_needed=False),
    ),
    own_key=(("assignment_id",),),
    version=_KNOWN,
    known=_KNOWN,
    start=_FROM,
    end=_TO,
    deleted=_DELETED,
)

INVOICES: Final = Mapping(
    "fleet.invoice",
    "",
    (("invoice_number", "invoice_no", "customer_id", "customer_name"),
     ("amount", "amount_cents", "total", "total_cents"), ("due_date", "due_on", "invoice_date",
     "issued_on")),
    (
        Part(
            "Invoice",
            (("invoice_number", "invoice_no"),),
            (
                _FOR,
                Says("amount", ("amount", "total"), "amount", expected=True,
                     minor=("amount_cents", "total_cents")),
                Says("balance", ("balance",), "amount", "state", minor=("balance_cents",)),
                Says("due_on", ("due_date", "due_on"), "day"),
                Says("status", ("status",), time="state"),
                Says("load", LOAD, "reference", of="Load"),
            ),
        ),
    ),
    own_key=(("invoice_number", "invoice_no"),),
    version=_KNOWN,
    known=_KNOWN,
    start=("invoice_date", "issued_on"),
    deleted=_DELETED,
)  # fmt: skip

ALL: Final = (EQUIPMENT, DRIVERS, CUSTOMERS, LOADS, ASSIGNMENTS, INVOICES)
