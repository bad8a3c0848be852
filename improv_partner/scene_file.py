"""Strict reading of scene files: TOML -> table -> frozen dataclasses, or one clear SceneError.

Every key, type, list and value is checked here, so that a slip of the pen is told before the
curtain and not in mid-scene. The same builder reads a scene back from a recording, less strictly.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from .errors import SceneError
from .intents import LABELS, STANCES
from .settings import nearest

T = TypeVar("T")
TEMPI = ("brisk", "easy", "slow burn")
YIELDINGS = ("soon", "late", "at once")
FORMS = ("rollercoaster", "see-saw", "hidden agenda", "new choice")

# Rules are found by key; list positions are left out: "rehearsal.intent" is for every line.
CHOICES: dict[str, tuple[str, ...]] = {
    "opens": ("actor", "partner"),
    "silence.does": ("wait", "breathe", "act", "name"),
    "rehearsal.intent": LABELS,
    "rehearsal.surface": ("", *LABELS),
    "rehearsal.stances": STANCES,
    "beat.intent": LABELS,
    "beat.surface": ("", *LABELS),
    "beat.stances": STANCES,
    "form.kind": FORMS,
    "form.emotions": LABELS,
    "tempo": TEMPI,
    "yields": YIELDINGS,
}
RANGES: dict[str, tuple[float, float]] = {
    "max_words": (5, 60),
    "max_sentences": (1, 5),
    "character.voice.rate_wpm": (80, 450),  # what espeak does at all
    "character.voice.pitch": (0, 99),
    "character.voice.pitch_range": (0, 99),
    "silence.after_s": (0, 60),
    "rehearsal.intensity": (1, 3),
    "beat.intensity": (1, 3),
    "beat.at_exchange": (1, 99),
    "form.every": (1, 9),
}
LONGEST: dict[str, int] = {  # characters; what is spoken must be short enough to be heard out
    "title": 60,
    "summary": 120,
    "exercises": 30,
    "facts": 160,
    "offers": 120,
    "curveballs": 120,
    "listening": 120,
    "covers": 40,
    "fillers": 20,
    "names": 40,
    "rehearsal.text": 120,
    "beat.card": 120,  # is read between two lines
    "form.agendas": 160,
}
LONGEST_TEXT = 400  # of every other text: the whole scene has to fit into a small model's memory
NOT_EMPTY = ("exercises", "offers", "listening", "covers")  # without these a partner falls silent
KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def read(file: Path) -> dict[str, Any]:
    """The table in this TOML file. Raises SceneError, with the line where TOML itself is broken."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"{file}: not valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise SceneError(f"{file}: is not UTF-8 text (byte {error.start}); save it so") from error
    except OSError as error:
        raise SceneError(f"{file}: cannot be read: {error.strerror or error}") from error


def build(
    kind: type[T], table: Any, where: str, folder: Path, path: str = "", *, strict: bool
) -> T:
    """A dataclass from a table with its fields as keys; paths are taken from `folder`.

    strict: unknown keys and values against the rules are errors too, else they are let through (a
    recording made by a newer version). Raises SceneError that names `where`, key and nearest key.
    """
    if not isinstance(table, Mapping):
        raise SceneError(f'{where}: "{path}" must be a table of keys, not {table!r}')
    dot = f"{path}." if path else ""
    known = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in table if strict else ():
        if key not in known:
            raise SceneError(f'{where}: unknown key "{dot}{key}"; {nearest(key, list(known))}')
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in table:
            values[name] = _value(hints[name], table[name], where, folder, f"{dot}{name}", strict)
        elif field.default is dataclasses.MISSING:
            raise SceneError(f'{where}: the key "{dot}{name}" is missing; add it')
    return kind(**values)


def _value(hint: Any, value: Any, where: str, folder: Path, path: str, strict: bool) -> Any:
    if get_origin(hint) is types.UnionType:  # with None, which a file does not have
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], value, where, folder, path, strict)
    if dataclasses.is_dataclass(hint):
        return build(hint, value, where, folder, path, strict=strict)  # type: ignore[arg-type]
    if hint is Path:
        return folder / _typed(str, value, where, path)
    value = _typed(hint, value, where, path)
    if strict:
        _check(value, where, path)
    return value


def _list(hint: Any, value: Any, where: str, folder: Path, path: str, strict: bool) -> Any:
    if not isinstance(value, list | tuple):
        raise SceneError(f'{where}: "{path}" must be a list in [brackets], not {value!r}')
    if strict and not value and path in NOT_EMPTY:
        raise SceneError(f'{where}: "{path}" is empty; the scene needs at least one')
    return tuple(
        _value(hint, item, where, folder, f"{path}.{n}", strict) for n, item in enumerate(value, 1)
    )


def _typed(kind: type, value: Any, where: str, path: str) -> Any:
    """The value if it has this type; whole numbers stand for floats, line breaks for blanks."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise SceneError(f'{where}: "{path}" must be {KINDS[kind]}, not {value!r}')
    return " ".join(value.split()) if isinstance(value, str) else value


def _check(value: Any, where: str, path: str) -> None:
    rule = ".".join(part for part in path.split(".") if not part.isdigit())
    if rule in CHOICES:
        if value not in CHOICES[rule]:
            hint = nearest(value, [word for word in CHOICES[rule] if word])
            raise SceneError(f'{where}: "{path}" cannot be "{value}"; {hint}')
    elif isinstance(value, str):
        longest = LONGEST.get(rule, LONGEST_TEXT)
        if not 0 < len(value) <= longest:
            what = f"has {len(value)} characters, at most {longest} fit" if value else "is empty"
            raise SceneError(f'{where}: "{path}" {what}')
    elif rule in RANGES:
        low, high = RANGES[rule]
        if not low <= value <= high:
            raise SceneError(f'{where}: "{path}" must be {low:g} to {high:g}, not {value!r}')
