"""The way to a speech server: its address, and the one key that may go there (package openai)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...errors import CrewError
from ...settings import VoiceSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OPENAI = "https://api.openai.com/v1"
RATES_HZ = range(8_000, 192_001)


def client_of(settings: VoiceSettings, keep_alive: bool) -> AsyncOpenAI:
    """A client that neither waits nor asks again by itself. Raises CrewError.

    keep_alive: a connection stays open for the next request.
    """
    import openai

    _check(settings)
    key = os.environ.get(key_env(settings), "").strip()
    if not key and not settings.base_url:
        raise CrewError(
            f"no key for the speech server: put it into the environment variable "
            f"{key_env(settings)}, or set voice.base_url to a server of your own"
        )
    if not (key.isascii() and key.isprintable()):
        raise CrewError(f"the key in {key_env(settings)} holds signs that no key has: copy it anew")
    client = openai.AsyncOpenAI(
        api_key=key or "none",  # the package wants one, local servers do not
        base_url=settings.base_url or OPENAI,  # or the package would look for an address elsewhere
        max_retries=0,
        timeout=openai.Timeout(None, connect=settings.connect_s),
        default_headers={} if keep_alive else {"Connection": "close"},
    )
    if settings.base_url:  # OpenAI's names for whoever pays are nothing for others
        client.organization = client.project = None
    return client


def key_env(settings: VoiceSettings) -> str:
    """The environment variable whose content goes to this server as its key; "" = none does."""
    return settings.api_key_env or ("" if settings.base_url else "OPENAI_API_KEY")


def address_of(settings: VoiceSettings) -> str:
    """Where the requests go."""
    return settings.base_url.rstrip("/") or OPENAI


def _check(settings: VoiceSettings) -> None:
    """Raises CrewError for what cannot be used."""
    for name, what in (("model", "model"), ("name", "voice")):
        if not getattr(settings, name):
            raise CrewError(f"no {what} of the speech server is set: name one in voice.{name}")
    if settings.rate_hz not in RATES_HZ:
        raise CrewError(f"voice.rate_hz {settings.rate_hz} is no rate of sound; 24000 is usual")
    if not settings.base_url:
        return
    try:
        parts = urlsplit(settings.base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not match
        usable = False
    if not usable:
        raise CrewError(
            f'voice.base_url "{settings.base_url}" is no web address: '
            "write it like http://localhost:8880/v1"
        )
    if parts.username is not None:  # the address is shown and stored
        raise CrewError(
            "voice.base_url holds a name or a password: put the server's key into an environment "
            "variable, and name that in voice.api_key_env"
        )
