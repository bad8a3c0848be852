"""Scenes: scenes/*.toml -> Scene, Character, beats, form, rehearsal lines; strict about every key.

The actor's card is here too: what an actor may know of a scene before it begins.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import scene_file
from .errors import SceneError
from .settings import Turns, nearest

FIRST_SCENE = "lost-property"  # gentle, and everybody has lost something
CLIPS = "rehearsal"  # folder of the rehearsal clips, inside the folder of the scenes
TEMPO, YIELDS, FILLERS = "easy", "soon", ("Hm.",)  # of a scene that does not say
CARD_COLUMNS = 78  # fits an 80-column terminal and a printed page


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

    @property
    def breaks_s(self) -> float:
        """After how much silence the partner does something about it; 0 = never."""
        return 0.0 if self.does == "wait" else self.after_s


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
class Beat:
    """What the actor is to play in one line: a card shows it, and the line is tagged with it.

    at_exchange: before which of the actor's lines the card is shown, from 1. card: its words,
    "" = made from the rest (prompter.py). intent, intensity, surface, stances: as in Intent.
    """

    at_exchange: int
    intent: str
    card: str = ""
    intensity: int = 2
    surface: str = ""
    stances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A game of improvisation that steers the scene by the session's seed; see prompter.py.

    kind: one of scene_file.FORMS. every: exchanges from one change or call to the next. emotions:
    those that a rollercoaster calls, () = all. agendas: of which the actor is secretly given one.
    """

    kind: str
    every: int = 2
    emotions: tuple[str, ...] = ()
    agendas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A light prompt and everything the partner needs to play it.

    key: the file's name without .toml. exercises: what it trains (sarcasm, grief, ...).
    opens: who speaks first, "actor" or "partner". facts: true from the start. offers: the partner
    may add them. listening: lines for when no offer was heard. covers: short in-scene fillers while
    the mind fails ("Hm. Give me a moment."). names: people and places, hot words for the ears.
    beat, form: the cards that steer the actor, if there are any. tempo: "brisk", "easy" or "slow
    burn". yields: to a voice over the character's: "soon", "late" (a steamroller) or "at once".
    fillers: sounds in the character's voice that cover a slow mind.
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
    rehearsal: tuple[RehearsalLine, ...] = ()
    beat: tuple[Beat, ...] = ()
    form: Form | None = None
    tempo: str = TEMPO
    yields: str = YIELDS
    fillers: tuple[str, ...] = FILLERS

    def turns(self, settings: Turns) -> Turns:
        """When somebody has begun, ended, interrupted: as set, and else as this scene says."""
        return settings.in_scene(self.tempo, self.yields)

    def as_dict(self) -> dict[str, Any]:
        """The whole scene for JSON; clips are paths relative to the folder of the scenes.

        What older scenes do not have is left out where it is as usual: their digest stays the same.
        """
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_clip_name))
        usual = {"beat": [], "form": None, "tempo": TEMPO, "yields": YIELDS, "fillers": [*FILLERS]}
        return {k: v for k, v in data.items() if k not in usual or v != usual[k]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], folder: Path | None = None) -> Scene:
        """The scene that as_dict gave, e.g. from a recording; keys of newer versions are dropped.

        Raises SceneError if a key is missing or has the wrong type.
        """
        return scene_file.build(cls, data, "recorded scene", _place(folder), strict=False)


def folder() -> Path:
    """Where the scenes that come with the program are: in the wheel, or else in the checkout."""
    package = Path(__file__).parent
    inside = package / "scenes"
    return inside if inside.is_dir() else package.parent / "scenes"


def names(folder: Path | None = None) -> list[str]:
    """The keys of all scenes in this folder, in order; none if there is no such folder."""
    return sorted(file.stem for file in _place(folder).glob("*.toml"))


def find(folder: Path | None = None) -> list[Scene]:
    """All scenes in this folder, in the order of their keys. Raises SceneError."""
    return [load(name, folder) for name in names(folder)]


def load(name_or_path: str, folder: Path | None = None) -> Scene:
    """A scene by its key in the folder of the scenes, or by the path of a .toml file.

    Raises SceneError that names the file, the key, and the nearest valid one.
    """
    file = _file(name_or_path, _place(folder))
    table = scene_file.read(file)
    if "key" in table:
        raise SceneError(f'{file}: "key" is the name of the file; remove it')
    table["key"] = file.stem
    for n, line in enumerate(_rows(table), 1):
        if "clip" in line:
            raise SceneError(f'{file}: "rehearsal.{n}.clip" is found by its number; remove it')
        line["clip"] = f"{CLIPS}/{file.stem}-{n}.flac"
    scene = scene_file.build(Scene, table, str(file), file.parent, strict=True)
    _check(scene, file)
    return scene


