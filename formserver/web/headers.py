"""Response headers: what the browser may load, keep and reveal."""

from typing import Final

from flask import Flask, Response

from formserver.config import Settings

# Pictures may be data: because Bootstrap draws its ticks that way; nothing else leaves the origin.
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

FIXED: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_headers(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of the application. A view may set its own value first."""
    # Static files are answered before the application; what comes here may hold somebody's data or token.
    wanted = [*FIXED.items(), ("Cache-Control", "no-store")]
    if settings.is_production:
        wanted.append(("Strict-Transport-Security", "max-age=31536000"))

    def add_headers(response: Response) -> Response:
        said = {name.lower() for name, _ in response.headers}
        response.headers.extend([pair for pair in wanted if pair[0].lower() not in said])
        response.vary.add("HX-Request")
        return response

    app.after_request(add_headers)


def allow_styles(response: Response, nonce: str) -> None:
    """Allow the styles that a library of this page puts into it itself, if it knows the nonce, besides the files."""
    policy = POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    response.headers["Content-Security-Policy"] = policy
