"""Make the rehearsal clips: every rehearsal line of every scene, spoken by flite, as small FLAC.

Needs the program flite (Debian: apt install flite). Run it after a rehearsal line was changed:
    python scripts/make_rehearsal.py
Clips that are right already are not touched; clips that no line asks for any more are removed.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import wave
import zlib
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner import scene
from improv_partner.events import RATE_HZ

VOICES = ("slt", "rms")  # the two that pocketsphinx and people understand best
PEAK = 0.5  # of full scale, -6 dBFS
QUIET = 0.01  # of the peak, -40 dB: below that it is not speech
STEP = 32  # samples are rounded to steps of 32 (11 bits): half the size, noise at -71 dBFS
EDGE_S = 0.1  # kept before the first and after the last sound
BARE = {"fflags": "+bitexact", "metadata_header_padding": "0"}  # no version, no empty 8 kB

Samples = NDArray[np.int16]


def voice_for(key: str) -> str:
    """One voice for each scene, the same on every machine."""
    return VOICES[zlib.crc32(key.encode()) % len(VOICES)]


def spoken(text: str, voice: str) -> Samples:
    """The text as flite speaks it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(file)], check=True)
        with wave.open(str(file)) as sound:
            if sound.getframerate() != RATE_HZ:
                raise SystemExit(f"flite's voice {voice} does not speak at {RATE_HZ} Hz")
            return np.array(np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16))


def trimmed(samples: Samples) -> Samples:
    """With EDGE_S of quiet at both ends, PEAK as its loudest sample, in whole STEPs."""
    loud = np.abs(samples.astype(np.float64))
    heard = np.flatnonzero(loud > QUIET * loud.max())
    edge = int(EDGE_S * RATE_HZ)
    padded = np.pad(samples, edge)[heard[0] : heard[-1] + 1 + 2 * edge]
    steps: Samples = np.round(padded * (PEAK * 32768 / STEP / loud.max())).astype(np.int16)
    return steps * np.int16(STEP)


def flac(samples: Samples, text: str, voice: str) -> bytes:
    """Lossless, with the words as its title, so that a clip can be told from an outdated one."""
    file = io.BytesIO()
    with av.open(file, "w", format="flac", options=BARE) as out:
        out.metadata.update({"title": text, "artist": f"flite {voice}"})
        stream = out.add_stream("flac", rate=RATE_HZ, layout="mono")
        stream.options = {"compression_level": "12"}
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.rate = RATE_HZ
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


def main() -> None:
    if shutil.which("flite") is None:
        raise SystemExit("flite is not installed; install it (Debian: apt install flite)")
    wanted: set[Path] = set()
    written = 0
    for one in scene.find():
        voice = voice_for(one.key)
        for line in one.rehearsal:
            wanted.add(line.clip)
            clip = flac(trimmed(spoken(line.text, voice)), line.text, voice)
            if not line.clip.exists() or line.clip.read_bytes() != clip:
                line.clip.parent.mkdir(exist_ok=True)
                line.clip.write_bytes(clip)
                written += 1
    old = set((scene.folder() / scene.CLIPS).glob("*.flac")) - wanted
    for file in old:
        file.unlink()
    print(f"{len(wanted)} clips: {written} written, {len(old)} removed")


if __name__ == "__main__":
    main()
