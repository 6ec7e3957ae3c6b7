"""The door before every request: who is it, and did the request come from this page?

On loopback everybody at this machine is let in, but only under a loopback name: a page of another
site whose name was made to point here (DNS rebinding) sends its own. Elsewhere a session is needed.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request

from onevice_assets.dashboard.access.limits import refuse_if_too_many
from onevice_assets.dashboard.access.viewer import LOCAL, Viewer, view_as
from onevice_assets.dashboard.sources import Sources
from resources.errors import OneviceError
from resources.sign_in import look_up

COOKIE = "onevice_session"
# code and style, no data: the same for everybody
_OPEN = ("/assets/", "/_dash-component-suites/", "/_favicon.ico", "/sign-in")


def guard(server: Flask, sources: Sources, *, is_local: bool) -> None:
    """Put the door before every request of a server.

    Args:
        server: the web application.
        sources: where users and sessions are.
        is_local: whether it listens on loopback only, where nobody signs in.
    """

    @server.before_request
    def _let_in() -> Any:
        if is_local and not is_loopback_name(request.host):
            return _refuse(
                403,
                f"{request.host!r} is not how this machine calls itself: open the "
                "page under http://127.0.0.1 or http://localhost.",
            )
        if request.method not in ("GET", "HEAD") and not _is_own_page():
            return _refuse(403, "This request comes from another site's page and is refused.")
        if is_local:
            g.viewer = LOCAL
            return None
        return _ask_for_session(sources)

    @server.errorhandler(OneviceError)
    def _tell(error: OneviceError) -> Response:
        return _refuse(503, str(error))


def current_viewer() -> Viewer:
    """Who asks, as the door found out."""
    viewer: Viewer = g.viewer
    return viewer


def is_loopback_name(host: str) -> bool:
    """Whether a Host header, with or without a port, can only mean this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _ask_for_session(sources: Sources) -> Any:
    if request.path.startswith(_OPEN):
        return None
    user = look_up(sources.control, sources.store, request.cookies.get(COOKIE, ""))
    if user is not None:
        g.viewer = view_as(user)
        return refuse_if_too_many(sources.store, user.id, request.path)
    if request.path == "/" and request.method == "GET":
        search = request.query_string.decode("ascii", "replace")
        return redirect(f"/sign-in?{search}" if search else "/sign-in")
    return _refuse(401, "Your session is over, or there was none: open the page to sign in.")


def _is_own_page() -> bool:
    """Browsers say where a request that changes something comes from; programs need not."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _refuse(status: int, message: str) -> Response:
    return Response(f"{message}\n", status, mimetype="text/plain")
