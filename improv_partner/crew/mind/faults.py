"""What went wrong with the language model's server, in one line that says what to do."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from ...errors import CrewError

SERVER_TEXT_CHARS = 160
_KEY_WORDS = re.compile(r"authenti|api[ _-]?key|proxy server token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the model is. key_env: the environment variable with the key for it, or ""."""

    model: str
    address: str
    key_env: str
    connect_s: float

    @property
    def from_env(self) -> str:
        return f" in {self.key_env}" if self.key_env else ""

    def fault(self, what: str) -> CrewError:
        return CrewError(f'model "{self.model}" at {self.address}: {what}')


def explain(error: Exception, place: Place) -> CrewError:
    """The error of the openai package (or of broken data) as one line for a person."""
    import openai

    match error:
        case openai.APIStatusError():
            return place.fault(_status(error, place))
        case openai.APIConnectionError():
            return place.fault(_connection(error, place))
        case openai.APIError():
            return place.fault(f"the server stopped with an error: {server_text(error)}")
        case ValueError():
            return place.fault("the server sent broken data; look at its log, or use another one")
        case _:
            return place.fault(f"cannot be used: {_one_line(str(error))}")


def server_text(error: Exception) -> str:
    """The server's own words about an error, one line."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error")
        body = inner if isinstance(inner, dict) else body
        text = body.get("message") or body.get("detail") or body.get("error") or body
    else:
        text = body or getattr(error, "message", "") or error
    return _one_line(str(text))


def _one_line(text: str) -> str:
    line = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return line if len(line) <= SERVER_TEXT_CHARS else line[: SERVER_TEXT_CHARS - 1] + "…"


def _status(error: Exception, place: Place) -> str:
    code = getattr(error, "status_code", 0)
    said = server_text(error)
    match code:
        case 401 if not place.key_env:
            return "the server wants a key (401): name its environment variable in mind.api_key_env"
        case 401:
            return f"the key in {place.key_env} is refused (401): put a valid key there"
        case 403:
            return f"the key{place.from_env} may not use this model (403): {said}"
        case 404:
            return (
                "no such model or address (404): check mind.model, and that mind.base_url ends "
                f"as the server wants it, mostly in /v1: {said}"
            )
        case 413:
            return "the request is too large for the server (413): give it a longer context"
        case 429 if "quota" in f"{getattr(error, 'code', '')} {said}":
            return f"the account has no credit left (429): add some, or use another model: {said}"
        case 429:
            return f"too many requests (429): wait a little and try again: {said}"
        case _ if code >= 500:
            return f"the server failed ({code}): try again, or look at its log: {said}"
        case _ if _KEY_WORDS.search(said):
            return f"the key{place.from_env} seems to be refused ({code}): {said}"
        case _:
            return f"the server refuses the request ({code}): {said}"


def _connection(error: Exception, place: Place) -> str:
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    kinds = {type(c).__name__ for c in causes}
    if any(isinstance(c, socket.gaierror) for c in causes):
        return "there is no host of that name: check mind.base_url and the network"
    if "ConnectTimeout" in kinds:
        return (
            f"no connection within {place.connect_s:g} s: is the server on, is mind.base_url right?"
        )
    if "ConnectError" in kinds:
        return "nothing answers there: start the server, or correct mind.base_url"
    if "UnsupportedProtocol" in kinds:
        return "this is no web address: mind.base_url begins with http:// or https://"
    return "the connection was lost: look at the server's log, and try again"
