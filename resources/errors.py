"""Every error the platform raises on purpose.

    OneviceError                  what was attempted, on what, what was found, what to do
    ├── ConfigurationError        a setting, key or option is missing or contradicts another
    ├── InputError                a file, line, address or table from outside cannot be used
    │   └── WebsiteError          an address that cannot be crawled at all
    ├── MissingDataError          a partition or row that should be there is not (yet)
    ├── SchemaError               rows that break the declared columns of a table
    ├── StoreError                a database or object store refused or did not answer
    │   ├── StoreDownError        no connection, or no answer in time: what a breaker counts
    │   └── LocalServerError      an embedded server did not start, answer or stop
    ├── SagaError                 stores that were to change together did not
    │   ├── SagaBusyError         another process is changing the same scope
    │   └── SagaLostError         another process has taken the saga over; never tried again
    ├── ProviderError             an LLM provider refused, failed or answered nonsense
    │   ├── ProviderRefusedError  permanent: bad key, unknown model, blocked (do not retry)
    │   └── ProviderBusyError     transient: rate limit, timeout, 5xx (retried with back-off)
    ├── WorkBusyError             another process is at a website's day; nothing was done here
    ├── BudgetError               the money allowed does not cover what was asked
    ├── AccessError               a person is not let in
    │   └── TooManyAttemptsError  they tried too often: says how long to wait
    ├── PrintError                the browser did not print a page
    └── DeliveryError             a notice did not get through a channel
        ├── DeliveryRefusedError  permanent: bad login, unknown address, bad certificate
        ├── DeliveryBusyError     transient, and certainly not delivered (retried with back-off)
        └── DeliveryUnknownError  may have been delivered: never sent again

A message names the next step. Secrets never stand in one.
"""

from __future__ import annotations


class OneviceError(Exception):
    """Root of the tree; catch this at a boundary that reports to a person."""


class ConfigurationError(OneviceError):
    """A setting, key or option is missing or contradicts another."""


class InputError(OneviceError):
    """A file, line, address or table from outside cannot be used."""


class WebsiteError(InputError):
    """An address that cannot be crawled at all."""


class MissingDataError(OneviceError):
    """A partition or row that should be there is not there yet."""


class SchemaError(OneviceError):
    """Rows that break the declared columns of a table; nothing was written."""


class StoreError(OneviceError):
    """A database or object store refused or did not answer."""


class StoreDownError(StoreError):
    """No connection to a store, a lost one, or no answer in time: it may work a little later.

    Attributes:
        is_first: whether the store answered before, as far as this process knows; of the next
            ones in a row people need not read the same again.
    """

    is_first = True


class LocalServerError(StoreError):
    """An embedded server did not start, answer or stop."""


class SagaError(OneviceError):
    """Stores that were to change together did not; says which were taken back."""


class SagaBusyError(SagaError):
    """Another process is changing the same scope; nothing was touched."""


class SagaLostError(SagaError):
    """Another process has taken the saga over; a write under its old epoch is refused."""


class ProviderError(OneviceError):
    """An LLM provider refused, failed or answered nonsense."""


class ProviderRefusedError(ProviderError):
    """Permanent refusal: bad key, unknown model, blocked request. Do not retry."""


class ProviderBusyError(ProviderError):
    """Transient failure: rate limit, timeout, server error. Retried with back-off."""


class BudgetError(OneviceError):
    """The money allowed does not cover what was asked; nothing was spent."""


class WorkBusyError(OneviceError):
    """Another process is at the same work of a website's day; nothing was done here."""


class AccessError(OneviceError):
    """A person is not let in; the message does not say whether there is such an account."""


class TooManyAttemptsError(AccessError):
    """Somebody tried to sign in too often.

    Attributes:
        wait_seconds: whole seconds until the next attempt is looked at, at least 1.
    """

    def __init__(self, message: str, *, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class PrintError(OneviceError):
    """The browser did not print a page; the page itself is untouched."""


class DeliveryError(OneviceError):
    """A notice did not get through a channel, as far as is known."""


class DeliveryRefusedError(DeliveryError):
    """Permanent refusal: bad login, unknown address, bad certificate. Not delivered."""


class DeliveryBusyError(DeliveryError):
    """Transient failure, certainly not delivered. Retried with back-off."""


class DeliveryUnknownError(DeliveryError):
    """The connection broke when the notice may have been taken already. Never sent again."""
