"""Who may load what: response headers for every page, and the check where a request comes from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Server": "quartermaster",
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """A signal handler: the security headers, on every response. The widget is a script, no frame, so no page is framed."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def same_origin(request: web.Request) -> bool:
    """Whether a browser sent this from a page of this very site; a program that names no origin is not believed."""
    return _host_of(request.headers.get("Origin", "")) == request.host.lower()


def may_connect(request: web.Request, origins: tuple[str, ...]) -> bool:
    """Whether a page of this origin may open the customers' socket. Programs that are no browser name no origin, and may."""
    origin = request.headers.get("Origin", "").lower()
    return not origin or "*" in origins or origin in origins or same_origin(request)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def form_of(request: web.Request) -> Mapping[str, str | bytes | bytearray | web.FileField]:
    """The fields of a form that was sent. Raises HTTPBadRequest where it cannot be read as one."""
    try:
        return await request.post()
    except (ValueError, LookupError):  # no UTF-8, no such charset, no parts
        raise web.HTTPBadRequest(text="This form cannot be read. Open the page again and try once more.") from None


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error page is one plain sentence, with the same headers as everything else."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status >= 400:
            error.content_type = "text/plain"
        raise
