"""The recording's format as a JSON Schema (draft 2020-12), built from the dataclasses; pure.

For programs in other languages, and for our own tests. As a reader must be, it is patient: kinds
and fields that it does not know are valid, and fields that have a default may be missing.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, Field, fields, is_dataclass
from inspect import getdoc
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from .event_json import KINDS
from .events import Frame
from .recording import FORMAT, SUM_BYTES
from .scene import Scene
from .settings import Settings

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", Path: "string"}
LOGGED = {name: kind for name, kind in KINDS.items() if kind is not Frame}  # see events.Frame

Schema = dict[str, Any]
NAMED: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
SUM: Schema = {"type": "string", "pattern": f"^[0-9a-f]{{{2 * SUM_BYTES}}}$"}

# Every field of the header: its schema, and what it says.
HEADER: dict[str, tuple[Schema, str]] = {
    "format": (
        {"type": "integer", "minimum": 1, "maximum": FORMAT},
        "major version of the format",
    ),
    "is": ({"const": "header"}, "what kind of line this is"),
    "audio": ({"type": "boolean"}, "there is a track for each player"),
    "program": ({"type": "string"}, "name and version of the program that recorded"),
    "started": ({"type": "string", "format": "date-time"}, "when, in UTC"),
    "scene": ({}, "the whole scene, as in its file; `key` is the file's name"),
    "scene_hash": ({"type": "string"}, "SHA-256 of the scene's content"),
    "settings": ({}, "every setting"),
    "seed": ({"type": "integer"}, "of all that was left to chance"),
    "source": ({"type": "string"}, "where the actor's voice came from"),
    "virtual_time": ({"type": "boolean"}, "it was played faster than it sounds"),
    "crew": (
        NAMED,
        "what played each part: `mic`, `ears`, `mind`, `voice`, `speaker`; and `voice_cannot`, if "
        "there is anything: what of a delivery the voice does not take (`rate`, `pitch`, `range`, "
        "`volume`, `gap` as numbers; `words` that tell how to speak)",
    ),
    "performers": (
        {"type": "object"},
        "for each player its `kind`; of several performers also the `name` that the others know, a "
        'pseudonym, and the `track`, the name of its file without the suffix ("" = none is kept)',
    ),
    "consent": (
        {"type": "object"},
        "what the performer agreed to, and when; `records`: of each performer, signed, see "
        "consent.md; `withdrawn`: who took it back, and the day",
    ),
    "tag_set": ({"type": "string"}, "the words in which intents are tagged, and their version"),
    "system": ({"type": "string"}, "operating system, processor, Python"),
    "versions": (NAMED, "of the libraries"),
    "usual": ({"type": "object"}, "the actor's usual voice by the sound check, median and spread"),
    "parent": ({"type": "string"}, "the session whose actor played again (`replay --again`)"),
    "again": ({"type": "object"}, "the settings that were changed then"),
    "lost": (
        {"type": "object"},
        "where actors joined from browsers, once the scene is over: for each performer how many "
        "`packets` of sound never came, and of several performers `late_s`, the seconds that came "
        "too late; both are silence on the track",
    ),
    "rerun": ({"type": "object"}, "of `rerun`: parent and its sum, mode, what was swapped, take"),
    "sum": (SUM, "see below"),
}
HEADER_REQUIRED = ["format", "is", "audio", "sum"]

# The fields that every other line has besides those of its kind.
LINE: dict[str, tuple[Schema, str]] = {
    "n": ({"type": "integer", "minimum": 1}, "counts the lines after the header, from 1"),
    "frame": ({"type": "integer", "minimum": 0}, "frames of the microphone so far"),
    "t": ({"type": "number"}, "seconds since sample 0 was captured, measured"),
    "is": ({"type": "string"}, "the kind of event or cue"),
    "sum": (SUM, "see below"),
}


def schema() -> Schema:
    """Of any line of session.jsonl: the header or one of the lines after it."""
    kinds = {name: of_class(kind) for name, kind in sorted(LOGGED.items())}
    branches = [
        {
            "if": {"properties": {"is": {"const": name}}},
            "then": {"$ref": f"#/$defs/{name}"},
        }
        for name in kinds
    ]
    return {
        "$schema": DRAFT,
        "title": f"A line of session.jsonl, format {FORMAT}",
        "if": {"required": ["is"], "properties": {"is": {"const": "header"}}},
        "then": {"$ref": "#/$defs/header"},
        "else": {"$ref": "#/$defs/line"},
        "$defs": {
            "header": header(),
            "line": {**_object(LINE, list(LINE)), "allOf": branches},
            **kinds,
        },
    }


def header() -> Schema:
    """Of the first line. Scenes and settings grow, so that none of their keys is required."""
    out = _object(HEADER, HEADER_REQUIRED)
    for name, kind in (("scene", Scene), ("settings", Settings)):
        out["properties"][name] = of_class(kind, required=False) | out["properties"][name]
    return out


def of_class(kind: type, required: bool = True) -> Schema:
    """Of a dataclass, as JSON has it. Raises TypeError at a type that JSON does not have."""
    hints = get_type_hints(kind)
    properties = {f.name: _of(hints[f.name], required) | _default(f) for f in fields(kind)}
    out: Schema = {"type": "object", "description": getdoc(kind), "properties": properties}
    if must := [f.name for f in fields(kind) if not _has_default(f)] if required else []:
        out["required"] = must
    return out


def _of(hint: Any, required: bool) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in NAMES:
        return {"type": NAMES[hint]}
    if origin is tuple and inner[1:] == (...,):
        return {"type": "array", "items": _of(inner[0], required)}
    if origin is dict and inner[0] is str:
        return {"type": "object", "additionalProperties": _of(inner[1], required)}
    if origin is types.UnionType:
        return {"anyOf": [_of(one, required) for one in inner]}
    if hint is types.NoneType:
        return {"type": "null"}
    if is_dataclass(hint) and isinstance(hint, type):
        return of_class(hint, required)
    raise TypeError(f"{hint}: has no JSON")


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _default(one: Field[Any]) -> Schema:
    default = one.default if one.default_factory is MISSING else one.default_factory()
    if default is MISSING or is_dataclass(default):  # a table has the defaults of its fields
        return {}
    return {"default": list(default) if isinstance(default, tuple) else default}


def _object(table: dict[str, tuple[Schema, str]], required: list[str]) -> Schema:
    properties = {name: {**rule, "description": text} for name, (rule, text) in table.items()}
    return {"type": "object", "required": required, "properties": properties}
