"""Settings: frozen, with units in their names, from one TOML file and the command line's flags.

Secrets are never settings: the key of a server is read from the environment variable that is named.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from .errors import SettingsError

FILE_NAME = "improv.toml"  # looked for in the folder where the program is started


@dataclass(frozen=True, slots=True)
class Turns:
    """When somebody has begun, ended, interrupted. Seconds of voice or of silence.

    starts_s: this much voice opens a line (60 ms: webrtcvad's onset median is 63 ms).
    soft_end_s: this much silence starts the work on an answer that nobody hears yet. With 0.2 s a
    slow server is heard 70 ms sooner, and 18 % more answers are for nothing (benchmarks/floor.py).
    patience_s: this much silence ends the line: the hard end.
    barge_in_s: this much voice in a row and the partner falls silent to hear what the actor wants;
    0 = never (loudspeakers without echo cancellation). 160 ms: with an onset lag of 55 ms the
    partner is silent within 250 ms.
    tempo: "brisk", "easy" or "slow burn": how long pauses are in turns.patience(); "scene" = as the
    scene says; "fixed" = always patience_s.
    yields: to a voice over the partner's: "soon" (an interruption stops it, a backchannel does
    not), "late" (a steamroller), "at once" (any voice stops it), "scene" = as the scene says.
    filler_s: a sound covers a mind that is slower after the hard end; 0 = never.
    ending: acoustic model of the end of a turn: "" = none, "smart-turn" or the path of its file.
    """

    starts_s: float = 0.06
    soft_end_s: float = 0.3
    patience_s: float = 0.7
    barge_in_s: float = 0.16
    tempo: str = "scene"
    yields: str = "scene"
    filler_s: float = 1.2
    ending: str = ""

    def in_scene(self, tempo: str, yields: str) -> Turns:
        """With the words of the scene where these settings leave it to the scene."""
        return replace(
            self,
            tempo=tempo if self.tempo == "scene" else self.tempo,
            yields=yields if self.yields == "scene" else self.yields,
        )


@dataclass(frozen=True, slots=True)
class MindSettings:
    """The language model. Without a model the rules of the understudy play.

    base_url: any OpenAI-compatible server, e.g. http://localhost:11434/v1; "" = OpenAI's own.
    api_key_env: the environment variable with the server's key; "" = OPENAI_API_KEY for OpenAI's
    own server, and no key for any other, so that a key never reaches a server it is not meant for.
    tone: what is done with the sound of the actor's lines, described in plain acoustic words:
    "send" it to the model behind the words, only "log" it, or "off".
    first_token_s, token_gap_s, reply_s: time-outs; warm_up_s: for the first request of a session,
    because local servers load the model then.
    header: ask the model for its reading of the actor before each reply.
    """

    model: str = ""
    base_url: str = ""
    api_key_env: str = ""
    temperature: float = 0.9
    max_tokens: int = 160
    header: bool = True
    tone: str = "send"
    connect_s: float = 3.0
    first_token_s: float = 8.0
    warm_up_s: float = 60.0
    token_gap_s: float = 3.0
    reply_s: float = 30.0


@dataclass(frozen=True, slots=True)
class EarsSettings:
    """Speech recognition.

    model: "auto" (a cached or downloadable faster-whisper model, else pocketsphinx), "sphinx",
    a faster-whisper model name such as "base.en", or a model folder.
    partial_s: how often the words so far are decoded while the actor speaks.
    final_window_s: the sound that Whisper gets for the final words, filled up with silence. It has
    learnt on 30 s; 10 s cost an eighth, and what is doubtful then is decoded again with 30 s.
    """

    model: str = "auto"
    language: str = "en"
    device: str = "cpu"
    compute_type: str = "int8"
    partial_s: float = 0.5
    final_window_s: float = 30.0


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """The partner's voice: "built-in" (pyttsx3), or that of a "server" with /v1/audio/speech.

    model, base_url, api_key_env, connect_s, warm_up_s: of the server, as for the mind; a key never
    reaches a server it is not meant for. name: of the voice, as the server calls it.
    rate_hz: of the raw PCM it sends; 24,000 is usual, 16,000 to 48,000 are found.
    instructions: it is told in words how to speak.
    first_sound_s: how long a clause may take to begin. gap_s: the longest wait for more of it.
    """

    engine: str = "built-in"
    model: str = ""
    base_url: str = ""
    name: str = ""
    api_key_env: str = ""
    rate_hz: int = 24_000
    instructions: bool = True
    connect_s: float = 3.0
    first_sound_s: float = 8.0
    warm_up_s: float = 60.0
    gap_s: float = 3.0

    @property
    def served(self) -> bool:
        """The voice is a server's."""
        return self.engine == "server"


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """Devices by number or part of the name; "" = the system's default.

    echo: what is done about the partner's voice in the microphone. "cancel": it is taken out;
    "half-duplex": the microphone is closed meanwhile; "headphones": nothing. "auto": nothing if
    the loudspeaker is called headphones, else the first of these that can be had.
    sound_check_s: so long the microphone is tried and the actor's usual voice learnt; 0 = not.
    """

    mic: str = ""
    speaker: str = ""
    echo: str = "auto"
    sound_check_s: float = 0.0


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The screen while a scene is played.

    keys: those that are not as usual, meaning -> key, e.g. {"grief": "g"}; see desk/strokes.py.
    show_reading: what the partner read is shown after its reply; it may lead the actor.
    """

    show_reading: bool = True
    light: bool = False
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HouseSettings:
    """The web pages on which an actor joins from a browser (improv host).

    port: 0 = any that is free. address: that of the pages as actors see it, if a proxy stands
    before the house; "" = this machine's. join_s: how long the address lets somebody in.
    connect_s: how long a browser may take to be connected.
    stun, turn: servers by which browser and house find each other across networks, e.g.
    stun:stun.example.org:3478; "" = none is asked. The password of turn_user is in the environment
    variable turn_password_env.
    wait_s: with several performers, how long after it was said a sound may come and still be heard.
    rejoin_s: who is not heard for so long has left the scene, until they are back.
    candidates: so many replies are asked for at once while a director is there, who may pick one.
    choose_s: how long the partner waits for that when the director wants it to.
    run_by, contact: who runs the scene, and where to withdraw a consent: for the form. keep_days:
    how long recordings are kept, 0 = until they are deleted by hand. stop_word: ends the scene.
    ask_names: the form asks for real names, too; they are kept apart from the recordings.
    """

    port: int = 8700
    address: str = ""
    join_s: float = 3600.0
    connect_s: float = 10.0
    stun: str = ""
    turn: str = ""
    turn_user: str = ""
    turn_password_env: str = ""
    wait_s: float = 0.08
    rejoin_s: float = 10.0
    run_by: str = ""
    contact: str = ""
    keep_days: int = 0
    stop_word: str = "lights out"
    ask_names: bool = True
    candidates: int = 1
    choose_s: float = 6.0


@dataclass(frozen=True, slots=True)
class DeckSettings:
    """The curveball deck. every: exchanges from one curveball to the next, 0 = none is thrown."""

    every: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    turns: Turns = field(default_factory=Turns)
    mind: MindSettings = field(default_factory=MindSettings)
    ears: EarsSettings = field(default_factory=EarsSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    house: HouseSettings = field(default_factory=HouseSettings)
    deck: DeckSettings = field(default_factory=DeckSettings)

    def with_values(self, values: Mapping[str, Any], where: str) -> Settings:
        """These settings with nested or dotted values changed, e.g. {"turns.patience_s": 1.0}.

        Raises SettingsError that names `where` (a file, the command line), key and nearest key.
        """
        return _changed(self, _nested(values), where, "")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def load(folder: Path) -> Settings:
    """The settings of `improv.toml` in this folder, or the defaults. Raises SettingsError."""
    file = folder / FILE_NAME
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read: {error}") from error
    try:
        return Settings().with_values(tomllib.loads(text), str(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error


def nearest(word: str, words: list[str]) -> str:
    """A hint that names the nearest valid word, or all words if none is near."""
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else "known: " + ", ".join(sorted(words))


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in values.items():
        part, _, rest = key.partition(".")
        if rest:
            value = _nested({rest: value})
        elif isinstance(value, Mapping):
            value = _nested(value)
        old = out.get(part)
        out[part] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return out


T = TypeVar("T")


def _changed(settings: T, values: Mapping[str, Any], where: str, path: str) -> T:
    known = {f.name: getattr(settings, f.name) for f in fields(settings)}  # type: ignore[arg-type]
    changes: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{path}{key}"
        if key not in known:
            raise SettingsError(f'{where}: unknown setting "{name}"; {nearest(key, list(known))}')
        old = known[key]
        if is_dataclass(old):
            if not isinstance(value, Mapping):
                raise SettingsError(f'{where}: "{name}" is a table of settings, not {value!r}')
            changes[key] = _changed(old, value, where, f"{name}.")
        elif isinstance(old, dict):
            changes[key] = old | _texts(value, where, name)
        else:
            changes[key] = _typed(value, type(old), where, name)
    return replace(settings, **changes)  # type: ignore[type-var]


CHOICES = {
    "audio.echo": ["auto", "cancel", "half-duplex", "headphones"],
    "mind.tone": ["send", "log", "off"],
    "turns.tempo": ["scene", "brisk", "easy", "slow burn", "fixed"],
    "turns.yields": ["scene", "soon", "late", "at once"],
    "voice.engine": ["built-in", "server"],
}


def _texts(value: Any, where: str, name: str) -> dict[str, str]:
    """A table of texts; a digit needs no quotation marks."""
    if not isinstance(value, Mapping):
        raise SettingsError(f'{where}: "{name}" is a table of texts, not {value!r}')
    return {
        key: str(text) if type(text) is int else _typed(text, str, where, f"{name}.{key}")
        for key, text in value.items()
    }


def _typed(value: Any, kind: type, where: str, name: str) -> Any:
    """The value if it has this type; whole numbers also stand for floats."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        words = {float: "a number", int: "a whole number", str: "a text", bool: "true or false"}
        raise SettingsError(f'{where}: "{name}" must be {words[kind]}, not {value!r}')
    if name in CHOICES and value not in CHOICES[name]:
        hint = nearest(str(value), CHOICES[name])
        raise SettingsError(f'{where}: "{name}" cannot be "{value}"; {hint}')
    if isinstance(value, int | float) and value < 0:
        raise SettingsError(f'{where}: "{name}" must not be negative, but is {value!r}')
    return value
