"""What a browser is told to forbid, and from which pages a request may come; pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from . import Refused

HEADERS: dict[str, str] = {  # with every answer
    "Content-Security-Policy": "; ".join([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob: mediastream:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "improv-partner",  # and no version
}  # fmt: skip


def headers(camera: bool) -> dict[str, str]:
    """camera: a page may ask for it."""
    if not camera:
        return HEADERS
    allowed = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return HEADERS | {"Permissions-Policy": allowed}


def check_host(host: str, names: Iterable[str]) -> None:
    """The name by which this machine was asked for must be its own, or an IP address.

    Else a page elsewhere could give its own name our address (DNS rebinding) and read ours.
    Raises Refused.
    """
    name = urlsplit(f"//{host}").hostname or ""
    if name in {"localhost", *names}:
        return
    try:
        ipaddress.ip_address(name)
    except ValueError as error:
        raise Refused(421, "this machine is not known by that name: see house.address") from error


def check_origin(headers: Mapping[str, str], address: str, needed: bool) -> None:
    """A request must come from our own page. address: of it, behind a proxy; "" = as asked for.

    Browsers send Origin with every POST and WebSocket; other programs may leave it out unless it
    is needed. Cookies there are none: whoever asks shows the pass. Raises Refused.
    """
    origin = headers.get("Origin", "")
    if not origin and not needed:
        return
    given = urlsplit(origin)
    hosts = {headers.get("Host", ""), urlsplit(address).netloc} - {""}
    if given.scheme not in ("http", "https") or given.netloc not in hosts:
        raise Refused(403, "this was asked by another site's page")


def bearer(headers: Mapping[str, str]) -> str:
    """The pass or token that comes with a request. Raises Refused if there is none."""
    kind, _, word = headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not word:
        raise Refused(401, "open the address that you were given once more")
    return word
