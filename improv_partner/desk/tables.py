"""Tables for the terminal: exchanges of a session, scenes, devices."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from ..crew.devices import Device
from ..exchanges import Exchange, Timing
from ..scene import Scene
from .plain import intent_words, reading_words

TIMES = (  # what is shown of an exchange's timing, after the actor's last sound
    ("end", "answer_s"),
    ("words", "words_s"),
    ("token", "first_token_s"),
    ("sound", "first_sound_s"),
)


def exchange_table(done: Iterable[Exchange], header: dict[str, Any], timing: bool = True) -> Table:
    """Who said what, what was meant and read, and how long after the actor's last sound (s)."""
    scene = header.get("scene", {})
    actor = scene.get("actor", {}).get("name", "actor")
    partner = scene.get("character", {}).get("name", "partner")
    table = Table(title=Text(scene.get("title", ""), "table.title"), show_lines=True)
    table.add_column("", justify="right")
    table.add_column(f"{actor}: said, meant, audible", ratio=1)
    table.add_column(f"{partner}: heard, read", ratio=1)
    if timing:
        table.add_column("s after you", no_wrap=True)
    people = header.get("performers", {})
    several = len([who for who in people if who != "partner"]) > 1
    for exchange in done:
        name = people.get(exchange.performer, {}).get("name") or exchange.performer
        said = f"{name}: {exchange.said}" if several and exchange.said else exchange.said
        row = [
            Text(str(exchange.number)),
            _cell(said or f"({exchange.why})", "cyan", _meant_and_audible(exchange)),
            _cell(heard_words(exchange), "magenta", read_words(exchange)),
        ]
        table.add_row(*row, *([Text(times(exchange), "dim")] if timing else []))
    return table


def _cell(words: str, style: str, below: str) -> Text:
    cell = Text(words, style)
    return cell.append(f"\n{below}", "dim") if below else cell


def _meant_and_audible(exchange: Exchange) -> str:
    """What the actor meant, and how it sounded."""
    meant = "; ".join(intent_words(tag.intent) for tag in exchange.intents if tag.bound)
    tone = exchange.tone.words if exchange.tone else ""
    return "\n".join(part for part in (meant, f"sounded: {tone}" if tone else "") if part)


def read_words(exchange: Exchange) -> str:
    """What the partner read and felt, how far that is what was meant, and what was rejected."""
    reading = reading_words(exchange.reading)
    told = exchange.level not in ("not tagged", "not read")
    rows = [f"{reading} ({exchange.level})" if reading and told else reading]
    feelings = [feeling for feeling, _ in groupby(exchange.planned)]
    if len(feelings) > 1:  # it changed in mid-line
        rows.append(f"spoken with: {', then '.join(feeling or 'none' for feeling in feelings)}")
    if exchange.delivered and exchange.delivered.words:
        rows.append(f"sounded: {exchange.delivered.words}")
    rows += [f"rejected: {rejected.heard or rejected.drafted}" for rejected in exchange.rejected]
    return "\n".join(row for row in rows if row)


def heard_words(exchange: Exchange) -> str:
    """The partner's words as heard, why they ended early, and what went wrong."""
    rows = [exchange.heard]
    if exchange.cut:
        rows[0] += f" — ({exchange.cut})"
    rows += [f"! {trouble}" for trouble in exchange.troubles]
    return "\n".join(row for row in rows if row)


def times(exchange: Exchange) -> str:
    """When the turn end was decided, words were final, the first token and sound came."""
    timing: Timing = exchange.timing
    rows = []
    for word, name in TIMES:
        at_s = getattr(timing, name)
        if at_s is not None and timing.quiet_s is not None:
            rows.append(f"{word:<6}{at_s - timing.quiet_s:5.2f}")
    return "\n".join(rows)


def scene_table(scenes: Iterable[Scene]) -> Table:
    table = Table(show_lines=False)
    table.add_column("scene", no_wrap=True)  # it is typed as it stands here
    table.add_column("title")
    table.add_column("what it is, and what it exercises")
    for scene in scenes:
        words = Text(scene.summary).append(f"\n{', '.join(scene.exercises)}", "dim")
        table.add_row(Text(scene.key), Text(scene.title), words)
    return table


def device_table(devices: Iterable[Device]) -> Table:
    table = Table()
    for heading in ("number", "name", "microphone", "loudspeaker", "Hz"):
        table.add_column(heading)
    for device in devices:
        table.add_row(
            str(device.number),
            Text(device.name),  # it may have [brackets], which are no markup
            _channels(device.inputs, device.default_in),
            _channels(device.outputs, device.default_out),
            str(device.rate_hz),
        )
    return table


def _channels(count: int, default: bool) -> str:
    return "" if not count else f"{count} channel{'s' * (count > 1)}{', default' * default}"
