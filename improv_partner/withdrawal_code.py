"""The code by which a performer takes a consent back: easy to type, hard to guess, stored nowhere.

Sixteen signs of Crockford's base 32 (no I, L, O, U) in groups of four: 80 random bits, so that a
plain SHA-256 of it may stand in a recording that others read.
"""

from __future__ import annotations

import hashlib
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
MISREAD = str.maketrans("OIL", "011")  # what looks like another sign is taken for it
PURPOSE = b"improv-partner withdrawal code: "  # no other program's sum of the same text is this one


def new() -> str:
    """E.g. "7F3K-0QZD-M8WA-P5TX"."""
    return grouped("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def normal(text: str) -> str:
    """A code as new() gives it, however it was typed; "" if this is none."""
    signs = "".join(text.upper().replace("-", " ").split()).translate(MISREAD)
    return grouped(signs) if len(signs) == LENGTH and set(signs) <= set(SIGNS) else ""


def digest(code: str) -> str:
    """What a record holds of a code. Raises ValueError if it is none."""
    if not (whole := normal(code)):
        raise ValueError("not a withdrawal code")
    return hashlib.sha256(PURPOSE + whole.encode()).hexdigest()


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))
