"""Live scenes in real time through real PortAudio: spoken to, answered aloud, interrupted, and
played on after the sound card died. What is printed on the way are measured times (pytest -rP)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from improv_partner.events import (
    FRAME_SAMPLES,
    RATE_HZ,
    Cut,
    Dip,
    DraftDone,
    Played,
    Playing,
    Trouble,
)

from .evening import Evening, evening, spoken_scene, word_errors, words
from .live_room import Room, Tap, checked
from .pulse import Pulse, pulse
from .speech import BEFORE_S, SENTENCES, TINY, frames
from .tracks import Samples, found, place, track
from .voices import espeak_is_here

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1, for the built-in voice"),
]
SCENE = ("lost-property", "--yes", "--ears", str(TINY), "--scene-seed", "3")
SCENE += ("--set", "audio.echo=headphones")  # no echo here; a canceller turns phases round
TICKET, STATION, CAKE, NO, PARTNER = (
    "2-awb.flac", "5-slt.flac", "3-rms.flac", "1-slt.flac", "4-kal16.flac",
)  # fmt: skip
LEAD_S = 0.2  # what is left of the quiet before each clip


@pytest.fixture
def sound() -> Iterator[Pulse]:
    with pulse() as daemon:
        yield daemon


def spoken(file: str) -> Samples:
    """A sentence, its voice LEAD_S after its beginning."""
    return np.frombuffer(b"".join(frames(file)[round((BEFORE_S - LEAD_S) / 0.02) :]), np.int16)


def interrupted(room: Room, after: int) -> tuple[str, int]:
    """Speak while the partner speaks, until it is cut; the sentence, and the Cut's number.

    A short answer may be over before our voice has made its way: then it is tried again.
    """
    for file in (CAKE, NO, PARTNER):
        playing = room.until(lambda e: isinstance(e.what, Playing), after)
        room.sound.speak(spoken(file).tobytes())
        for entry in room.entries():
            if entry.n > playing.n and isinstance(entry.what, Cut):
                return file, entry.n
        after = playing.n
    raise AssertionError("three times spoken, never cut")


def test_spoken_to_answered_aloud_and_interrupted(sound: Pulse, tmp_path: Path) -> None:
    loudspeaker, microphone = Tap(sound, "speaker"), Tap(sound, "mic_in")
    room = Room(sound, tmp_path, *SCENE)
    sound.speak(spoken(TICKET).tobytes())
    drafted = room.until(lambda e: isinstance(e.what, DraftDone))
    room.until(lambda e: isinstance(e.what, Played), drafted.n)
    first_end = room.entries()[-1].n
    sound.speak(spoken(STATION).tobytes())
    interruption, cut = interrupted(room, first_end)
    playing = room.until(lambda e: isinstance(e.what, Playing), cut)
    room.until(lambda e: isinstance(e.what, Played), playing.n)
    assert room.curtain() == 0, room.errors

    played = evening(spoken_scene(tmp_path), room.folder)
    words_arrived(played, interruption)
    heard, said = loudspeaker.close(), microphone.close()
    actor, partner = track(room.folder, "actor"), track(room.folder, "partner")
    assert len(actor) == len(partner)
    the_loudspeaker_gave_out_the_track(played, heard)
    silent_in_time(played, actor, spoken(interruption), cut)

    # On the clock of this machine: the track's places, and the silence after our first sound.
    at_track, share = found(spoken(TICKET), actor)
    at_microphone, _ = found(spoken(TICKET), said)
    assert share > 0.7
    span = played.of(Played)[0]
    at_loudspeaker, _ = found(partner[span.sample : span.sample + span.samples], heard)
    real_s = loudspeaker.at_s(at_loudspeaker) - microphone.at_s(at_microphone)
    wrong_s = real_s - (span.sample - at_track) / RATE_HZ
    print(f"the partner's track is {1000 * wrong_s:.0f} ms beside what was heard")
    assert abs(wrong_s) < 0.15
    onset_s = microphone.at_s(found(spoken(interruption), said)[0]) + LEAD_S
    from_s = [loudspeaker.at_s(i) - onset_s for i in np.nonzero(heard)[0][::16]]
    silent_s = max((s for s in from_s if s < 1.2), default=0.0)
    print(f"silence in the room {1000 * silent_s:.0f} ms after the interrupting voice")
    assert silent_s < 0.6, "0.3 and some for a machine that has other things to do"
    assert "whole" in checked(sound, room.folder)


def words_arrived(played: Evening, interruption: str) -> None:
    """Each sentence is a line of its own, well enough understood, and answered."""
    files = [TICKET, STATION, *list_until((CAKE, NO, PARTNER), interruption)]
    exchanges = [x for x in played.exchanges() if x.said]
    assert [x.number for x in exchanges] == list(range(1, len(files) + 1))
    errors = [word_errors(SENTENCES[f], x.said) for f, x in zip(files, exchanges, strict=True)]
    assert sum(errors) <= 0.3 * sum(len(words(SENTENCES[file])) for file in files)
    assert all(x.heard for x in exchanges[:-1])
    assert exchanges[-2].cut == "barge-in" and exchanges[-2].drafted.startswith(exchanges[-2].heard)
    assert exchanges[-2].heard != exchanges[-2].drafted
    assert not played.of(Trouble)
    assert played.header["crew"]["speaker"] == played.header["crew"]["mic"] == "default"
    assert played.header["consent"]["asked"] and not played.header["virtual_time"]


def list_until(files: tuple[str, ...], last: str) -> list[str]:
    return list(files[: files.index(last) + 1])


def the_loudspeaker_gave_out_the_track(played: Evening, heard: Samples) -> None:
    """Every clause of the partner's track was heard, all of them at the same distance."""
    partner = track(played.folder, "partner")
    spans = [span for span in played.of(Played) if span.samples >= 3200]
    places = [found(partner[s.sample : s.sample + s.samples], heard) for s in spans]
    assert len(places) >= 3 and np.median([share for _, share in places]) > 0.8
    apart = [
        at - span.sample for (at, share), span in zip(places, spans, strict=True) if share > 0.8
    ]
    off_ms = np.abs(np.array(apart) - np.median(apart)) * 1000 / RATE_HZ
    print(f"clauses are {off_ms.round()} ms off their usual distance")
    assert np.median(off_ms) < 60 and max(off_ms) < 150, "60 ms, more after an underrun"


