"""Who of several performers is left out of an export for want of a yes, and what goes with them.

Their lines, tags, cards and sound go, and the partner's answers to their lines, which may hold
their words. What the others said stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...events import RATE_HZ, Direction, Hold, Intent, Mark, NewChoice, Played, Undo
from ...exchanges import Exchange
from ...recording import Entry
from ..players import performers
from .permitted import of_each, permitted, record, refusal, refusing, unusable

Span = tuple[int, int]  # samples, from and before


@dataclass(frozen=True, slots=True)
class LeftOut:
    """gone: who of the performers. silent: whose sound is not given, those who are gone among them.

    why: nothing at all may be exported, in one line; "" = some may.
    """

    gone: frozenset[str]
    silent: frozenset[str]
    why: str = ""


def left_out(
    folder: Path, header: Mapping[str, Any], needs: frozenset[str], whole: bool
) -> LeftOut:
    """By the consent of each. whole: nobody can be left out, all of them have to agree.

    "keep_audio" is needed of one performer at least, and only if there is any.
    """
    words, everybody = needs - {"keep_audio"}, frozenset(performers(header))
    gone, silent = refusing(header, words), frozenset[str]()
    if header.get("audio"):
        silent = gone | refusing(header, {"keep_audio"})
    why = unusable(folder, header)
    if not why and (gone == everybody or (gone and whole)):
        why = refusal(folder, header, words)
    if not why and "keep_audio" in needs and silent == everybody:
        why = refusal(folder, header, needs)
    return LeftOut(gone, silent, why)


def purposes(header: Mapping[str, Any], gone: frozenset[str]) -> list[str]:
    """To which all agree who are not left out."""
    found = [yes for who, yes in of_each(header).items() if who not in gone]
    return sorted(frozenset.intersection(*found) if found else permitted(record(header)))


def stay(done: Iterable[Exchange], gone: frozenset[str]) -> tuple[list[Exchange], list[Exchange]]:
    """The exchanges that stay, without the tags of who is gone; and those that go."""
    kept: list[Exchange] = []
    hidden: list[Exchange] = []
    for one in done:
        theirs = one.performer in gone and one.actor_line
        (hidden if theirs else kept).append(one)
        one.intents = [tag for tag in one.intents if tag.intent.who not in gone]
    return kept, hidden


def without(
    gone: frozenset[str], hidden: Sequence[Exchange], entries: Iterable[Entry]
) -> list[Entry]:
    """The log without what these performers did, and without what was heard in their exchanges."""
    lines = {n for one in hidden for n in (one.partner_line, *(r.line for r in one.rejected))}

    def stays(what: object) -> bool:
        match what:
            case Intent(who=who) | Undo(who=who) | Mark(who=who) | NewChoice(who=who):
                return who not in gone
            case Hold(who=who) | Direction(to=who):
                return who not in gone
            case Played(line=line):
                return line not in lines
        return True

    return [entry for entry in entries if not gone or stays(entry.what)]


def muted(hidden: Iterable[Exchange]) -> tuple[Span, ...]:
    """Where nothing may be heard of the partner."""
    spans = [span for one in hidden for span in one.sounds]
    return tuple((round(a * RATE_HZ), round(b * RATE_HZ)) for a, b in spans)
