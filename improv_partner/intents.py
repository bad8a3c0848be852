"""The tag vocabulary "improv-16": the words in which an actor says what was meant, and the keys.

Here are also what two labels have to do with each other, the machine that makes tags of key presses
while a scene is played, and the reading of a tag that is spoken between two lines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .errors import SettingsError
from .mappings import FEELINGS, STANCE_WORDS
from .settings import nearest

TAG_SET = "improv-16/1"

# A 4x4 key grid: left to right unpleasant to pleasant, top to bottom high to low energy.
KEYS: dict[str, str] = {
    "1": "anger", "2": "fear", "3": "surprise", "4": "joy",
    "q": "disgust", "w": "embarrassment", "e": "interest", "r": "amusement",
    "a": "contempt", "s": "guilt", "d": "longing", "f": "pride",
    "z": "grief", "x": "sadness", "c": "relief", "v": "tenderness",
    " ": "neutral", "o": "other",
}  # fmt: skip
LABELS: tuple[str, ...] = tuple(KEYS.values())

STANCE_KEYS: dict[str, str] = {"k": "sarcastic", "j": "joking", "l": "awkward", "h": "hiding"}
STANCES: tuple[str, ...] = tuple(STANCE_KEYS.values())

INTENSITIES = (1, 2, 3)  # one tap of a key is 2
TAPS = (2, 3, 1)  # the intensity after the first, second, third tap; a fourth is as the first

# Optional: whom the feeling is about (me, you, they, it), and the character's status (Johnstone).
TARGET_KEYS = {"m": "self", "y": "partner", "t": "third person", "i": "situation"}
STATUS_KEYS = {"+": "up", "=": "level", "-": "down"}
UNDO = "undo"

WRONG = "that last reply was wrong"  # what one key marks, so that it is found again
MOMENT = "moment"  # and another

TAP_S = 0.6  # the same key again within this raises the intensity
JOIN_S = 2.0  # a stance, target or status within this after the last key belongs to the same tag

# Valence, arousal, dominance in -1..1: placed by hand for the grid. Over 18 words they go with the
# norms of Warriner et al. 2013 at r = 0.94, 0.91, 0.76. "other" has no place.
COORDINATES: dict[str, tuple[float, float, float]] = {
    "anger": (-0.75, 0.75, 0.25), "fear": (-0.75, 0.75, -0.75),
    "surprise": (0.25, 0.75, -0.25), "joy": (0.75, 0.5, 0.5),
    "disgust": (-0.75, 0.25, 0.25), "embarrassment": (-0.5, 0.25, -0.75),
    "interest": (0.25, 0.25, 0.25), "amusement": (0.5, 0.25, 0.25),
    "contempt": (-0.5, 0.0, 0.5), "guilt": (-0.5, 0.0, -0.5),
    "longing": (0.25, 0.25, -0.25), "pride": (0.5, 0.25, 0.75),
    "grief": (-1.0, 0.0, -0.75), "sadness": (-0.75, -0.5, -0.5),
    "relief": (0.5, -0.25, 0.25), "tenderness": (0.75, -0.25, 0.0),
    "neutral": (0.0, 0.0, 0.0),
}  # fmt: skip
FAMILIES: dict[str, tuple[str, ...]] = {
    "bright": ("joy", "amusement", "pride", "relief"),
    "warm": ("tenderness", "longing"),
    "alert": ("interest", "surprise"),
    "low": ("sadness", "grief"),
    "afraid": ("fear",),
    "self-conscious": ("embarrassment", "guilt"),
    "hostile": ("anger", "contempt", "disgust"),
    "neutral": ("neutral",),
    "other": ("other",),
}
NEAR = 0.5  # valence-arousal distance up to which two labels are near
LEVELS = ("exact", "family", "near", "miss", "not tagged", "not read")


def family(label: str) -> str:
    """The family of a label of improv-16. Raises KeyError for any other word."""
    return _FAMILY_OF[label]


def distance(a: str, b: str) -> float:
    """Between two labels in the plane of valence and arousal, 0 to 2. KeyError if one has none."""
    (va, aa, _), (vb, ab, _) = COORDINATES[a], COORDINATES[b]
    return math.hypot(va - vb, aa - ab)


def level(meant: str, read: str) -> str:
    """How well a reading agrees with what was meant: one of LEVELS.

    "not tagged": nothing was meant that has a place ("", "other", a label of a newer version), so
    nothing can be said. "not read": the reading is missing, which is no miss.
    """
    if meant not in COORDINATES:
        return "not tagged"
    if not read:
        return "not read"
    if read == meant:
        return "exact"
    if read not in COORDINATES:
        return "miss"
    if family(read) == family(meant):
        return "family"
    return "near" if distance(meant, read) <= NEAR else "miss"


@dataclass(frozen=True, slots=True)
class Meant:
    """A tag: what was meant, as an actor can tell it. The fields of the event Intent, and more.

    label "": taken back. surface: what is shown while the label is hidden underneath. target,
    status: "" = not said. replaces: this corrects the tag that was given last, it is not a new one.
    """

    label: str
    intensity: int = 2
    surface: str = ""
    stances: tuple[str, ...] = ()
    target: str = ""
    status: str = ""
    replaces: bool = False


_FAMILY_OF = {label: name for name, labels in FAMILIES.items() for label in labels}
_TARGETS, _STATUS = tuple(TARGET_KEYS.values()), tuple(STATUS_KEYS.values())
_NAMED = {"space": " ", "backspace": "\x7f", "delete": "\x7f", "tab": "\t"}
_SAME = {"\b": "\x7f"}  # terminals differ in what Backspace sends
_TAKEN = {"'": "marks the moment", "enter": "flags the last reply", "\r": "flags the last reply"}
KEY_MAP: dict[str, str] = {**KEYS, **STANCE_KEYS, **TARGET_KEYS, **STATUS_KEYS, "\x7f": UNDO}


def key_map(changes: Mapping[str, str], where: str = "keys") -> dict[str, str]:
    """KEY_MAP with changes, given as meaning -> key, e.g. {"grief": "g", "undo": "backspace"}.

    A key is one character, or space, backspace or tab by name; capitals count as small letters.
    Raises SettingsError that names `where`: unknown meaning (and the nearest), not a key, taken.
    """
    keys = {meaning: key for key, meaning in KEY_MAP.items()}
    for meaning, given in changes.items():
        if meaning not in keys:
            raise SettingsError(f'{where}: unknown tag "{meaning}"; {nearest(meaning, list(keys))}')
        key = _NAMED.get(given.lower(), given.lower())
        if key in _TAKEN:
            raise SettingsError(f'{where}: "{given}" {_TAKEN[key]}; give {meaning} another key')
        if len(key) != 1 or not (key.isprintable() or key in _NAMED.values()):
            names = nearest(given.lower(), list(_NAMED))
            raise SettingsError(f'{where}: "{given}" ({meaning}) is not one key; {names}')
        keys[meaning] = key
    found: dict[str, str] = {}
    for meaning, key in keys.items():
        if key in found:
            both = f'"{_name(key)}" would be both {found[key]} and {meaning}'
            free = [name for name in "gbnpu5678" if name not in keys.values()]
            raise SettingsError(f"{where}: {both}; give one of them another key, e.g. {free[0]}")
        found[key] = meaning
    return found


class TagKeys:
    """Key presses in, tags out; no clock: the caller gives the time of each press (s, rising).

    changes: keys that differ from KEY_MAP, see key_map. A stance (target, status) joins the tag of
    the last JOIN_S; else it waits as long for an emotion, so "k 1" and "1 k" are the same.
    After "hiding" the emotion key before is underneath and the next is the surface: "z h 4".
    """

    def __init__(self, changes: Mapping[str, str] | None = None, where: str = "keys") -> None:
        self.keys = key_map(changes or {}, where)
        self._tag: Meant | None = None  # the newest, until it is taken back
        self._waiting = Meant("")  # what was said before there was an emotion
        self._taps = 0
        self._tapped = ("", -math.inf)  # the last emotion key, and when
        self._last_s = -math.inf

    def waiting(self, t: float) -> tuple[str, ...]:
        """The stances that wait for an emotion key: for the screen."""
        return self._waiting.stances if t - self._last_s <= JOIN_S else ()

    def feed(self, key: str, t: float) -> Meant | None:
        """The tag as it stands after this key, or None if the key changes none.

        A tag that was taken back comes as Meant("", replaces=True).
        """
        meaning = self.keys.get(_SAME.get(key, key.lower()))
        if meaning is None:
            return None
        if meaning == UNDO:
            return self._undo(t)
        joins = t - self._last_s <= JOIN_S
        if not joins:
            self._waiting = Meant("")
        self._last_s = t
        if meaning in LABELS:
            return self._emotion(meaning, t, joins)
        if self._tag is None or not joins:
            self._waiting = _said(self._waiting, meaning)
            return None
        return self._give(_said(self._tag, meaning), replaces=True)

    def _emotion(self, label: str, t: float, joins: bool) -> Meant | None:
        again = self._tapped[0] == label and t - self._tapped[1] <= TAP_S
        self._tapped = (label, t)
        old = self._tag
        if old and again and label in (old.label, old.surface):
            if label == old.surface:
                return None  # how strongly it is shown is not asked
            self._taps += 1
            return self._give(replace(old, intensity=TAPS[self._taps % 3]), replaces=True)
        if old and joins and "hiding" in old.stances and not old.surface and label != old.label:
            return self._give(replace(old, surface=label), replaces=True)
        self._taps = 0
        waiting, self._waiting = self._waiting, Meant("")
        return self._give(replace(waiting, label=label), replaces=False)

    def _give(self, tag: Meant, replaces: bool) -> Meant:
        self._tag = replace(tag, replaces=replaces)
        return self._tag

    def _undo(self, t: float) -> Meant | None:
        """What waits is forgotten, or else the newest tag; the one before it stays as it is."""
        old, waited = self._tag, t - self._last_s <= JOIN_S and self._waiting != Meant("")
        self._waiting, self._tapped, self._last_s = Meant(""), ("", -math.inf), -math.inf
        if waited or old is None:
            return None
        self._tag = None
        return Meant("", replaces=True)


def _said(tag: Meant, meaning: str) -> Meant:
    """The tag with a target or status set, or a stance added; a stance said twice is taken off."""
    if meaning in _TARGETS:
        return replace(tag, target=meaning)
    if meaning in _STATUS:
        return replace(tag, status=meaning)
    if meaning in tag.stances:
        rest = tuple(stance for stance in tag.stances if stance != meaning)
        return replace(tag, stances=rest, surface=tag.surface if "hiding" in rest else "")
    return replace(tag, stances=(*tag.stances, meaning))


def grid(keys: Mapping[str, str] = KEY_MAP) -> str:
    """The keys as a help text of at most 78 columns; keys: as key_map gives them."""
    key_of = {meaning: _name(key) for key, meaning in keys.items()}
    cells = [f"{key_of[label]} {label}" for label in LABELS]
    rows = ["".join(f"{cell:16}" for cell in cells[at : at + 4]).rstrip() for at in (0, 4, 8, 12)]
    sides = ("high energy", "", "", "low energy")

    def named(meanings: tuple[str, ...]) -> str:
        return "   ".join(f"{key_of[meaning]} {meaning}" for meaning in meanings)

    hidden = " ".join(key_of[meaning] for meaning in ("grief", "hiding", "joy"))
    return "\n".join([
        f"{'':12}unpleasant{'':42}pleasant",
        *(f"{side:12}{row}" for side, row in zip(sides, rows, strict=True)),
        f"{'':12}{cells[16]}   {cells[17]}",
        f"{'played':12}{named(STANCES)}",
        f"{'about':12}{named(_TARGETS)}",
        f"{'status':12}{named(_STATUS)}",
        f"{'':12}Tap twice: stronger; three times: weaker. {key_of[UNDO]}: take back.",
        f"{'':12}{hidden}: plays joy, hides grief.",
    ])  # fmt: skip


def _name(key: str) -> str:
    return next((name for name, named in _NAMED.items() if named == key), key)


_CARRIER = frozenset(["beat", "beet"])  # as recognisers write it
_LEAD_IN = frozenset(["um", "uh", "okay", "ok", "so"])
_INTENSITY_WORDS = {
    "one": 1, "won": 1, "1": 1, "two": 2, "to": 2, "too": 2, "2": 2, "three": 3, "free": 3,
    "tree": 3, "3": 3,
}  # fmt: skip


def spoken_beat(text: str) -> tuple[str, int, tuple[str, ...]] | None:
    """Label, intensity (2 if not said) and stances of "beat sarcastic anger three", else None.

    The whole text must be the beat: the carrier word, stances and one feeling (also in other words,
    "sad") in any order, one number at the end of them or before a last stance. Recognisers write
    "Beat, grief, 3."; an ordinary sentence, or a number other than 1 to 3, is None.
    """
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())
    while words and words[0] in _LEAD_IN:
        words.pop(0)
    if not words or words.pop(0) not in _CARRIER:
        return None
    label, intensity, stances = "", 0, []
    for word in words:
        if word in STANCE_WORDS and STANCE_WORDS[word] not in stances:
            stances.append(STANCE_WORDS[word])
        elif word in FEELINGS and not label:
            label = FEELINGS[word]
        elif word in _INTENSITY_WORDS and label and not intensity:
            intensity = _INTENSITY_WORDS[word]
        else:
            return None
    return (label, intensity or 2, tuple(stances)) if label else None
