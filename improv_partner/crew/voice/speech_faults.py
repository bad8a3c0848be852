"""What went wrong with the server of a voice, in one line that says what to do."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from ...errors import CrewError

SERVER_TEXT_CHARS = 160
# Begins of what is not raw PCM, though it came with status 200.
OTHER_FORMATS = {
    b"RIFF": "a WAV file", b"FORM": "an AIFF file", b"OggS": "an Ogg file", b"fLaC": "a FLAC file",
    b"ID3": "an MP3 file", b'{"': "JSON", b"<!": "a web page", b"<h": "a web page",
}  # fmt: skip
OTHER_KINDS = re.compile(r"text/|.*json|audio/(mpeg|mp3|ogg|opus|aac|flac|webm)\b")
RATE = re.compile(r"\brate=(\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the voice is. key_env: the environment variable with the key for it, or ""."""

    model: str
    address: str
    key_env: str
    connect_s: float

    def fault(self, what: str) -> CrewError:
        return CrewError(f'voice model "{self.model}" at {self.address}: {what}')


def explain(error: Exception, place: Place) -> CrewError:
    """An error of the package openai, or of the one it sends with, as one line for a person."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return place.fault(_status(error.status_code, server_text(error), place))
    return place.fault(_connection(error, place))


def server_text(error: Exception) -> str:
    """The server's own words about an error, one line."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        body = body.get("error") or body.get("detail") or body.get("message") or body
    if isinstance(body, dict):
        body = body.get("message") or body
    line = " ".join(re.sub(r"<[^>]*>", " ", str(body or error)).split())
    return line if len(line) <= SERVER_TEXT_CHARS else line[: SERVER_TEXT_CHARS - 1] + "…"


def not_pcm(kind: str, rate_hz: int) -> str:
    """What is wrong with this content type; "" if it may be PCM at this rate."""
    name = kind.partition(";")[0].strip().lower()
    if OTHER_KINDS.match(name):
        return _other(name)
    told = RATE.search(kind)
    if told and int(told[1]) != rate_hz:
        return f"it sends {told[1]} Hz, not {rate_hz}: set voice.rate_hz to {told[1]}"
    return ""


def not_sound(begin: bytes) -> str:
    """What is wrong with a body that begins so; "" if it may be sound."""
    found = (name for sign, name in OTHER_FORMATS.items() if begin.startswith(sign))
    return _other(name) if (name := next(found, "")) else ""


def _other(what: str) -> str:
    return (
        f"it sent {what} instead of raw PCM: check that voice.base_url is right (it mostly ends in "
        "/v1), or use a server that can send pcm"
    )


def _status(code: int, said: str, place: Place) -> str:
    match code:
        case 401 if not place.key_env:
            return (
                "the server wants a key (401): name its environment variable in voice.api_key_env"
            )
        case 401:
            return f"the key in {place.key_env} is refused (401): put a valid key there"
        case 403:
            return f"this voice may not be used with this key (403): {said}"
        case 404:
            return (
                "no such model, voice or address (404): check voice.model, voice.name, and that "
                f"voice.base_url ends as the server wants it, mostly in /v1: {said}"
            )
        case 429:
            return f"too many requests or no credit (429): wait, or use another server: {said}"
        case _ if code >= 500:
            return f"the server failed ({code}): try again, or look at its log: {said}"
        case _:
            return f"the server refuses the request ({code}): check voice.name: {said}"


def _connection(error: Exception, place: Place) -> str:
    kinds, cause = set(), error.__cause__ or error
    while True:
        kinds.add("unknown host" if isinstance(cause, socket.gaierror) else type(cause).__name__)
        deeper = cause.__cause__ or cause.__context__
        if deeper is None or len(kinds) > 20:
            break
        cause = deeper
    if "unknown host" in kinds:
        return "there is no host of that name: check voice.base_url and the network"
    if "ConnectTimeout" in kinds:
        limit = f"{place.connect_s:g} s"
        return f"no connection within {limit}: is the server on, is voice.base_url right?"
    if "ConnectError" in kinds:
        return "nothing answers there: start the server, or correct voice.base_url"
    return "the connection was lost: look at the server's log, and try again"
