"""What is heard in the sound of a talk at each of its pauses: crew.tone and the acoustic model.

DIR/TALK.wav (or flac, mp3, ogg): one channel for each speaker in the order of their names, or all
of them in one. Measured once: what was found is kept in a file beside the results.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from improv_partner.crew.ending.smart_turn import SmartTurn
from improv_partner.crew.tone import Baseline, hear
from improv_partner.errors import CrewError, RecordingError
from improv_partner.events import FRAME_SAMPLES, RATE_HZ
from improv_partner.settings import Turns

from .ends import Sound, Sounds
from .timelines import Stretch, turns

AFTER_S = Turns().soft_end_s  # the judgement is made so long after the last sound
LONGEST_S = 60.0  # of a longer line, the last minute is measured
KINDS = (".wav", ".flac", ".mp3", ".ogg")


def sounds(
    talks: Sequence[Sequence[Stretch]], folder: Path, model: Path | None, kept: Path
) -> Sounds:
    """For every pause that reaches a soft end, and for the end of every turn. Raises CrewError.

    model: Smart Turn's weights. kept: the file of what was measured before, made or added to.
    """
    found = _kept(kept)
    ending = SmartTurn(model) if model else None
    for talk in talks:
        name = talk[0].talk
        marks = [m for m in _marks(talk) if _key(m, model) not in found]
        if not marks:
            continue
        channels = _channels(_file(folder, name))
        speakers = sorted({one.speaker for one in talk})
        if len(channels) not in (1, len(speakers)):
            raise CrewError(
                f"{name}: {len(channels)} channels for {len(speakers)} speakers; mix it"
            )
        for start_s, one in marks:
            pcm = channels[speakers.index(one.speaker) if len(channels) > 1 else 0]
            found[_key((start_s, one), model)] = _measure(pcm, start_s, one.end_s, ending)
        kept.write_text(json.dumps(found, indent=0), encoding="utf-8")
    everything = {
        (m.talk, m.speaker, round(m.end_s, 2)): found[_key((s, m), model)]
        for talk in talks
        for s, m in _marks(talk)
    }
    return {at: Sound(values["numbers"], values["ends"]) for at, values in everything.items()}


def _marks(talk: Sequence[Stretch]) -> Iterator[tuple[float, Stretch]]:
    """The start of the turn, and the stretch after which it pauses."""
    for turn in turns(talk):
        start_s = turn.stretches[0].start_s
        for a, b in pairwise(turn.stretches):
            if b.start_s - a.end_s >= AFTER_S:
                yield start_s, a
        yield start_s, turn.stretches[-1]


def _key(mark: tuple[float, Stretch], model: Path | None) -> str:
    start_s, one = mark
    return f"{one.talk} {one.speaker} {start_s:.2f} {one.end_s:.2f} {model.stem if model else ''}"


def _measure(pcm: bytes, start_s: float, end_s: float, ending: SmartTurn | None) -> dict[str, Any]:
    begin_s = max(start_s - 0.2, end_s - LONGEST_S, 0.0)
    line = pcm[_byte(begin_s) : _byte(end_s + AFTER_S)]
    numbers = hear(line, Baseline()).features.numbers()
    return {"numbers": numbers, "ends": asyncio.run(_ends(ending, line)) if ending else None}


async def _ends(ending: SmartTurn, line: bytes) -> float | None:
    size = FRAME_SAMPLES * 2
    pieces = [line[at : at + size] for at in range(0, len(line) - size + 1, size)]
    for piece in pieces:
        ending.feed(piece)
    ending.open(len(pieces))
    return await ending.ends()


def _byte(seconds: float) -> int:
    return round(seconds * RATE_HZ) * 2


def _channels(file: Path) -> list[bytes]:
    """Each channel as int16 mono 16 kHz."""
    import av
    import numpy as np
    from av.error import FFmpegError

    try:
        with av.open(str(file)) as opened:
            count = opened.streams.audio[0].codec_context.channels
            layout = "mono" if count == 1 else opened.streams.audio[0].codec_context.layout.name
            graph = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ)
            decoded = [*opened.decode(audio=0), None]
            planes = [out.to_ndarray() for one in decoded for out in graph.resample(one)]
    except (FFmpegError, IndexError) as error:
        raise CrewError(f"{file}: cannot be read as sound: {error}") from error
    samples = np.concatenate([plane.reshape(-1, count) for plane in planes])
    return [np.ascontiguousarray(samples[:, n]).tobytes() for n in range(count)]


def _file(folder: Path, talk: str) -> Path:
    for kind in KINDS:
        if (file := folder / f"{talk}{kind}").exists():
            return file
    raise CrewError(f"{folder}: no sound of talk {talk}; looked for {talk}{' '.join(KINDS)}")


def _kept(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RecordingError(f"{file}: no file of measured sounds; remove it") from error
    return dict(found)
