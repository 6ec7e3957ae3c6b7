"""What every answer tells the browser: run our code only, tell nobody, be in no frame."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request


def harden(server: Flask, script_hashes: Sequence[str]) -> None:
    """Add security headers to every answer.

    Args:
        server: the web application.
        script_hashes: of the inline scripts the page holds, as a policy names them.
    """
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {' '.join(script_hashes)}",
            # plotly and Dash's menus write styles into the page as they draw
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # not `no-referrer`: a form would then come with `Origin: null`, as from a stranger
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    @server.after_request
    def _add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers[name] = value
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if not request.path.startswith(("/assets/", "/_dash-component-suites/")):
            # answers of models and names of people stay in no cache
            response.headers["Cache-Control"] = "no-store"
        return response
