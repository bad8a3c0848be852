"""Where the house can be reached, and how that is told: an address, and the same as a QR code."""

from __future__ import annotations

import io
import ipaddress
import socket

from ..errors import SettingsError
from ..settings import HouseSettings

HERE = "127.0.0.1"


def check_bind(bind: str, house: HouseSettings, tls: bool) -> None:
    """Raises SettingsError: browsers elsewhere would give this page no microphone."""
    if is_here(bind) or tls or house.address.startswith("https://"):
        return
    raise SettingsError(
        f"--bind {bind}: browsers give no microphone to a page without TLS: add --self-signed, "
        "--cert and --key, or set house.address to the https address of a proxy"
    )


def is_here(bind: str) -> bool:
    """Can this address only be reached from this machine itself?"""
    try:
        return ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def names(bind: str) -> tuple[str, ...]:
    """This machine's names and address, for certificates and for those who ask."""
    if is_here(bind):
        return ("localhost", HERE)
    host = socket.gethostname()
    return ("localhost", host, f"{host}.local", HERE, outward(bind))


def outward(bind: str) -> str:
    """The address under which others find us: bind, or for "all of them" that of the way out."""
    if bind not in ("0.0.0.0", "::"):
        return bind
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: UDP only chooses the network card
        except OSError:
            return HERE
        return str(probe.getsockname()[0])


def address(
    house: HouseSettings, bind: str, port: int, tls: bool, token: str, page: str = ""
) -> str:
    """page: another one than the actor's.

    The token stands behind "#": browsers never send that part, so that it is in no log.
    """
    if house.address:
        return f"{house.address.rstrip('/')}/{page}#{token}"
    host = outward(bind)
    shown = f"[{host}]" if ":" in host else "localhost" if is_here(bind) else host
    return f"{'https' if tls else 'http'}://{shown}:{port}/{page}#{token}"


def qr(text: str) -> str:
    """The QR code of a text, for a terminal."""
    import segno

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue()