def digest(scene: Scene) -> str:
    """SHA-256 of the scene's content: the same wherever it is stored, other after any change."""
    text = json.dumps(scene.as_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def card(scene: Scene) -> str:
    """The actor's card, plain text of at most 78 columns: nothing that only the partner knows."""
    actor, partner = scene.actor, scene.character
    first = "You speak first." if scene.opens == "actor" else f"{partner.name} speaks first."
    parts = [
        _block("Where", scene.setting),
        _block("You", f"{actor.name}, {actor.who}."),
        _block("With", f"{partner.name}, {partner.who}."),
        _block("Between", scene.relationship),
        _block("Known", *scene.facts),
        _block("Play", actor.prompt),
        _block("Begins", first),
        _block("Trains", ", ".join(scene.exercises)),
    ]
    head = f"{scene.title.upper()}\n{textwrap.fill(scene.summary, CARD_COLUMNS)}"
    return "\n\n".join([head, *(part for part in parts if part)]) + "\n"


def _block(label: str, *texts: str) -> str:
    """Paragraphs beside a label in the margin."""
    margin = " " * 11
    filled = [
        textwrap.fill(text, CARD_COLUMNS, initial_indent=margin, subsequent_indent=margin)
        for text in texts
    ]
    return f"  {label:9}" + "\n".join(filled)[len(margin) :] if texts else ""


def _file(name_or_path: str, place: Path) -> Path:
    """A path is taken as it is; a bare name is a key, unless such a .toml file lies right here."""
    given = Path(name_or_path)
    if len(given.parts) > 1 or (given.suffix == ".toml" and given.is_file()):
        return given
    key = name_or_path.removesuffix(".toml")
    known = names(place)
    if key in known:
        return place / f"{key}.toml"
    if given.is_dir():
        return given  # the reader says what is wrong with it
    near = nearest(key, known) if known else "that folder has no scenes"
    raise SceneError(f'there is no scene "{key}" in {place}; {near}')


def _place(given: Path | None) -> Path:
    return folder() if given is None else given


def _clip_name(clip: Path) -> str:
    return f"{CLIPS}/{clip.name}"


def _rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables of the rehearsal lines; whatever else is there is told when it is checked."""
    rows = table.get("rehearsal")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _check(scene: Scene, file: Path) -> None:
    """What no key can show by itself."""
    never = scene.silence.after_s == 0
    if never != (scene.silence.does == "wait"):
        rule = 'must be 0 (never) if it does "wait", and else more'
        raise SceneError(f'{file}: "silence.after_s" {rule}')
    played: list[tuple[str, RehearsalLine | Beat]] = [
        *((f"rehearsal.{n}", line) for n, line in enumerate(scene.rehearsal, 1)),
        *((f"beat.{n}", beat) for n, beat in enumerate(scene.beat, 1)),
    ]
    for key, one in played:
        if one.surface and "hiding" not in one.stances:
            raise SceneError(f'{file}: "{key}.surface" needs the stance "hiding"')
    at = [beat.at_exchange for beat in scene.beat]
    if at != sorted(set(at)):
        raise SceneError(f'{file}: each "beat" must have a later "at_exchange" than the one before')
    if scene.form:
        _check_form(scene.form, scene, file)


def _check_form(form: Form, scene: Scene, file: Path) -> None:
    """Keys that the form has no use for would be a card that never comes."""
    calls, secret = form.kind == "rollercoaster", form.kind == "hidden agenda"
    if form.emotions and not calls:
        raise SceneError(f'{file}: "form.emotions" belongs to a rollercoaster, not a {form.kind}')
    if bool(form.agendas) != secret:
        rule = "needs one or more" if secret else f"belongs to a hidden agenda, not a {form.kind}"
        raise SceneError(f'{file}: "form.agendas" {rule}')
    if form.emotions and len({*form.emotions}) < 2:
        raise SceneError(f'{file}: "form.emotions" needs two different ones or more, or none')
    if scene.beat and calls:
        raise SceneError(f'{file}: a rollercoaster calls the emotions itself; remove each "beat"')
