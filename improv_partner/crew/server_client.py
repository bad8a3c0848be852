"""The way to a server with OpenAI's protocol: its address, and the one key that may go there.

Shared by mind and voice (package openai). A key never reaches a server that it is not meant for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from ..errors import CrewError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OPENAI = "https://api.openai.com/v1"
EXAMPLES = {"mind": "http://localhost:11434/v1", "voice": "http://localhost:8880/v1"}
CALLED = {"mind": "the language model", "voice": "the speech server"}


class Server(Protocol):
    """What the settings of mind and voice have in common; see settings.py."""

    @property
    def base_url(self) -> str: ...

    @property
    def api_key_env(self) -> str: ...

    @property
    def connect_s(self) -> float: ...


def key_env(settings: Server) -> str:
    """The environment variable whose content goes to this server as its key; "" = none does."""
    return settings.api_key_env or ("" if settings.base_url else "OPENAI_API_KEY")


def address_of(settings: Server) -> str:
    """Where the requests go."""
    return settings.base_url.rstrip("/") or OPENAI


def client_of(settings: Server, part: str, keep_alive: bool) -> AsyncOpenAI:
    """A client that neither waits nor asks again by itself. Raises CrewError.

    part: "mind" or "voice", as its settings are called. keep_alive: a connection stays open for the
    next request.
    """
    import openai

    _check_address(settings.base_url, part)
    key = os.environ.get(key_env(settings), "").strip()
    if not key and not settings.base_url:
        raise CrewError(
            f"no key for {CALLED[part]}: put it into the environment variable "
            f"{key_env(settings)}, or set {part}.base_url to a server of your own"
        )
    if not (key.isascii() and (key.isprintable() or not key)):
        raise CrewError(f"the key in {key_env(settings)} holds signs that no key has: copy it anew")
    client = openai.AsyncOpenAI(
        api_key=key or "none",  # the package wants one, local servers do not
        base_url=address_of(settings),  # or the package would look for an address elsewhere
        max_retries=0,
        timeout=openai.Timeout(None, connect=settings.connect_s),
        default_headers={} if keep_alive else {"Connection": "close"},
    )
    if settings.base_url:  # OpenAI's names for whoever pays are nothing for others
        client.organization = client.project = None
    return client


def _check_address(address: str, part: str) -> None:
    """Raises CrewError for what cannot be used."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not match
        usable = False
    if not usable:
        raise CrewError(
            f'{part}.base_url "{address}" is no web address: write it like {EXAMPLES[part]}'
        )
    if parts.username is not None:  # the address is shown and stored
        raise CrewError(
            f"{part}.base_url holds a name or a password: put the server's key into an environment "
            f"variable, and name that in {part}.api_key_env"
        )
