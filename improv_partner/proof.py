"""improv replay --verify and --again, as a person meets them: a proof, and a table of what-ifs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import track
from .errors import RecordingError
from .recording import read
from .replay import verify
from .research.sweep import Figures, grid, plot, sweep

COLUMNS = ("answers", "cut-ins", "barge-ins", "wasted", "gap s", "95 % s")


def prove(session: Path, console: Console) -> bool:
    """Print what is wrong with a session, the first deviation in full; True if nothing is."""
    faults = verify(session)
    for fault in faults:
        console.print(f"{session.name}: {fault}", markup=False, soft_wrap=True)
    if not faults:
        console.print(f"{session.name}: verified: complete, unchanged, and decided as recorded")
    return not faults


def what_if(
    session: Path, texts: list[str], parsed: dict[str, Any], out: Path, console: Console
) -> list[tuple[str, Figures]]:
    """Play the recorded actor to every combination of settings, and print what came of it."""
    header, entries = read(session)
    tracks = {who: _pcm(session, header, who) for who in track.players(header)}
    header = {**header, "parent": session.name}
    rows = sweep(header, list(entries), grid(texts, parsed), out / f"{session.name}_again", tracks)
    table = Table(title="when the partner would have spoken, not what it would have said")
    table.add_column("setting", overflow="fold")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, f in rows:
        counts = (f.answers, f.cut_ins, f.barge_ins, f.wasted)
        gaps = (f"{f.gap_median_s:.2f}", f"{f.gap_p95_s:.2f}")
        wrapped = name.replace("=", "= ")  # a narrow table breaks there, not within a number
        table.add_row(wrapped, *map(str, counts), *gaps)
    console.print(table)
    console.print(f"Sessions in {out / f'{session.name}_again'}", markup=False, soft_wrap=True)
    return rows


def draw(rows: list[tuple[str, Figures]], file: Path, console: Console) -> None:
    plot(rows, file)
    console.print(f"Plot in {file}", markup=False, soft_wrap=True)


def _pcm(session: Path, header: dict[str, Any], who: str) -> bytes:
    """A track's sound; b"" if the session was recorded without. Raises RecordingError."""
    if not header.get("audio"):
        return b""
    try:
        return track.pcm(session, who)
    except OSError as error:
        raise RecordingError(f"{session}: the sound of {who} cannot be read: {error}") from error
