"""Messages between the program and its voice process: lengths, a JSON head, and bytes (sound)."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

LENGTHS = struct.Struct("<II")  # of head and body, in bytes
HEAD_MAX = 1 << 20  # a request of 1000 characters and 1000 marks needs a tenth of it
BODY_MAX = 1 << 26  # 64 MiB: 25 minutes at 22 kHz


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Raises OSError if the other end is gone."""
    text = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(text), len(body)) + text + body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The next message; waits. Raises EOFError at the end, ValueError if it is no message."""
    head_size, body_size = LENGTHS.unpack(_exactly(stream, LENGTHS.size))
    if head_size > HEAD_MAX or body_size > BODY_MAX:
        raise ValueError("not a message: its lengths make no sense")
    head = json.loads(_exactly(stream, head_size))
    if not isinstance(head, dict):
        raise ValueError("not a message: its head is no object")
    return head, _exactly(stream, body_size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other end is gone")
    return data
