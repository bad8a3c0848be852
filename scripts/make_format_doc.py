"""Write docs/recording-format.md: a frame of words, and every kind as events.py has it.

    python scripts/make_format_doc.py

Run it after a change of events.py; a test compares.
"""

from __future__ import annotations

import inspect
import json
import sys
from dataclasses import MISSING, Field, fields
from pathlib import Path
from string import Template
from typing import get_type_hints

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner import schema
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Cue, Event
from improv_partner.intents import Meant
from improv_partner.recording import FORMAT, SUM_BYTES

FILE = Path(__file__).resolve().parents[1] / "docs" / "recording-format.md"

FRAME = Template("""\
<!-- Written by scripts/make_format_doc.py; change that, or the docstrings of events.py. -->

# The format of a recording

A session is a folder. It is only ever appended to while it is played, and what is learnt later is
written beside it, never into it. This page is format **$format**.
`improv schema` prints a JSON Schema of the log's lines; `improv check FOLDER` finds whatever is not
as described here.

| file | what it is |
|---|---|
| `session.jsonl` | the log: a header, then everything that happened, in order |
| `actor.flac` | what the actor said, as the microphone gave it |
| `partner.flac` | what the partner said, as it left the loudspeaker |
| `p2.flac` to `p6.flac` | of several performers, the others: `performers` in the header |
| `exchanges.jsonl` | the log told as exchanges; can be made anew from it at any time |
| `notes.jsonl` | what people said of it afterwards, if anybody did |

While the scene is played, the tracks are `actor.wav` and `partner.wav`. They stay so if the program
is killed or FLAC cannot be made; a reader takes either. Without audio (`"audio": false` in the
header) there are no tracks, and all positions are the same.

## The log

`session.jsonl` is UTF-8 text with one JSON object on each line; every line ends with a newline.
Each is written at once, so that a killed program loses at most the line it was writing: a last line
without its newline is torn, and a reader leaves it out. (What a power cut takes depends on the
operating system.) Some lines, shortened:

```json
$example
```

Every line but the header has these fields, and those of its kind:

| field | JSON | what it says |
|---|---|---|
$line

`frame` is what was decided by, `t` what is measured with. Frames are counted, $frame_ms ms each, so
that sample `frame` x $frame_samples of the actor's track is where the stage was. `t` is the time
that the line was written; it lies a little after its frame, and how much tells how late the program
was.

### The sum

The last field of every line, the header's too, is `sum`: $digits hexadecimal digits that depend on
the line and on the sum of the line before. So a line that was changed, moved or taken out is found.
Of the bytes of a line, take those before `, "sum": "`; put the sum of the line before in front of
them (ASCII; nothing for the header); the sum is their BLAKE2b with a digest of $sum_bytes bytes. In
Python:

```python
content, _, rest = line.rpartition(b', "sum": "')
total = hashlib.blake2b(before + content, digest_size=$sum_bytes).hexdigest()
assert rest == total.encode() + b'"}\\n'
before = rest[:$digits]
```

It is no signature: who wants to deceive can make new sums.

### The header

The first line. Required: $required. It holds whatever is known
before the first frame, and it is never edited, with one exception: when a scene in the house is
over, who has joined it later is added to `performers` and `consent`, and what of the sound was
`lost`; the sums are made anew. Until then who joined later is in `late.jsonl`, a line each with
`record` and `performer`, which is written before anything of them is recorded. Where it is still
there the program was killed: read it as part of the header; `improv check` puts it there.

| field | JSON | what it says |
|---|---|---|
$header

## The tracks

All are mono, 16 bits, $rate Hz, lossless, and on one clock: that of the microphone. Sample 0
is the first sample of the first frame; `sample` and `samples` in the log are positions and lengths
in the partner's track. Seconds are samples / $rate. All tracks are equally long once a session is
closed. Where the partner's loudspeaker has a clock of its own, the start of each sound is placed by
the microphone's; within a sound no sample is added or dropped.

With several performers the clock is that of the room. Each has a track, which begins with silence
if they came later and has silence where they were gone. Where a sound card runs too fast or too
slow for that clock, single samples are added or dropped, some in a minute: the same moment is the
same sample in all tracks, within 5 ms. The first performer's track is there in any case, and is
silence if its sound may not be kept.

A FLAC file holds the MD5 of its sound, so that any change is found. A WAV file (44 bytes of header,
then little-endian samples) has no such sum; its header is written anew every second, and after a
kill the file's length tells how much there is. In a killed session the partner's track may be up to
1 s shorter than the actor's: what is missing is silence.

## The exchanges

`exchanges.jsonl` has a JSON object for each exchange: what the actor said and meant, what the
partner read, drafted and was heard to say, marks, troubles, and the times, in seconds since sample
0. The docstrings of `improv_partner/exchanges.py` say what each field is.

## The notes

`notes.jsonl` is written by `improv tag`, `verdict` and `review`: a JSON object on each line for
each answer of each person who heard the session again. Lines are only ever appended, by several
people at a time if they like, and each is written whole; of one rater (`by`, `role` and `blind`
together) the newest answer to a question about a line stands.

| field | JSON | what it says |
|---|---|---|
| `is` | string | the kind of note, see below |
| `by` | string | the rater's name, `"actor"` for the one who played |
| `role` | string | `"actor"` or `"listener"` |
| `blind` | boolean | saw neither the tags of the actor nor what the partner read |
| `exchange` | integer | number of the exchange |
| `line` | integer | the actor's line, as in the log |
| `at` | string | when, in UTC |
| `tag_set` | string | the words in which is tagged, and their version |
| `session` | string | the session's folder |

| kind | its fields | what it says |
|---|---|---|
| `tag` | $meant | as in `intent`; an empty `label` takes the tag back |
| `correction` | the same | it stands in place of an earlier tag, also of one in the scene |
| `audible` | `audible` | could it be heard? true, false, or null: cannot say |
| `skipped` | | the rater had nothing to say of this line |
| `verdict` | `kind`, `verdict` | is it a failure of this kind? yes, no, or cannot tell |
| `comment` | `text` | what somebody wrote of the exchange |

An actor who is shown a tag and leaves it as it is gives it anew (`tag`). A reader keeps kinds and
fields that it does not know.

## Versions

The header's `format` is a whole number, and goes up only if an older reader would misunderstand a
new recording: a field or kind that means something else, a file that is laid out differently. A
reader refuses a greater number with a clear error, and changes nothing in such a folder.

What does not change it: new kinds, new fields with a default, new fields of the header, new files.
So a reader must

- keep a line of a kind it does not know, and pass it over (here it becomes `Unknown`);
- pass over fields it does not know;
- take the default where a field is missing.

Every recording of `tests/golden/` is read by the tests for as long as this program exists.

## Events: facts that reached the stage

$events
## Cues: orders of the stage

$cues""")

