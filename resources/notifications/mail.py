"""A notice as an e-mail, and one attempt at sending it by SMTP.

Plain text with an HTML part that says the same. Nothing from outside reaches a header unclean: a
notice's title is one line, and encoded words in it are broken up.
"""

from __future__ import annotations

import html
import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from resources.errors import (
    DeliveryBusyError,
    DeliveryError,
    DeliveryRefusedError,
    DeliveryUnknownError,
)
from resources.notifications.mail_server import MailServer
from resources.notifications.notice import Notice

_HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; max-width: 40em">
<h1 style="font-size: 1.2em">{title}</h1>
<p>{body}</p>
<table cellpadding="4">{facts}</table>
<p>{link}</p>
<p style="color: #555">{website} · {brand} · {day} · {severity}</p>
</body></html>
"""


def compose(notice: Notice, sender: str, recipients: Sequence[str], at: datetime) -> EmailMessage:
    """Write the message.

    Args:
        notice: what it says.
        sender: From, as `read_addresses` returns it.
        recipients: To, likewise.
        at: its date.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = notice.title.replace("=?", "= ?")  # or a name could encode a line break
    message["Date"] = format_datetime(at)
    domain = sender.rpartition("@")[2].strip("> ")
    message["Message-ID"] = f"<{notice.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_as_text(notice))
    message.add_alternative(_as_html(notice), subtype="html")
    return message


def send(
    notice: Notice, server: MailServer, sender: str, recipients: Sequence[str], *, timeout_s: float
) -> None:
    """Send a notice once, to all recipients in one message.

    Where only some recipients are refused, the others have it: that is logged, not raised.

    Args:
        notice: what is sent.
        server: from `read_server`.
        sender: From, as `read_addresses` returns it.
        recipients: To, likewise.
        timeout_s: longest wait for each of the server's replies, seconds.

    Raises:
        DeliveryRefusedError: bad login, certificate or address, or no encryption for a password.
        DeliveryBusyError: no connection, or the server says to come again; nothing was sent.
        DeliveryUnknownError: the connection broke while the message was handed over.
    """
    message = compose(notice, sender, recipients, datetime.now(UTC))
    with _connect(server, timeout_s) as client, _explained(server, may_be_taken=True):
        refused = client.send_message(message)
    if refused:
        logging.getLogger("onevice.notifications").warning(
            "%s refused %d of %d recipients of a notice (ONEVICE_MAIL_TO); the others have it",
            server.host,
            len(refused),
            len(recipients),
        )


@contextmanager
def _connect(server: MailServer, timeout_s: float) -> Iterator[smtplib.SMTP]:
    """A session that is encrypted where the server can, and logged in."""
    trust = ssl.create_default_context()
    with _explained(server, may_be_taken=False):
        if server.is_tls:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=timeout_s, context=trust
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    try:
        with _explained(server, may_be_taken=False):
            _log_in(client, server, trust)
        yield client
        with suppress(smtplib.SMTPException, OSError):  # the message is taken already
            client.quit()
    finally:
        client.close()


def _log_in(client: smtplib.SMTP, server: MailServer, trust: ssl.SSLContext) -> None:
    client.ehlo_or_helo_if_needed()
    if not server.is_tls and client.has_extn("starttls"):
        client.starttls(context=trust)
        client.ehlo()
    elif server.user and not server.is_tls and not server.is_this_machine:
        raise DeliveryRefusedError(
            f"The mail server {server.host}:{server.port} offers no STARTTLS, and a password is "
            "not sent unencrypted. Use its TLS port (SMTP_URL=smtps://…:465)."
        )
    if server.user:
        client.login(server.user, server.password)


@contextmanager
def _explained(server: MailServer, *, may_be_taken: bool) -> Iterator[None]:
    """Turn a library's errors into ours; not chained, for they may quote what was sent."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise _explain(server, error, may_be_taken) from None


def _explain(server: MailServer, error: Exception, may_be_taken: bool) -> DeliveryError:
    where = f"mail server {server.host}:{server.port}"
    kind = type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryRefusedError(
            f"The certificate of {where} cannot be trusted ({error.verify_message}). Have it "
            "renewed, or name your own authority's file in SSL_CERT_FILE."
        )
    code = _reply_code(error)
    if code and 400 <= code < 500:
        return DeliveryBusyError(f"The {where} answered {code}: the notice was not taken.")
    if code or isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return DeliveryRefusedError(
            f"The {where} refused the notice ({code or kind}): check SMTP_URL, ONEVICE_MAIL_FROM "
            "and ONEVICE_MAIL_TO."
        )
    if may_be_taken:
        return DeliveryUnknownError(
            f"The connection to {where} broke ({kind}) while the notice was handed over: it may "
            "have been taken, and is therefore not sent again."
        )
    return DeliveryBusyError(f"No session with {where} ({kind}); nothing was sent.")


def _reply_code(error: Exception) -> int | None:
    """The server's reply; of several refused recipients the mildest."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _as_text(notice: Notice) -> str:
    facts = "\n".join(f"{name}: {_shown(value)}" for name, value in notice.facts.items())
    about = f"{notice.website} · {notice.brand} · {notice.day} · {notice.severity}"
    parts = (notice.title, notice.body, facts, notice.link, about)
    return "\n\n".join(part for part in parts if part) + "\n"


def _as_html(notice: Notice) -> str:
    row = '<tr><td>{}</td><td align="right">{}</td></tr>'
    rows = (
        row.format(html.escape(name), html.escape(_shown(value)))
        for name, value in notice.facts.items()
    )
    link = html.escape(notice.link)
    if notice.link.startswith(("https://", "http://")):
        link = f'<a href="{link}">{link}</a>'
    return _HTML.format(
        title=html.escape(notice.title),
        body=html.escape(notice.body).replace("\n", "<br>\n"),
        facts="".join(rows),
        link=link,
        website=html.escape(notice.website),
        brand=html.escape(notice.brand),
        day=notice.day.isoformat(),
        severity=notice.severity,
    )


def _shown(value: object) -> str:
    return "–" if value is None else str(value)
