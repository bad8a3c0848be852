"""improv play, as a person meets it: what there is to play with, consent, the scene, what is left.

Decides between a live scene and a rehearsal; nothing of sound is opened before the yes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from . import consent, settings
from .casting import Source
from .crew import devices
from .desk import Link, Screen
from .desk.plain import PlainScreen
from .desk.strokes import Strokes
from .desk.tables import exchange_table
from .errors import CrewError, SettingsError
from .exchanges import exchanges
from .perform import Plan, perform
from .recording import read
from .scene import Scene, card


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line. values: settings; agreed: the yes was given there.

    share: and one to what consent.SHARES says. plain: lines of text, also on a terminal.
    """

    scene: Scene
    values: dict[str, Any]
    source: Source
    out: Path
    audio: bool
    seed: int
    fast: bool
    agreed: bool
    share: bool = False
    plain: bool = False


def curtain_up(wishes: Wishes, console: Console) -> bool:
    """Play; False if the actor did not agree. Raises ImprovError."""
    chosen = settings.load(Path.cwd()).with_values(wishes.values, "command line")
    Strokes(chosen.desk.keys)  # a wrong key is told before anything begins
    mic, loudspeaker = devices.available()
    source = wishes.source
    if source.kind == "device" and source.text and not mic:
        raise CrewError(f"--mic {source.text}: there is no such file, and no microphone here")
    if source.kind == "device" and not source.text:
        source = Source("device", chosen.audio.mic)
    if source.kind == "device" and not (mic and loudspeaker):
        missing = (
            "microphone" if loudspeaker else "loudspeaker" if mic else "microphone or loudspeaker"
        )
        console.print(f"No {missing} here: a simulated actor rehearses the scene, you watch.")
        source = Source("rehearsal")
    if wishes.fast and source.kind == "device":
        raise SettingsError(
            "--fast: a live microphone cannot be hurried; add --rehearse or --mic FILE"
        )
    console.print(card(wishes.scene), markup=False)
    terms = consent.terms(chosen.mind, wishes.out, wishes.audio, source.performer, chosen.voice)
    console.print(terms.text(console.width), style="dim", markup=False, soft_wrap=True)
    human = source.performer == "human"
    answer = "yes" if wishes.agreed or not human else _answer(console)
    if not answer:
        console.print("Nothing was stored and nothing was sent.")
        return False
    plan = Plan(
        wishes.scene,
        chosen,
        source,
        loudspeaker,
        wishes.out,
        wishes.audio,
        wishes.seed,
        wishes.fast,
        terms.record(source.performer, human, human and (wishes.share or answer == "share")),
    )
    folder = perform(
        plan,
        lambda scene, link: _screen(scene, link, wishes, plan, console),
        lambda text: console.print(text, style="yellow", markup=False),
    )
    _after(folder, console)
    return True


def _screen(scene: Scene, link: Link, wishes: Wishes, plan: Plan, console: Console) -> Screen:
    """The desk, where there is a terminal to show it and somebody who could look that quickly."""
    there = console.is_terminal and not console.is_dumb_terminal and sys.stdin.isatty()
    if wishes.plain or plan.fast or not there:
        return PlainScreen(scene, link.floor, console)
    from .desk.app import Desk  # draws with a library of its own, which takes a moment to load

    who = "actor" if plan.source.performer == "human" else "watcher"
    return Desk(scene, link, plan.settings.desk, who)


def _answer(console: Console) -> str:
    """ "yes", "share" (and that, too), or "" for anything else."""
    if not sys.stdin.isatty():
        raise SettingsError(
            "nobody is there to agree to what is stored and sent: add --yes, or --rehearse"
        )
    try:
        console.print(f'"s" is a yes, and one more: {consent.SHARES}.', style="dim", markup=False)
        answer = console.input("Do you agree? [y/s/N] ", markup=False).strip().lower()
    except (EOFError, KeyboardInterrupt):
        return ""
    return {"y": "yes", "yes": "yes", "s": "share"}.get(answer, "")


def _after(folder: Path, console: Console) -> None:
    """What was played, where it is, and what can be done with it."""
    header, entries = read(folder)
    done = list(exchanges(entries))
    console.print(exchange_table(done, header) if done else "Nobody said anything.")
    console.print(f"Recorded in {folder}", markup=False)
    hints = (
        (f"improv show {folder}", "these exchanges again"),
        (f"improv check {folder}", "is the recording whole?"),
        ("improv scenes", "other scenes to play"),
    )
    width = max(len(command) for command, _ in hints)
    lines = [f"  {command:<{width}}  {what}" for command, what in hints]
    if max(map(len, lines)) > console.width:
        lines = [f"  {command}\n    {what}" for command, what in hints]
    for line in lines:
        console.print(line, style="dim", markup=False, soft_wrap=True)