EXAMPLE = """\
{"format": 1, "is": "header", "audio": true, "scene": {"title": "…"}, "sum": "8ffb5a10e0f3"}
{"n": 1, "frame": 21, "t": 0.42, "is": "voice", "voiced": true, "speech": true, "sum": "8440…"}
{"n": 2, "frame": 23, "t": 0.46, "is": "listen", "line": 1, "back": 3, "sum": "a3e4…"}
{"n": 3, "frame": 47, "t": 0.96, "is": "words", "line": 1, "text": "Who?", "sum": "8de4…"}"""


def text() -> str:
    """The whole page."""
    return FRAME.substitute(
        format=FORMAT,
        example=EXAMPLE,
        line=_table(schema.LINE),
        frame_ms=round(FRAME_S * 1000),
        frame_samples=FRAME_SAMPLES,
        digits=2 * SUM_BYTES,
        sum_bytes=SUM_BYTES,
        required=", ".join(f"`{name}`" for name in schema.HEADER_REQUIRED),
        header=_table(schema.HEADER),
        rate=f"{RATE_HZ:,}",
        meant=", ".join(f"`{f.name}`" for f in fields(Meant) if f.name != "replaces"),
        events=_kinds(Event),
        cues=_kinds(Cue),
    )


def _table(rows: dict[str, tuple[schema.Schema, str]]) -> str:
    return "\n".join(
        f"| `{name}` | {_json_type(rule)} | {what} |" for name, (rule, what) in rows.items()
    )


def _json_type(rule: schema.Schema) -> str:
    if rule.get("type") == "array":
        return f"array of {_json_type(rule['items'])}s"
    return str(rule.get("type") or ("string" if "const" in rule else "object"))


def _kinds(sort: type) -> str:
    kinds = [(name, kind) for name, kind in schema.LOGGED.items() if issubclass(kind, sort)]
    return "\n".join(_kind(name, kind) for name, kind in kinds)


def _kind(name: str, kind: type) -> str:
    """A kind's docstring, and a table of its fields."""
    properties = schema.of_class(kind)["properties"]
    assert list(properties) == list(get_type_hints(kind))
    rows = "\n".join(
        f"| `{f.name}` | {_json_type(properties[f.name])} | {_default(f)} |" for f in fields(kind)
    )
    head = "| field | JSON | default |\n|---|---|---|"
    return f"### `{name}`\n\n{inspect.getdoc(kind)}\n\n{head}\n{rows}\n"


def _default(one: Field[object]) -> str:
    default = one.default if one.default_factory is MISSING else one.default_factory()
    return "required" if default is MISSING else f"`{json.dumps(default)}`"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
