"""Which ears to take: a model folder, a model by name, pocketsphinx, or the best that is there.

Nothing here blocks the event loop: models are looked for, downloaded and loaded in threads. What
is taken instead of something better is always said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from ...errors import CrewError
from ...settings import EarsSettings
from .. import Ears
from . import model as models

BEST_FIRST = ("small.en", "base.en", "tiny.en", "small", "base", "tiny")  # as fast as one speaks
HUB_WAIT_S = 4.5  # also for a name server that does not answer

T = TypeVar("T")
Say = Callable[[str], None]


async def choose_ears(settings: EarsSettings, hot_words: Sequence[str], say: Say) -> Ears:
    """The ears that the settings ask for, ready to hear.

    hot_words: names and places of the scene. say: gets one line for each thing that a person should
    know (a download, a worse choice). Raises CrewError if what was asked for cannot be had; with
    "auto" that is only so for languages other than English, which pocketsphinx does not know.
    """
    wanted = settings.model
    if wanted == "sphinx":
        return await _sphinx(settings, hot_words)
    if wanted == "auto":
        return await _best(settings, hot_words, say)
    folder = models.own_folder(wanted)
    name = folder.name if folder else wanted
    return await _whisper(folder or await _get(wanted, say), name, settings, hot_words)


async def _best(settings: EarsSettings, hot_words: Sequence[str], say: Say) -> Ears:
    english = settings.language == "en"
    for name in BEST_FIRST:
        if (english or not name.endswith(".en")) and (folder := await _thread(models.cached, name)):
            return await _whisper(folder, name, settings, hot_words)
    name = "base.en" if english else "base"
    try:
        return await _whisper(await _get(name, say), name, settings, hot_words)
    except CrewError as error:
        if not english:
            raise
        say(f"{error}. Until then pocketsphinx listens, and understands only roughly.")
        return await _sphinx(settings, hot_words)


async def _get(name: str, say: Say) -> Path:
    """The model from the cache or else from the hub. Raises CrewError."""
    if folder := await _thread(models.cached, name):
        return folder
    try:
        async with asyncio.timeout(HUB_WAIT_S):
            trouble = await _thread(models.hub_trouble, name)
    except TimeoutError:
        trouble = "the network does not answer"
    if trouble:
        raise CrewError(
            f"speech model {name} is not on this machine and {trouble}; to get it, start once with "
            f"a network and --ears {name}, or give --ears FOLDER; --ears sphinx needs no model"
        )
    say(f"{name}: downloading the speech model, once")
    loop = asyncio.get_running_loop()

    def tell(text: str) -> None:
        loop.call_soon_threadsafe(say, text)

    return await _thread(models.download, name, tell)


async def _whisper(
    folder: Path, name: str, settings: EarsSettings, hot_words: Sequence[str]
) -> Ears:
    from .whisper import whisper_ears

    return await _thread(whisper_ears, str(folder), settings, hot_words, name)


async def _sphinx(settings: EarsSettings, hot_words: Sequence[str]) -> Ears:
    from .sphinx import SphinxEars

    if settings.language != "en":
        raise CrewError(
            f'pocketsphinx knows only English, not "{settings.language}"; '
            'set ears.model to "base", or ears.language to "en"'
        )
    return await _thread(SphinxEars, hot_words, settings.partial_s)


async def _thread(work: Callable[..., T], *args: object) -> T:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, partial(work, *args))
