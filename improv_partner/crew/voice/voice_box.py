"""The voice process: pyttsx3 alone in a process of its own, which answers one request at a time.

It has faults that hang or end a whole program (see tests/test_voice_engine.py), so it gets one that
can be spared. Started as `python -m improv_partner.crew.voice.voice_box DRIVER`; ends with stdin.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import wire

OURS = "espeak-ng"  # our driver; every other name is one of pyttsx3's own
RUNS, EMPTY = 3, 64  # of a driver that writes files; bytes of a file without sound, at most
Answer = tuple[dict[str, Any], bytes]
Speak = Callable[[dict[str, Any]], Answer]


def main(driver: str) -> int:
    """Answers requests until stdin ends. 0, or 1 if the engine does not start (it says why)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program; this ends after it
    with open(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # pyttsx3 prints; that must not get between the answers
        try:
            name, speak = _exact(driver) if driver == OURS else _by_file(driver)
        except (ImportError, OSError, RuntimeError, LookupError) as error:
            wire.send(answers, {"error": f"pyttsx3 cannot start ({driver}): {error}"})
            return 1
        wire.send(answers, {"engine": f"pyttsx3 {version('pyttsx3')}, {name}"})
        while True:
            try:
                request, _ = wire.receive(sys.stdin.buffer)
            except EOFError:
                return 0
            wire.send(answers, *speak(request))


def _exact(driver: str) -> tuple[str, Speak]:
    """Our driver: the sound in memory, and the exact place of each word."""
    import pyttsx3

    from . import espeak_driver

    sys.modules[f"pyttsx3.drivers.{driver}"] = espeak_driver
    engine = pyttsx3.init(driver)
    told: dict[str, list[dict[str, Any]]] = {}
    for topic in ("started-word", "sound", "error"):
        engine.connect(topic, lambda topic=topic, **what: told[topic].append(what))

    def speak(request: dict[str, Any]) -> Answer:
        told.update({"started-word": [], "sound": [], "error": []})
        for name in ("voice", "rate", "pitch", "pitch_range", "word_gap"):
            engine.setProperty(name, request[name])
        engine.setProperty("volume", request["volume"] / 100)
        engine.say(request["text"])
        engine.runAndWait()
        if told["error"]:
            return {"error": str(told["error"][0]["exception"])}, b""
        marks = [(at["sample"], at["location"] + at["length"]) for at in told["started-word"]]
        (sound,) = told["sound"]
        return {"rate_hz": sound["rate_hz"], "marks": marks}, sound["pcm"]

    return str(engine.getProperty("version")), speak


def _by_file(driver: str) -> tuple[str, Speak]:
    """A driver of pyttsx3 (nsss, sapi5, espeak): it only writes whole files, without marks.

    No driver waits for its file in every run (espeak not in an engine's first, nsss and sapi5 by
    their code only in it), so the file is read when it is whole. espeak bears only one engine in a
    process; the others get a new one for each run. One file per run; say() and stop() never.
    One run of espeak in fifty gives an empty file, ended by the end of the run before: once more.
    """
    import pyttsx3

    name = f"{driver} {pyttsx3.init(driver).getProperty('voice')}"
    kept = pyttsx3.init(driver) if driver == "espeak" else None

    def speak(request: dict[str, Any]) -> Answer:
        for _ in range(RUNS):
            data = run(request)
            if len(data) > EMPTY:
                break
        return {"file": True}, data

    def run(request: dict[str, Any]) -> bytes:
        engine = kept or pyttsx3.init(driver)
        wanted = request["voice"]
        engine.setProperty("voice", wanted if driver == "espeak" else _known(engine, wanted))
        engine.setProperty("rate", request["rate"])
        engine.setProperty("pitch", request["pitch"])
        engine.setProperty("volume", min(request["volume"] / 100, 1.0))
        with tempfile.TemporaryDirectory(prefix="improv-voice-") as folder:
            file = Path(folder) / "clause.wav"
            engine.save_to_file(request["text"], str(file))
            engine.runAndWait()
            return _whole(file)

    return name, speak


def _known(engine: Any, wanted: str) -> str:
    """The driver's voice of this id or name, else the one it has: voices differ between systems."""
    for voice in engine.getProperty("voices"):
        if wanted.lower() in (str(voice.id).lower(), str(voice.name).lower()):
            return str(voice.id)
    return str(engine.getProperty("voice"))


def _whole(file: Path) -> bytes:
    """The file's bytes, once it is as long as its head says (WAV, or AIFF on macOS)."""
    while True:  # the program's time-out ends it
        data = file.read_bytes() if file.exists() else b""
        size = int.from_bytes(data[4:8], "big" if data[:4] == b"FORM" else "little")
        if data[:4] in (b"RIFF", b"FORM") and len(data) >= 8 + size:
            return data
        time.sleep(0.005)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
