"""Signing in and out: a plain form, its cookie, and what it says when somebody is not let in."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request

from onevice_assets.dashboard.access.door import COOKIE
from onevice_assets.dashboard.address import read_search, write_search
from onevice_assets.dashboard.sources import Sources
from resources.errors import AccessError, StoreError, TooManyAttemptsError
from resources.sign_in import sign_in, sign_out

_FORM_COOKIE = "onevice_form"


def add_sign_in(server: Flask, sources: Sources) -> None:
    """Add the pages /sign-in and /sign-out to a server."""

    @server.get("/sign-in")
    def _show() -> Response:
        return _form(200)

    @server.post("/sign-in")
    def _enter() -> Any:
        if not _is_same(request.cookies.get(_FORM_COOKIE), request.form.get("form")):
            return _form(400, "The form was too old, or cookies are switched off: try once more.")
        try:
            session = sign_in(
                sources.control,
                sources.store,
                email=request.form.get("email", ""),
                password=request.form.get("password", ""),
                address=request.remote_addr or "",
            )
        except TooManyAttemptsError as error:
            refused = _form(429, str(error))
            refused.headers["Retry-After"] = str(error.wait_seconds)
            return refused
        except AccessError as error:
            return _form(401, str(error))
        except StoreError as error:
            return _form(503, str(error))
        # whoever signed in here before is out: one browser, one session
        sign_out(sources.store, request.cookies.get(COOKIE, ""))
        response = make_response(redirect(_way_on(), 303))
        _set(response, COOKIE, session.secret, "Lax", expires=session.expires_at)
        response.delete_cookie(_FORM_COOKIE)
        return response

    @server.post("/sign-out")
    def _leave() -> Any:
        secret = request.cookies.get(COOKIE, "")
        if not _is_same(stamp(secret), request.form.get("stamp")):
            return Response("This is not the page's own button.\n", 400, mimetype="text/plain")
        sign_out(sources.store, secret)
        response = make_response(redirect("/sign-in", 303))
        response.delete_cookie(COOKIE)
        return response


def stamp(secret: str) -> str:
    """What the sign-out button sends: only a page of this session can know it."""
    return hmac.new(secret.encode(), b"sign out", sha256).hexdigest()


def session_stamp() -> str:
    """The stamp of the request's own session."""
    return stamp(request.cookies.get(COOKIE, ""))


def _form(status: int, message: str = "") -> Response:
    known = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
    page = render_template(
        "sign_in.html",
        form=known,
        message=message,
        email=request.form.get("email", "")[:254],
        search=request.query_string.decode("ascii", "replace"),
    )
    response = make_response(page, status)
    _set(response, _FORM_COOKIE, known, "Strict")
    return response


def _way_on() -> str:
    """Where they wanted to go: on this page and nowhere else, whatever the address says."""
    asked, _ = read_search(request.query_string.decode("ascii", "replace"))
    return "/" + write_search(asked)


def _set(response: Response, name: str, value: str, same_site: str, **more: Any) -> None:
    response.set_cookie(
        name, value, httponly=True, samesite=same_site, secure=request.is_secure, **more
    )


def _is_same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and hmac.compare_digest(str(one).encode(), str(other).encode())
