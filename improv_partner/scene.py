"""Scenes: scenes/*.toml -> Scene, Character and rehearsal lines; strict about every key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Look:
    """How the character's voice is cast. engine-independent; each voice uses what it can.

    name: voice or variant, e.g. "en-us+f3" (espeak). rate_wpm: words a minute.
    pitch, pitch_range: 0-99, 50 = usual (espeak's scales).
    """

    name: str = "en-us"
    rate_wpm: int = 165
    pitch: int = 50
    pitch_range: int = 50


@dataclass(frozen=True, slots=True)
class Character:
    """The part that the partner plays. speaks: how, in words. voice: how, in sound."""

    name: str
    who: str
    want: str
    secret: str
    speaks: str
    voice: Look


@dataclass(frozen=True, slots=True)
class Part:
    """The actor's part. prompt: the light prompt on the actor's card."""

    name: str
    who: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Silence:
    """What the partner does with a long silence of the open floor.

    does: "wait" (nothing: silence is an offer too), "breathe" (a breath, a small sound, a word),
    "act" (does something and says so in few words), "name" (says what the silence means).
    """

    after_s: float
    does: str


@dataclass(frozen=True, slots=True)
class RehearsalLine:
    """A line the simulated actor speaks, with the intent it is played with.

    intent, intensity, surface, stances: as in the event Intent. barge_in: spoken while the partner
    speaks instead of after. clip: the sound, a file that travels with the scenes.
    """

    text: str
    intent: str
    clip: Path
    intensity: int = 2
    surface: str = ""
    stances: tuple[str, ...] = ()
    barge_in: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A light prompt and everything the partner needs to play it.

    key: the file's name without .toml. exercises: what it trains (sarcasm, grief, ...).
    opens: who speaks first, "actor" or "partner". facts: true from the start. offers: the partner
    may add them. listening: lines for when no offer was heard. covers: short in-scene fillers while
    the mind fails ("Hm. Give me a moment."). names: people and places, hot words for the ears.
    """

    key: str
    title: str
    summary: str
    exercises: tuple[str, ...]
    setting: str
    relationship: str
    opens: str
    actor: Part
    character: Character
    facts: tuple[str, ...]
    offers: tuple[str, ...]
    curveballs: tuple[str, ...]
    listening: tuple[str, ...]
    covers: tuple[str, ...]
    names: tuple[str, ...]
    silence: Silence
    max_words: int
    max_sentences: int
    rehearsal: tuple[RehearsalLine, ...]
