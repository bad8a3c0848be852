"""improv probe-set: lines of recorded sessions with other tones, and what a model reads in them.

Everything but the tone of the one line is as it was in the scene. The model is stopped once its
reading is there, and never sees the actor's tags.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import casting
from .crew import Mind, Moment
from .crew.mind.prompt import messages
from .errors import CrewError, ImprovError
from .events import Reading
from .judge import GIVE_UP_AFTER
from .notes import tags
from .research.blindness.items import Item, items
from .research.blindness.sets import source
from .research.export.permitted import Ended, ended_line
from .research.judge.cost import Bill, Purse, tokens_of
from .research.known import told_apart
from .research.parent import Parent
from .sending import no_sending
from .settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. why: the line it could not be read for."""

    item: Item
    reading: Reading | None
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-able; nothing that was said is in it."""
        r = self.reading or Reading(0, 0, header="missing")
        row: dict[str, Any] = {"is": "read", "test": self.item.test, "session": self.item.session}
        row |= {"exchange": self.item.exchange, "variant": self.item.variant}
        row |= {"tone": self.item.tone, "meant": self.item.meant, "label": r.label}
        return row | {"intensity": r.intensity, "stance": r.stance, "why": self.why}


@dataclass(frozen=True, slots=True)
class Asking:
    """An item with all that the model is asked. company: the names of several performers."""

    item: Item
    parent: Parent
    moment: Moment
    company: tuple[str, ...] = ()

    def bill(self, settings: Settings) -> Bill:
        """At most: the model is stopped after its header."""
        prompt = messages(
            self.parent.scene, self.moment, header=True, tone=True, company=self.company
        )
        return Bill(1, tokens_of(prompt), settings.mind.max_tokens)


def build(
    folders: Sequence[Path], beside: Path, most_lines: int, seed: int, say: Say
) -> tuple[list[Item], bool]:
    """Items of these sessions, whose folders are named as seen from `beside`; and whether all
    could be used, but for those that were withdrawn or are past their day.

    What is not used is said. Raises ImprovError if nothing is left.
    """
    found, whole = [], True
    ended: dict[str, str] = {}
    for folder in folders:
        try:
            parent = source(folder)
            name = Path(os.path.relpath(folder, beside)).as_posix()
            found.append((name, parent, tags(folder)))
        except Ended as error:
            ended[str(folder)] = str(error)
        except ImprovError as error:
            say(str(error))
            whole = False
    if ended:
        say(ended_line(ended))
    made = items(found, most_lines, seed)
    if not made:
        raise ImprovError(
            "there is no line with a tone, a tag or pleasant words in these sessions: "
            "a probe set cannot be made of them"
        )
    return made, whole


def asking(
    todo: Sequence[Item], beside: Path, settings: Settings, agreed: bool, say: Say
) -> tuple[list[Asking], bool]:
    """What is asked of these items; and whether that is all but for sessions that have ended.

    Sessions that are not there or not free are said. Raises SettingsError if only a yes is missing.
    """
    parents: dict[str, Parent | None] = {}
    ended: dict[str, str] = {}
    for name, sum_ in {item.session: item.sum for item in todo}.items():
        try:
            parents[name] = _parent(beside / name, sum_, settings, agreed, say)
        except Ended as error:
            ended[name] = str(error)
    if ended:
        say(ended_line(ended))
    wanted = [item for item in todo if item.session not in ended]
    asked = ((parents[item.session], item) for item in wanted)
    found = [_asking(parent, item) for parent, item in asked if parent]
    out = [one for one in found if one]
    return out, len(out) == len(wanted)


def _parent(folder: Path, sum_: str, settings: Settings, agreed: bool, say: Say) -> Parent | None:
    """None if it may not be asked about, which is said. Raises Ended, SettingsError."""
    try:
        parent = source(folder)
    except Ended:
        raise
    except ImprovError as error:
        say(str(error))
        return None
    if parent.sum != sum_:
        say(f"{folder}: its log is not what the set was made of; build the set again")
        return None
    if why := no_sending(folder, parent.header, settings.mind, agreed):
        say(why)
        return None
    return parent


def _asking(parent: Parent, item: Item) -> Asking | None:
    """As it was in the scene, but for the tone of this line; None if there is no such line."""
    one = parent.known().get(item.exchange)
    if one is None or one.own is None:
        return None
    moment = replace(told_apart(one, item.tone).moment, why="turn")
    return Asking(item, parent, moment, one.company)


def ask(
    todo: Sequence[Asking],
    settings: Settings,
    purse: Purse,
    seed: int,
    tell: Callable[[Read], None] = lambda one: None,
) -> tuple[list[Read], str]:
    """What the model reads, in order, and why not all was asked ("" = all was).

    Raises CrewError if there is no such server or key.
    """
    told = replace(settings, mind=replace(settings.mind, tone="send", header=True))
    return asyncio.run(_ask(todo, told, purse, seed, tell))


async def _ask(
    todo: Sequence[Asking],
    settings: Settings,
    purse: Purse,
    seed: int,
    tell: Callable[[Read], None],
) -> tuple[list[Read], str]:
    minds: dict[str, Mind] = {}  # one for each session: its character
    here: list[str] = []  # who of several performers was there, at each line
    done: list[Read] = []
    silent = 0
    try:
        for one in todo:
            bill = one.bill(settings)
            if not purse.affords(bill):
                return done, f"the budget is used up; {len(todo) - len(done)} are not asked"
            purse.spent += bill
            name = one.item.session
            if name not in minds:
                scene = one.parent.scene
                minds[name] = await casting.mind(
                    settings, scene, seed, lambda text: None, company=lambda: here
                )
            here[:] = one.company
            done.append(await _read(minds[name], one))
            tell(done[-1])
            silent = silent + 1 if done[-1].why else 0
            if silent == GIVE_UP_AFTER:
                return done, f"{silent} in a row had no answer"
    finally:
        for mind in minds.values():
            await mind.close()
    return done, ""


async def _read(mind: Mind, one: Asking) -> Read:
    """The first reading, before anything is said; none if the model gives none."""
    try:
        async with aclosing(mind.reply(one.moment)) as parts:
            async for part in parts:
                if isinstance(part, Reading) and part.label:
                    return Read(one.item, part)
                if isinstance(part, str):
                    break
    except CrewError as error:
        return Read(one.item, None, str(error))
    return Read(one.item, None)
