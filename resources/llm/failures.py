"""What went wrong with a call: its status or the client's exception told as ours, without a key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from resources.errors import ProviderBusyError, ProviderError, ProviderRefusedError
from resources.llm.providers import Provider
from resources.llm.rate_headers import RateNews, read_rate_news
from resources.llm.request_ids import read_request_id

if TYPE_CHECKING:
    import openai

_GONE = (
    "the model {model} is not there (any more), or the address is wrong: name another model in "
    "{variable}, with its price in ONEVICE_PRICES, or check {url}"
)
_REFUSED = {
    401: "the key is not accepted: check {key}",
    402: "the account has no credit left",
    403: "the key may not use the model {model}: check the account, or change {variable}",
    404: _GONE,
    410: _GONE,
}
_SERVER_ERROR = 500
_TOO_MANY = 429
_BAD_REQUEST = 400
_NO_MODEL = {"model_not_found", "invalid_model"}  # some tell it as a bad request
_OVERLOADED = {503, 529}
_WORTH_ANOTHER = {408, 409, 425, _TOO_MANY}
_NO_MONEY = ("insufficient_quota", "billing_hard_limit_reached", "credit balance is too low")
_KEY_SHAPES = re.compile(r"\b(?:sk|pplx|AIza)[-_A-Za-z0-9*]{6,}")
_LONGEST_MESSAGE = 300

_CLIENTS = ("httpx", "httpcore", "aiohttp")  # and what begins alike: httpx2
_NEVER_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ConnectionTimeoutError",
    "ClientConnectorError",
    "ClientConnectorDNSError",
    "ClientConnectorSSLError",
    "ClientConnectorCertificateError",
    "ClientProxyConnectionError",
}
_SILENT = {"ReadTimeout", "WriteTimeout", "SocketTimeoutError", "ServerTimeoutError"}


class CallError(ProviderError):
    """A failed HTTP call.

    Attributes:
        may_be_billed: the provider may have answered and charged, and we did not see it.
        retry_after_s: seconds the provider asks to wait; None if it does not say.
        is_throttled: the provider says that there are too many calls.
        news: what its headers say of its limits.
        request_id: the provider's id of the request; None where no response came, or tells none.
    """

    may_be_billed = False
    retry_after_s: float | None = None
    is_throttled = False
    news = RateNews()
    request_id: str | None = None


class RefusedCallError(CallError, ProviderRefusedError):
    """The provider will refuse every further call too."""


class BusyCallError(CallError, ProviderBusyError):
    """The same call may work later."""

    def __init__(
        self, message: str, *, may_be_billed: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.may_be_billed, self.retry_after_s = may_be_billed, retry_after_s


class NotSentError(BusyCallError):
    """The asker was stopped while the call waited for its turn: nothing was sent or charged."""


def explain_failure(provider: Provider, error: openai.OpenAIError) -> CallError:
    """Tell an exception of the SDK's own methods as one of ours, saying what to do."""
    import openai

    if isinstance(error, openai.APIStatusError):
        answer = error.response
        return explain_status(provider, answer.status_code, answer.headers, answer.text)
    if isinstance(error, openai.APIConnectionError):
        return explain_connection(provider, error)
    unreadable = CallError(f"{provider.label}: {hide_keys(str(error), provider)}")
    unreadable.may_be_billed = True
    return unreadable


def explain_timeout(provider: Provider) -> CallError:
    """Tell that a call took longer than it may."""
    return BusyCallError(
        f"{provider.label} did not answer within {provider.timeout_s:g} s.", may_be_billed=True
    )


def explain_connection(provider: Provider, error: Exception) -> CallError:
    """Tell of a connection that did not come about, was lost, or said nothing for too long.

    The SDK's aiohttp transport tells most of them as `ConnectTimeout`, also a connection lost
    after the call was sent; what aiohttp said stands below it.
    """
    kind = type(_root_of(error)).__name__
    if kind in _SILENT:
        return explain_timeout(provider)
    if kind in _NEVER_SENT:
        return BusyCallError(
            f"{provider.label} could not be reached at {provider.base_url} ({kind})."
        )
    return BusyCallError(
        f"{provider.label} lost the connection after the call was sent ({kind}).",
        may_be_billed=True,
    )


def _root_of(error: BaseException) -> BaseException:
    """What the HTTP client itself said, below the exceptions it was told as."""
    root = error
    while root.__cause__ is not None and type(root.__cause__).__module__.startswith(_CLIENTS):
        root = root.__cause__
    return root


def explain_status(
    provider: Provider, status: int, headers: Mapping[str, str], text: str
) -> CallError:
    """Tell an answer that is no success.

    Args:
        provider: who answered.
        status: of HTTP.
        headers: their names in lower case.
        text: its body, in whatever form.
    """
    body = _read_body(text)
    explained = _explain_status(provider, status, headers, *_read_error(body))
    explained.request_id = read_request_id(headers, body)
    return explained


def _explain_status(
    provider: Provider, status: int, headers: Mapping[str, str], code: str, message: str
) -> CallError:
    said = hide_keys(f"{code} {message}".strip(), provider)
    what = f"{provider.label} answered {status}"
    if status == _TOO_MANY and any(sign in said for sign in _NO_MONEY):
        return RefusedCallError(f"{what}: the account's quota is used up ({said}).")
    if status == _BAD_REQUEST and code in _NO_MODEL:
        status = 404
    if status in _REFUSED:
        advice = _REFUSED[status].format(
            key=provider.key_variable or f"{provider.name}'s key",
            model=repr(provider.model),
            variable=provider.model_variable or f"{provider.name}'s row",
            url=provider.base_url,
        )
        return RefusedCallError(f"{what}: {advice} ({said}).")
    if status not in _WORTH_ANOTHER and status < _SERVER_ERROR:
        return CallError(f"{what} ({said}).")
    busy = BusyCallError(f"{what} ({said}).")
    busy.news = read_rate_news(headers)
    busy.retry_after_s = busy.news.retry_after_s
    busy.is_throttled = status == _TOO_MANY or (
        status in _OVERLOADED and busy.retry_after_s is not None
    )
    if busy.is_throttled and busy.retry_after_s is None:
        busy.retry_after_s = busy.news.wait_s(1) or None
    return busy


def hide_keys(text: str, provider: Provider) -> str:
    """Cut a provider's message short and blot out anything that looks like a key."""
    key = provider.key.get_secret_value()
    if key:
        text = text.replace(key, "***")
    return _KEY_SHAPES.sub("***", text)[:_LONGEST_MESSAGE]


def _read_body(text: str) -> Any:
    """The JSON of an error's body, else the text as it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()


def _read_error(body: Any) -> tuple[str, str]:
    """Code and message of an error's body, as far as it has them."""
    while isinstance(body, list) and body:
        body = body[0]
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict):
        return str(inner.get("code") or ""), str(inner.get("message") or "")
    return "", str(inner or "")
