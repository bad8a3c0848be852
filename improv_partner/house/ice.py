"""How browser and house find each other: the STUN and TURN servers of the settings, or none.

None are asked unless they are named: a house on the same machine or network needs none, and nobody
outside learns that a scene is played.
"""

from __future__ import annotations

import os
from typing import Any

from ..errors import SettingsError
from ..settings import HouseSettings


def for_page(house: HouseSettings) -> list[dict[str, str]]:
    """As a page gives them to RTCPeerConnection. Raises SettingsError: the password is missing."""
    found: list[dict[str, str]] = [{"urls": house.stun}] if house.stun else []
    if house.turn:
        password = os.environ.get(house.turn_password_env, "")
        if not password:
            raise SettingsError(
                f'house.turn: its password is not in the environment variable "'
                f'{house.turn_password_env}"; set house.turn_password_env'
            )
        found.append({"urls": house.turn, "username": house.turn_user, "credential": password})
    return found


def servers(house: HouseSettings) -> Any:
    """The same for aiortc, which would ask a public server if it were told nothing."""
    from aiortc import RTCConfiguration, RTCIceServer

    return RTCConfiguration([RTCIceServer(**server) for server in for_page(house)])
