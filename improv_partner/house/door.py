"""The door: random words that let somebody in for one scene, and how often one may knock.

Two kinds of words: the token in the address that is handed to the actor, and the pass that each
page gets for it, which all it asks for later is known by. Neither is ever stored or logged.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from . import Refused

WORD_BYTES = 24  # 192 random bits: nobody guesses them
CLOSED = "this address is no longer valid: ask whoever runs the scene for a new one"


class Door:
    """valid_s: how long the token lets somebody in. now: a clock in seconds."""

    def __init__(self, valid_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self.token = secrets.token_urlsafe(WORD_BYTES)
        self._until_s = now() + valid_s
        self._now = now
        self._open = True

    def admit(self, token: str) -> str:
        """A new pass for this token. Raises Refused."""
        known = same(token, self.token)  # always compared: how long it takes tells nothing
        if not (known and self._open and self._now() < self._until_s):
            raise Refused(403, CLOSED)
        return secrets.token_urlsafe(WORD_BYTES)

    def close(self) -> None:
        """The scene is over: its token is worth nothing from now on."""
        self._open = False


def same(given: str, secret: str) -> bool:
    """Are they equal? Takes as long for a near miss as for a far one."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())


class Bucket:
    """So much at once, then so much a second (a token bucket)."""

    def __init__(
        self, at_once: float, per_s: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = self._left = at_once
        self._per_s, self._now = per_s, now
        self._seen_s = now()

    def take(self) -> bool:
        """One more; False if that is too fast."""
        now = self._now()
        self._left = min(self._most, self._left + (now - self._seen_s) * self._per_s)
        self._seen_s = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Buckets:
    """A bucket for everybody who knocks, of the last `most` of them."""

    def __init__(self, make: Callable[[], Bucket], most: int = 1000) -> None:
        self._make, self._most = make, most
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, who: str) -> bool:
        bucket = self._of.setdefault(who, self._make())
        self._of.move_to_end(who)
        if len(self._of) > self._most:
            self._of.popitem(last=False)
        return bucket.take()
