"""QuickBooks: columns as exported (Fivetran) and as its API writes them, flattened.

A row is the state of a record when it was last updated; `sync_token` numbers its versions.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.operations.model.mapping import Mapping, Part, Says

_UPDATED: Final = ("updated_at", "meta_data_last_updated_time", "fivetran_synced")
_SYNCED: Final = ("fivetran_synced", "updated_at", "meta_data_last_updated_time")
_CREATED: Final = ("transaction_date", "txn_date", "created_at", "meta_data_create_time")
_DELETED: Final = ("fivetran_deleted", "deleted")
_CUSTOMER: Final = Says(
    "customer",
    ("customer_id", "customer_ref_value"),
    "reference",
    of="Customer",
    named=("customer_name", "customer_ref_name"),
    expected=True,
)
_TOTAL: Final = ("total_amount", "total_amt")

INVOICE: Final = Mapping(
    "quickbooks.invoice",
    "quickbooks",
    (("id",), _TOTAL, ("balance",), ("due_date",), ("customer_id", "customer_ref_value")),
    (
        Part(
            "Invoice",
            (("id",),),
            (
                Says("number", ("doc_number",), expected=True),
                _CUSTOMER,
                Says("amount", _TOTAL, "amount", expected=True),
                Says("balance", ("balance",), "amount", "state"),
                Says("due_on", ("due_date",), "day"),
                Says("status", ("balance", *_TOTAL), "payment_status", "state"),
            ),
        ),
    ),
    own_key=(("id",),),
    version=_UPDATED,
    sequence=("sync_token",),
    known=_UPDATED,
    start=_CREATED,
    deleted=_DELETED,
    unless=("vendor_id", "remaining_credit", "expiration_date", "payment_method_id"),
)

INVOICE_LINE: Final = Mapping(
    "quickbooks.invoice_line",
    "quickbooks",
    (("invoice_id",), ("index",), ("detail_type", "sales_item_item_id")),
    (
        Part(
            "invoice line",
            (("invoice_id",), ("index",)),
            (
                Says("invoice", ("invoice_id",), "reference", of="Invoice"),
                # its currency is the invoice's, which the line does not say
                Says("line_amount", ("amount",), "number"),
                Says("description", ("description",)),
                Says("item", ("sales_item_item_id", "item_id", "bundle_id")),
                Says("quantity", ("sales_item_quantity", "quantity", "bundle_quantity"), "number"),
            ),
        ),
    ),
    own_key=(("invoice_id",), ("index",)),
    version=_SYNCED,
    known=_SYNCED,
    start=("sales_item_service_date",),
    deleted=_DELETED,
    unless=("deposit_id", "invoice_line_index"),
)

CUSTOMER: Final = Mapping(
    "quickbooks.customer",
    "quickbooks",
    (("id",), ("display_name",), ("bill_with_parent", "balance_with_jobs", "customer_type_id")),
    (
        Part(
            "Customer",
            (("id",),),
            (
                Says("name", ("display_name", "fully_qualified_name"), expected=True),
                Says("company", ("company_name",)),
                Says("email", ("email", "primary_email_addr_address")),
                Says("active", ("active",), time="state"),
                Says("balance", ("balance",), "amount", "state"),
                Says("parent", ("parent_customer_id", "parent_ref_value"), "reference",
                     of="Customer"),
            ),
        ),
    ),
    own_key=(("id",),),
    version=_UPDATED,
    sequence=("sync_token",),
    known=_UPDATED,
    start=("created_at", "meta_data_create_time"),
    deleted=_DELETED,
)  # fmt: skip

PAYMENT: Final = Mapping(
    "quickbooks.payment",
    "quickbooks",
    (("id",), _TOTAL, ("unapplied_amount", "unapplied_amt"), ("customer_id", "customer_ref_value")),
    (
        Part(
            "payment",
            (("id",),),
            (
                _CUSTOMER,
                Says("amount", _TOTAL, "amount", expected=True),
                Says("unapplied", ("unapplied_amount", "unapplied_amt"), "amount", "state"),
                Says("paid_on", ("transaction_date", "txn_date"), "day"),
                Says("reference", ("reference_number", "payment_ref_num")),
            ),
        ),
    ),
    own_key=(("id",),),
    version=_UPDATED,
    sequence=("sync_token",),
    known=_UPDATED,
    start=_CREATED,
    deleted=_DELETED,
)

PAYMENT_LINE: Final = Mapping(
    "quickbooks.payment_line",
    "quickbooks",
    (("payment_id",), ("invoice_id",), ("amount",)),
    (
        Part(
            "Invoice",
            (("invoice_id",),),
            (
                Says("payment", ("payment_id",), "reference", holds="many", of="payment",
                     more=("amount",)),
            ),
        ),
    ),
    own_key=(("payment_id",), ("index",)),
    version=_SYNCED,
    known=_SYNCED,
    start=_SYNCED,
    deleted=_DELETED,
    unless=("deposit_account_id",),
)  # fmt: skip

ALL: Final = (INVOICE, INVOICE_LINE, CUSTOMER, PAYMENT, PAYMENT_LINE)
