"""pipecat in an environment of its own: it is measured beside the product, never part of it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

# silero is the detector, whisper brings faster-whisper; pyttsx3 is for the voice, which is ours.
PACKAGES = ("pipecat-ai[silero,whisper,openai]==1.14.0", "pyttsx3>=2.99")


def default_folder() -> Path:
    """In the user's cache: nothing of it is worth a backup."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "improv-partner" / "pipecat"


def python_of(folder: Path) -> Path:
    """The environment's Python, which is there only after install()."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def is_installed(folder: Path) -> bool:
    return _find(folder, "pipecat/__init__.py") is not None


def smart_turn(folder: Path) -> Path | None:
    """The weights that come in pipecat's wheel, for our side to use as well."""
    return _find(folder, "pipecat/audio/turn/smart_turn/data/smart-turn-v3*.onnx")


def install(folder: Path) -> None:
    """About 800 MB. Raises CalledProcessError if pip fails; it says itself why."""
    venv.create(folder, with_pip=True)
    subprocess.run([python_of(folder), "-m", "pip", "install", *PACKAGES], check=True)


def _find(folder: Path, what: str) -> Path | None:
    places = ("lib/*/site-packages", "Lib/site-packages")  # the second on Windows
    return next((found for place in places for found in folder.glob(f"{place}/{what}")), None)
