"""How browser and house find each other: the STUN and TURN servers of the settings, or none.

None are asked unless they are named: a house on the same machine or network needs none, and nobody
outside learns that a scene is played.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from typing import Any

from ..errors import SettingsError
from ..settings import HouseSettings

STUN = re.compile(r"stun:([^?:/\s]+)(?::(\d+))?")
TURN = re.compile(r"(turns?):([^?:/\s]+)(?::(\d+))?(?:\?transport=(udp|tcp))?")
PORT, TLS_PORT = 3478, 5349  # RFC 8656, 18.6
ASKED_S = 3.0  # a relay on another continent answers twice within 1 s
UNAUTHORIZED = 401  # RFC 8656, 18: the error for a wrong user and for a wrong password
DIRECT = "Until then only browsers with a direct way to this machine can play."


def for_page(house: HouseSettings) -> list[dict[str, str]]:
    """As a page gives them to RTCPeerConnection.

    Raises SettingsError: what is no address of such a server, or lacks its password or user.
    """
    if house.stun and not STUN.fullmatch(house.stun):
        raise SettingsError(f'house.stun: "{house.stun}" is not like stun:stun.example.org:3478')
    found: list[dict[str, str]] = [{"urls": house.stun}] if house.stun else []
    if house.turn:
        _turn(house)
        password = os.environ.get(house.turn_password_env, "")
        if not password:
            raise SettingsError(
                f'house.turn: its password is not in the environment variable "'
                f'{house.turn_password_env}"; set house.turn_password_env'
            )
        if not house.turn_user:
            raise SettingsError("house.turn: it needs a user; set house.turn_user")
        found.append({"urls": house.turn, "username": house.turn_user, "credential": password})
    return found


def servers(house: HouseSettings) -> Any:
    """The same for aiortc, which would ask a public server if it were told nothing."""
    from aiortc import RTCConfiguration, RTCIceServer

    return RTCConfiguration([RTCIceServer(**server) for server in for_page(house)])


def troubles(house: HouseSettings) -> list[str]:
    """Ask the servers now, before an actor needs them; a line for each that does not work.

    Takes ASKED_S at most, and no time if none is named. Raises SettingsError, see for_page().
    """
    for_page(house)

    async def asked() -> tuple[str, str]:
        return await asyncio.gather(_ask_stun(house), _ask_turn(house))

    return [line for line in asyncio.run(asked()) if line] if house.stun or house.turn else []


def _turn(house: HouseSettings) -> tuple[str, str, int, str]:
    """Scheme, host, port and transport of the TURN server, as aiortc has them. SettingsError."""
    found = TURN.fullmatch(house.turn)
    if not found or found.group(1, 4) == ("turns", "udp"):
        raise SettingsError(
            f'house.turn: "{house.turn}" is not like turn:turn.example.org:3478, '
            "turn:turn.example.org?transport=tcp or turns:turn.example.org:5349"
        )
    scheme, host, port, transport = found.groups()
    secret = scheme == "turns"
    usual = (TLS_PORT, "tcp") if secret else (PORT, "udp")
    return scheme, host, int(port or usual[0]), transport or usual[1]


async def _ask_stun(house: HouseSettings) -> str:
    """As the house does it for each browser: does it learn how it is seen from outside?"""
    if not (found := STUN.fullmatch(house.stun)):
        return ""
    from aioice import Connection

    seen = Connection(False, stun_server=(found[1], int(found[2] or PORT)))
    try:
        async with asyncio.timeout(ASKED_S):
            await seen.gather_candidates()
        works = any(candidate.type == "srflx" for candidate in seen.local_candidates)
    except TimeoutError:
        works = False
    finally:
        await seen.close()
    return (
        "" if works else f"house.stun: {house.stun} does not answer; see that the address is right."
    )


async def _ask_turn(house: HouseSettings) -> str:
    """Ask it for a relay, and give that back."""
    if not house.turn:
        return ""
    from aioice.stun import TransactionError, TransactionFailed
    from aioice.turn import create_turn_endpoint

    scheme, host, port, transport = _turn(house)
    gone = asyncio.get_running_loop().create_future()

    class Relay(asyncio.DatagramProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            gone.set_result(None)

    try:
        async with asyncio.timeout(ASKED_S):
            lent, _ = await create_turn_endpoint(
                Relay,
                server_addr=(host, port),
                username=house.turn_user,
                password=os.environ[house.turn_password_env],
                ssl=scheme == "turns",
                transport=transport,
            )
            lent.close()
            await gone
    except TransactionFailed as error:
        code, reason = error.response.attributes.get("ERROR-CODE", (0, "it does not say why"))
        if code == UNAUTHORIZED:
            key = house.turn_password_env
            reason = f"check house.turn_user and the password in the variable {key}"
        return f"house.turn: {house.turn} lets nobody through: {reason}. {DIRECT}"
    except (TransactionError, TimeoutError):
        return f"house.turn: {house.turn} does not answer; see that it runs there. {DIRECT}"
    except OSError as error:
        return f"house.turn: {house.turn} cannot be reached: {_why(error)}. {DIRECT}"
    return ""


def _why(error: OSError) -> str:
    """Without the address, which asyncio repeats; numbers of names and TLS are not the system's."""
    number = 0 if isinstance(error, ssl.SSLError) else error.errno or 0
    return (os.strerror(number) if number > 0 else error.strerror or str(error)).lower()
