"""Takes the reading header off a streamed reply: "[grief 3 > tenderness 2] Come here." -> Reading,
"Come here." A model that disobeys is not held up, and no tag is ever spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ...events import Reading
from .feelings import Feelings, leading, may_begin_header, read

HELD_CHARS = 64  # a bracket that is longer is none: its words are spoken
JSON_CHARS = 2000  # some models answer in JSON whatever they are asked
_CLOSERS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_JUNK = " \t\r\n\"“”'‘’`#>"  # before the header or the first word
_THINK = ("<think>", "<thinking>")
_THOUGHT = ("</think>", "</thinking>")
_SPEAKERS = ("assistant:", "partner:", "character:", "ai:", "json\n")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First words of *stage directions*; other words between asterisks are stressed and are spoken.
_ACTS = _words(
    """beat pause pauses silence sigh laugh giggle sob cough softly quietly silently slowly gently
    laughing crying sobbing sighing whispering smiling shouting shaking trembling voice"""
)
_NO_ACTS = _words(
    """always this yes his hers us ours yours was is has does perhaps sometimes unless its thus
    less yours these those as"""
)
_PAIR = re.compile(
    r"""["']?(\w+)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\d.]+))"""
)
_SPEECH_KEYS = ("text", "speech", "reply", "response", "say", "line", "message", "content")


def canonical(reading: Reading) -> str:
    """The header as the model should have written it, "" if a part of it is not known."""
    if not reading.label or not reading.own:
        return ""
    stance = f"{reading.stance} " if reading.stance else ""
    read_in_actor = f"{reading.label} {reading.intensity or ''}".strip()
    own = f"{reading.own} {reading.own_intensity or ''}".strip()
    return f"[{stance}{read_in_actor} > {own}]"


def _is_act(inside: str) -> bool:
    """Whether words between asterisks are a stage direction ("*looks away*", not "*NOT*")."""
    words = [w for w in re.findall(r"[a-z']+", inside.lower()) if w not in ("a", "the", "long")]
    if not words or inside.isupper():
        return not words
    first = words[1] if words[0] in ("he", "she", "they") and len(words) > 1 else words[0]
    return first in _ACTS or (first.endswith("s") and len(first) > 3 and first not in _NO_ACTS)


