"""Where mail goes: the server and the addresses, as the environment names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from resources.errors import ConfigurationError

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """An SMTP server; `is_tls` means from the first byte, otherwise by STARTTLS where offered."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_this_machine(self) -> bool:
        """Whether what is sent stays on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def read_server(url: str) -> MailServer:
    """Read `smtp://` or `smtps://user:password@host:port`; ports 587 and 465 by default.

    Raises:
        ConfigurationError: when it is none; the text is not repeated, it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port if parts.port is not None else _PORTS.get(parts.scheme, 0)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise _unusable() from None
    rest = parts.path.strip("/") + parts.query + parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or not port or rest:
        raise _unusable()
    if not url.isprintable() or " " in url or bool(user) != bool(password):
        raise _unusable()
    return MailServer(parts.hostname, port, parts.scheme == "smtps", user, password)


def read_addresses(setting: str, text: str) -> list[str]:
    """Read mail addresses separated by commas, with or without names.

    Args:
        setting: the variable they stand in, for the error.
        text: e.g. `OneVice <monitor@example.com>, me@example.com`.

    Raises:
        ConfigurationError: when there is none, or one is no address.
    """
    from email.errors import HeaderParseError
    from email.policy import SMTP

    shape = f"{setting}={text!r} is no mail address: write me@example.com, several with commas."
    if not text.isprintable():
        raise ConfigurationError(shape)
    try:
        header = SMTP.header_factory("To", text)
    except (HeaderParseError, IndexError, ValueError) as error:  # IndexError: a fault of the parser
        raise ConfigurationError(shape) from error
    addresses = [str(one) for one in header.addresses]
    specs = [one.addr_spec for one in header.addresses]
    if header.defects or not specs or not all(_is_address(one) for one in specs):
        raise ConfigurationError(shape)
    return addresses


def _is_address(spec: str) -> bool:
    name, _, domain = spec.rpartition("@")
    return bool(name and domain) and spec.isascii() and " " not in spec


def _unusable() -> ConfigurationError:
    return ConfigurationError(
        "SMTP_URL is not the address of a mail server: write smtps://user:password@host:465 or "
        "smtp://user:password@host:587 (user and password may both be left out; %-escape "
        "characters such as @ and / in them), or take `email` out of ONEVICE_NOTIFY."
    )
