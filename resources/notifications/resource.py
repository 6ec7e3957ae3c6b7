"""`Notifier`: the channels that the environment sets, each sending with retries."""

from __future__ import annotations

import logging
from typing import Any, Literal, TypeAlias

import dagster as dg
from pydantic import Field

from resources.errors import ConfigurationError, DeliveryBusyError
from resources.notifications.notice import Notice

Channel: TypeAlias = Literal["log", "webhook", "email"]
CHANNELS: tuple[Channel, ...] = ("log", "webhook", "email")
TRIES = 4
_LONGEST_WAIT_S = 30.0
_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Notifier(dg.ConfigurableResource[Any]):
    """Tells people: in the log, by a webhook, by e-mail. `deliver` adds the at-most-once."""

    channels: list[str] = Field(default=["log"], description="Of log, webhook, email")
    webhook_url: str = Field(
        default="", description="Address of the webhook, best as EnvVar", repr=False
    )
    smtp_url: str = Field(
        default="",
        description="smtp[s]://user:password@host:port, best as EnvVar",
        repr=False,
    )
    mail_from: str = Field(default="", description="Sender's address")
    mail_to: str = Field(default="", description="Recipients' addresses, separated by commas")
    timeout_s: float = Field(default=10.0, gt=0, description="Longest wait for a server, seconds")
    first_wait_s: float = Field(
        default=1.0, ge=0, description="Back-off before a second try, seconds"
    )

    def check(self) -> None:
        """Make sure that every channel has what it needs, without sending anything.

        Raises:
            ConfigurationError: naming the variable and what it may hold; secrets are not repeated.
        """
        from resources.notifications.mail_server import read_addresses, read_server
        from resources.notifications.webhook import check_address

        unknown = sorted(set(self.channels) - set(CHANNELS))
        if unknown or not self.channels:
            raise ConfigurationError(
                f"ONEVICE_NOTIFY={','.join(self.channels)!r}: it may be {', '.join(CHANNELS)}, "
                "or several of them separated by commas."
            )
        if "webhook" in self.channels:
            check_address(_value(self.webhook_url))
        if "email" in self.channels:
            read_server(_value(self.smtp_url))
            if len(read_addresses("ONEVICE_MAIL_FROM", self.mail_from)) != 1:
                raise ConfigurationError("ONEVICE_MAIL_FROM holds several addresses: name one.")
            read_addresses("ONEVICE_MAIL_TO", self.mail_to)

    def send(self, channel: str, notice: Notice) -> None:
        """Send a notice by one channel; what was certainly not taken is tried four times.

        Raises:
            ConfigurationError: when the channel lacks a setting.
            DeliveryRefusedError: when it is refused for good.
            DeliveryBusyError: when it was still not taken at the last try.
            DeliveryUnknownError: when it may have been taken; it was not sent again.
        """
        import tenacity

        self.check()
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            wait=tenacity.wait_exponential(multiplier=self.first_wait_s, max=_LONGEST_WAIT_S)
            + tenacity.wait_random(0, self.first_wait_s),
            retry=tenacity.retry_if_exception_type(DeliveryBusyError),
            reraise=True,
        )
        retrying(self._send_once, channel, notice)

    def _send_once(self, channel: str, notice: Notice) -> None:
        if channel == "webhook":
            from resources.notifications import webhook

            webhook.post(_value(self.webhook_url), notice, timeout_s=self.timeout_s)
        elif channel == "email":
            from resources.notifications import mail
            from resources.notifications.mail_server import read_addresses, read_server

            (sender,) = read_addresses("ONEVICE_MAIL_FROM", self.mail_from)
            recipients = read_addresses("ONEVICE_MAIL_TO", self.mail_to)
            server = read_server(_value(self.smtp_url))
            mail.send(notice, server, sender, recipients, timeout_s=self.timeout_s)
        else:
            _log(notice)


def _value(setting: str) -> str:
    """The value itself where the field names a variable, which Dagster's UI shows instead."""
    return setting.get_value("") or "" if isinstance(setting, dg.EnvVar) else setting


def _log(notice: Notice) -> None:
    logging.getLogger("onevice.notifications").log(
        _LEVELS[notice.severity],
        "%s | %s | %s | %s | %s",
        notice.website,
        notice.brand,
        notice.day,
        notice.title,
        notice.body.replace("\n", " / "),
    )
