"""All kinds of failures and their rules: one table, and all failures of one session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

from . import (
    blocked,
    character_break,
    comfort,
    contradiction,
    floor_timing,
    heat,
    misread,
    stalled,
    stuck,
    tone_deaf,
    took_it_straight,
    whiplash,
)
from .failure import Failure
from .session import Session

_RULES: tuple[ModuleType, ...] = (
    *(misread, took_it_straight, tone_deaf, heat, comfort, blocked),
    *(stalled, character_break, contradiction, stuck, whiplash, floor_timing),
)
KINDS: dict[str, Callable[[Session], Iterator[Failure]]] = {
    rule.KIND[0]: rule.find for rule in _RULES
}


def failures(session: Session, kinds: Iterable[str] = KINDS) -> list[Failure]:
    """By exchange, those of the whole session last; within one in the order of the table."""
    chosen = set(kinds)
    found = [one for kind, rule in KINDS.items() if kind in chosen for one in rule(session)]
    return sorted(found, key=lambda one: (one.exchange == 0, one.exchange))


def versions() -> list[str]:
    """Of every rule, as in Failure.detector."""
    return [f"{name}/{version}" for name, version in (rule.KIND for rule in _RULES)]


def definition(kind: str) -> str:
    """What this kind is and what its rule claims to see: the docstring of its file."""
    return next((rule.__doc__ or "").strip() for rule in _RULES if rule.KIND[0] == kind)