def silent_in_time(played: Evening, actor: Samples, sentence: Samples, cut: int) -> None:
    """By the microphone's own clock, 300 ms after our voice reached the actor's track."""
    cut_entry = next(e for e in played.entries if e.n == cut)
    assert isinstance(cut_entry.what, Cut) and cut_entry.what.why == "barge-in"
    dips = [e for e in played.entries if isinstance(e.what, Dip) and e.what.on and e.n < cut]
    entry = dips[-1]  # silent before it is known what the voice wants
    at, _ = found(sentence, actor)
    onset = at + round(LEAD_S * RATE_HZ)
    cut_s = (entry.frame * FRAME_SAMPLES - onset) / RATE_HZ
    begin = slice(at, at + RATE_HZ // 2)
    _, fit = place(sentence[: RATE_HZ // 2], actor[begin])
    print(f"silent {1000 * cut_s:.0f} ms after the voice in the track (correlation {fit:.2f})")
    assert cut_s <= (0.3 if fit > 0.99 else 1.0), "later only where the sound card dropped a piece"
    line = cut_entry.what.line
    last = [p for p in played.of(Played) if p.line == line][-1]
    assert last.cut and last.sample + last.samples <= entry.frame * FRAME_SAMPLES + 0.1 * RATE_HZ


def test_the_scene_goes_on_after_the_sound_card_died(sound: Pulse, tmp_path: Path) -> None:
    room = Room(sound, tmp_path, *SCENE)
    sound.speak(spoken(TICKET).tobytes())
    playing = room.until(lambda e: isinstance(e.what, Playing))
    sound.down()
    for who in ("mic", "speaker"):
        lost = room.until(lambda e, who=who: isinstance(e.what, Trouble) and e.what.who == who)
        assert lost.n > playing.n and "is gone" in lost.what.what  # type: ignore[union-attr]
    sound.up()
    back = room.until(lambda e: isinstance(e.what, Trouble) and "back" in e.what.what)
    sound.speak(spoken(STATION).tobytes())
    again = room.until(lambda e: isinstance(e.what, Playing), back.n)
    room.until(lambda e: isinstance(e.what, Played), again.n)
    assert room.curtain() == 0, room.errors
    first, second = (x for x in evening(spoken_scene(tmp_path), room.folder).exchanges() if x.said)
    assert first.cut == "trouble" and [t.split(":")[0] for t in first.troubles].count("mic") == 2
    assert word_errors(SENTENCES[STATION], second.said) <= 2 and second.heard
    assert "is gone" in room.shown and "Recorded in" in room.shown
    assert "Traceback" not in room.errors
    assert "whole" in checked(sound, room.folder)


def test_without_any_sound_card_the_curtain_still_falls(sound: Pulse, tmp_path: Path) -> None:
    room = Room(sound, tmp_path, *SCENE)
    sound.speak(spoken(TICKET).tobytes())
    room.until(lambda e: isinstance(e.what, Playing))
    sound.down()
    room.until(lambda e: isinstance(e.what, Trouble) and e.what.who == "mic")
    assert room.curtain() == 0, room.errors
    assert "Recorded in" in room.shown and "Traceback" not in room.errors
    assert "whole" in checked(sound, room.folder)