class ReadingParser:
    """The parser of one reply. names: of the character, dropped where they stand as a label.

    expected: a header was asked for: if speech begins without one, Reading(header="missing") is
    given first, or "bad" after a bracket that said nothing. Later Readings are shifts of the
    character's feeling and have only `own`.
    """

    def __init__(
        self, line: int, revision: int, names: Iterable[str] = (), expected: bool = True
    ) -> None:
        self._line, self._revision, self._expected = line, revision, expected
        self._names = [name.lower() for name in names]
        self._labels = (*(f"{name}:" for name in self._names), *_SPEAKERS)
        self._held = ""
        self._out: list[Reading | str] = []
        self._thinking = self._read = self._spoken = self._quoted = False
        self._bad = ""  # a bracket that said nothing, as it was written
        self._before = ""  # the last character that was spoken

    def feed(self, delta: str) -> list[Reading | str]:
        """What is certain with this piece of the reply, in order; text is to be spoken."""
        for c in delta:
            self._held += c
            self._settle(final=False)
        return self._take()

    def end(self) -> list[Reading | str]:
        """What was held back, at the end of the reply."""
        self._settle(final=True)
        self._held = ""
        return self._take()

    def _take(self) -> list[Reading | str]:
        out: list[Reading | str] = []
        for part in self._out:
            if isinstance(part, str) and out and isinstance(out[-1], str):
                out[-1] += part
            else:
                out.append(part)
        self._out = []
        return out

    def _settle(self, final: bool) -> None:
        while self._held:
            if self._thinking:
                self._held = self._held[-len(_THOUGHT[-1]) :]
                if not self._held.lower().endswith(_THOUGHT):
                    return
                self._thinking, self._held = False, ""
            elif not self._step(final):
                return

    def _step(self, final: bool) -> bool:
        """Deal with the start of what is held; False: it takes more characters to know."""
        if not self._spoken:
            done = self._lead_in(final)
            if done is not None:
                return done
        c = self._held[0]
        if c in _CLOSERS:
            return self._bracket(final)
        if c in "*_" and not self._before.isalnum():
            return self._stars(c, final)
        self._begin()
        if not (self._quoted and c in '"“”'):
            self._say(c)
        self._held = self._held[1:]
        return True

    def _lead_in(self, final: bool) -> bool | None:
        """Before the first word: drop quotes, "Margaret:" and a header without its bracket."""
        held = self._held.lstrip(_JUNK)
        if held != self._held:
            self._quoted |= any(c in '"“' for c in self._held[: len(self._held) - len(held)])
            self._held = held
            return True
        low = held.lower()
        for label in self._labels:
            if low.startswith(label):
                self._held = held[len(label) :]
                return True
        waits = any(label.startswith(low) for label in self._labels)
        if not final and len(held) <= HELD_CHARS and (waits or may_begin_header(held)):
            return False
        if not self._read and held[0].isalpha():
            header, rest = leading(held)
            if header and (found := read(header.rstrip(" ])}:.,-\n"), self._names)):
                self._feel(found, header)
                self._held = rest
                return True
        return None

    def _bracket(self, final: bool) -> bool:
        held, opener = self._held, self._held[0]
        inside = held[1:]
        if opener == "<":
            if held.lower() in _THINK:
                self._thinking, self._held = True, ""
                return True
            if inside and not (inside[0].isalpha() or inside[0] == "/"):
                self._held = inside
                return True
        if opener in "{[" and not self._spoken and inside.lstrip()[:1] in ('"', "'", "{"):
            return self._json(final)
        end = inside.find(_CLOSERS[opener])
        if 0 <= end <= HELD_CHARS:
            self._close(inside[:end])
            self._held = inside[end + 1 :]
            return True
        if not final and len(inside) <= HELD_CHARS and "\n" not in inside.strip():
            return False
        self._never_closed(inside, final)
        return True

    def _close(self, inside: str) -> None:
        found = read(inside.strip(), self._names)
        raw = f"{self._held[0]}{inside}{_CLOSERS[self._held[0]]}"
        if found:
            self._feel(found, raw, strict=self._held[0] == "[")
        elif not self._spoken and self._held[0] in "[{":
            self._bad = self._bad or raw
        if self._spoken:
            self._say(" ")

    def _never_closed(self, inside: str, final: bool) -> None:
        """A bracket without its end: drop the bracket and any tag behind it, speak on."""
        header, rest = leading(inside)
        if header and (found := read(header.rstrip(" ])}:.,-\n"), self._names)):
            self._feel(found, self._held[0] + header)
        elif not self._spoken:
            self._bad = self._bad or self._held[: len(self._held) - len(rest)]
        is_open = not header or header.rstrip()[-1] in ">|;,/→"
        if final and is_open and may_begin_header(rest):
            rest = ""  # the stream ended inside the tag
        self._held = rest

    def _stars(self, star: str, final: bool) -> bool:
        """Between asterisks: "*sighs*" is dropped, "*NOT*" is spoken."""
        held = self._held
        after = held.lstrip(star)
        run = held[: len(held) - len(after)]
        if not after:
            self._held = "" if final else held
            return final
        end = after.find(run, 1)
        if after[0].isspace() or after[0] in _CLOSERS:
            self._held = after
        elif 0 < end <= HELD_CHARS:
            inside, rest = after[:end], after[end + len(run) :]
            if _is_act(inside):
                self._held = (" " if self._spoken else "") + rest
            else:
                self._held = inside + rest
        elif not final and len(after) <= HELD_CHARS:
            return False
        else:
            self._held = after
        return True

    def _json(self, final: bool) -> bool:
        held = self._held
        closed = held[-1] in "}]" and all(held.count(o) == held.count(_CLOSERS[o]) for o in "{[")
        if not (closed or final or len(held) > JSON_CHARS):
            return False
        sides: list[str] = []
        speech: dict[str, str] = {}
        for key, *texts, number in _PAIR.findall(held):
            value = number or "".join(texts)
            if number and sides:
                sides[-1] += f" {number}"
            elif key.lower() not in _SPEECH_KEYS and read(value, self._names):
                sides.append(f"{key.lower()} {value}" if key.isalpha() else value)
            elif not number and (" " in value.strip() or key.lower() in _SPEECH_KEYS):
                speech[key.lower()] = value
        if sides and (found := read(" > ".join(sides), self._names)):
            self._feel(found, " > ".join(sides))
        else:
            self._bad = self._bad or "JSON"
        said = next((speech[key] for key in _SPEECH_KEYS if key in speech), "")
        said = said or max(speech.values(), key=len, default="")
        self._held = re.sub(r"\\[nrt]", " ", said).replace("\\", "").lstrip("{[")
        return True

    def _feel(self, found: Feelings, raw: str, strict: bool = False) -> None:
        raw = raw.strip()
        place = (self._line, self._revision)
        if self._read or self._spoken:
            own, intensity = found.own, found.own_intensity
            if not own:
                own, intensity = found.label, found.intensity
            self._out.append(Reading(*place, own=own, own_intensity=intensity, raw=raw))
            return
        self._read = True
        header = "ok" if strict and found.strict else "loose"
        actor = Reading(*place, found.label, found.intensity, found.stance)
        own, intensity = found.own, found.own_intensity
        self._out.append(replace(actor, own=own, own_intensity=intensity, header=header, raw=raw))

    def _begin(self) -> None:
        """The first character of speech is about to be given."""
        if not self._spoken and not self._read and self._expected:
            header = "bad" if self._bad else "missing"
            self._out.append(Reading(self._line, self._revision, header=header, raw=self._bad))
        self._spoken = True

    def _say(self, text: str) -> None:
        self._before = text
        self._out.append(text)
