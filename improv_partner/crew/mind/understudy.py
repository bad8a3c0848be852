"""The understudy: a scene partner made of rules, for when there is no language model.

It takes up the actor's own words, never denies, adds the scene's offers one at a time, and leaves
room. A pure function of the lines and the seed: asked twice, it answers the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...events import Reading
from ...scene import Scene
from ...transcript import Line
from . import understudy_lines as lib
from .hearing import Offer, claims, feeling, offers, question, words_of
from .reading import canonical

NO_REPEAT_LINES = 6  # no sentence of its own comes back within so many of its lines
SUBJECT_CHARS = 5  # shorter words seldom say what a line is about
MOODS: dict[str, str] = {
    "anger": "hot", "contempt": "hot", "disgust": "hot",
    "grief": "low", "sadness": "low", "guilt": "low", "longing": "low",
    "joy": "bright", "amusement": "bright", "relief": "bright", "pride": "bright",
    "fear": "tense", "embarrassment": "tense", "surprise": "tense",
    "tenderness": "warm",
}  # fmt: skip

# What the character feels back, by what it reads in the actor: the first most of the time.
ANSWERS: dict[str, tuple[str, ...]] = {
    "anger": ("guilt", "fear", "anger"), "fear": ("fear", "tenderness"),
    "surprise": ("amusement", "interest"), "joy": ("joy", "tenderness"),
    "disgust": ("embarrassment", "contempt"), "embarrassment": ("tenderness", "amusement"),
    "interest": ("interest", "pride"), "amusement": ("amusement", "joy"),
    "contempt": ("anger", "embarrassment"), "guilt": ("tenderness", "sadness"),
    "longing": ("longing", "tenderness"), "pride": ("pride", "amusement"),
    "grief": ("tenderness", "grief"), "sadness": ("tenderness", "sadness"),
    "relief": ("relief", "joy"), "tenderness": ("tenderness", "longing"),
    "neutral": ("interest", "neutral"),
}  # fmt: skip

# Of a direction: words that it begins with and the mood they ask for; what is said to its nouns.
HEAT = {"hotter": "hot", "cooler": "low"}
DIRECTED = (
    "Wait, {np}, now of all moments.",
    "There, {np}, I knew that tonight would not stay quiet.",
    "Hold on, first {np}, and then the two of us.",
    "{Np}, of all things, and I am not ready for {it}.",
)
STARTLED = ("Wait, did you notice that.", "There, you saw it too.", "Not now, of all moments.")
_SUBJECT = re.compile(r"^(\w+ .*\w) \w*[a-rt-z]s$")  # "the clock" of "the clock begins"

_SENTENCES = re.compile(r"[.!?…]+(?=\s|$)")


class Understudy:
    """Plays scene.character. seed: another one gives another evening."""

    def __init__(self, scene: Scene, seed: int = 0) -> None:
        self._scene, self._seed = scene, seed
        self._players = (scene.actor.name, scene.character.name)

    def reply(
        self, lines: Sequence[Line], why: str = "turn", choice: int = 0, direction: str = ""
    ) -> str:
        """Header and words, at most scene.max_words and scene.max_sentences.

        why: "turn", "silence" or "opening". choice: another number, another reply. direction: what
        happens now, or what the director wants.
        """
        heard = [line for line in lines if line.text.strip()]
        turn = _Turn(self._scene, self._seed + choice, self._players, heard, why, direction)
        return f"{turn.header()} {turn.called(turn.words())}"


class _Turn:
    """One decision: everything that is known at this moment."""

    def __init__(
        self,
        scene: Scene,
        seed: int,
        players: tuple[str, str],
        lines: list[Line],
        why: str,
        direction: str = "",
    ) -> None:
        self._scene, self._players, self._why, self._direction = scene, players, why, direction
        own = [line for line in lines if line.who == "partner"]
        actor = [line for line in lines if line.who == "actor"]
        self._text = actor[-1].text if actor else ""
        self._name = actor[-1].name if actor else ""
        self._earlier = actor[:-2]
        self._recent = " ".join(line.text for line in own[-NO_REPEAT_LINES:]).lower()
        self._all = " ".join(line.text for line in own).lower()
        self._asked = bool(own) and own[-1].text.rstrip().endswith("?")
        cut_lines = [line for line in lines[-2:] if line.who == "partner" and line.cut]
        self._was_cut = bool(cut_lines) and lines[-1].who == "actor"
        self._number = len(own)
        self._room = scene.max_words  # for the next sentence
        self._random = random.Random(f"{seed}|{why}|{len(lines)}|{self._text}{direction}")
        self._label, self._intensity, self._stance = feeling(self._text)
        self._mood = MOODS.get(self._label, "plain")
        heat = [mood for word, mood in HEAT.items() if direction.lower().startswith(word)]
        if heat:  # how it is played, nothing that happens
            self._mood, self._direction = heat[0], ""

    def header(self) -> str:
        answers = ANSWERS[self._label]
        own = answers[0] if self._random.random() < 0.7 else self._random.choice(answers)
        if not self._text:
            return f"[{own} 1]"  # nobody has spoken: there is nothing to read
        return canonical(
            Reading(0, 0, self._label, self._intensity, self._stance, own, self._intensity)
        )

    def called(self, words: str) -> str:
        """The words, to one of several by name."""
        if not self._name or len(words.split()) + 1 > self._scene.max_words:
            return words
        first = words.split()[0]
        known = {word for name in self._scene.names for word in name.split()}
        keeps = first in known or first.split("\u2019")[0].split("'")[0] == "I"
        return f"{self._name}, {words if keeps else words[:1].lower() + words[1:]}"

    def words(self) -> str:
        if self._direction:
            return self._fit(self._startled() or self._one(STARTLED), self._take())
        if self._why == "silence":
            return self._silence()
        if self._why == "opening" or not self._text:
            return self._fit(self._one(lib.OPENINGS), self._next_offer())
        if self._was_cut:
            return self._fit(self._take() or self._one(lib.YIELDS), "")
        if self._number % 2:
            take = self._take()
            return self._fit(take, self._after() if take else self._one(self._scene.listening))
        offer = self._next_offer()
        self._room = self._scene.max_words - len(offer.split())
        take = self._take()
        if take or self._on_subject(offer):
            return self._fit(take, offer) if take else offer
        self._room = self._scene.max_words
        return self._fit(self._take(), offer)

    def _startled(self) -> str:
        """By what a director lets happen: the first thing or person in it."""
        text = self._direction
        found = [
            replace(o, text=words[0], plural=False) if (words := _SUBJECT.findall(o.text)) else o
            for o in self._nouns(text)
        ]
        place = {o.text: text.lower().find(o.text.split()[-1].lower()) for o in found}
        first = min(found, key=lambda o: place[o.text], default=None)
        return self._noun(DIRECTED, [first]) if first else ""

    def _after(self) -> str:
        """Instead of an offer: a thread back, a little room, or nothing."""
        old = [o for line in self._earlier for o in self._nouns(line.text) if o.kind != "idea"]
        if old and self._number % 4 == 3:
            said = f"{self._text.lower()} {self._recent}"
            far = [offer for offer in old if offer.text.split()[-1].lower() not in said]
            if far:
                return self._one(lib.BACK, old=far[-1].text)
        choice = self._random.random()
        if choice < 0.35:
            return self._one(self._scene.listening)
        return self._one(self._mood_lines(lib.ROOM, mix=False)) if choice < 0.75 else ""

    def _take(self) -> str:
        """The first sentence: takes up what the actor said; "" if nothing was understood."""
        low = self._text.lower()
        asked = question(self._text)
        if asked:
            about = lib.NOUN_QUESTIONS.get(asked, ()) if self._random.random() < 0.5 else ()
            return (self._noun(about) if about else "") or self._one(lib.QUESTIONS[asked])
        special = [
            text for pattern, texts in lib.SPECIAL if re.search(pattern, low) for text in texts
        ]
        claim, accused = self._claim()
        ways = [self._one(special), claim, self._noun()]
        weights = (0.5, 0.8 if accused else 0.3, 0.45)
        able = [(way, weight) for way, weight in zip(ways, weights, strict=True) if way]
        if not able:
            return ""
        return self._random.choices([w for w, _ in able], [n for _, n in able])[0]

    def _claim(self) -> tuple[str, bool]:
        """The actor's statement, accepted, and whether it is about this character."""
        found = claims(self._text, self._scene.names)
        if not found:
            return "", False
        about, clause = found[-1]
        tables = {"you": lib.ABOUT_PARTNER, "i": lib.ABOUT_ACTOR}
        fixed = lib.ABOUT_US if about == "we" else lib.ABOUT_THAT
        texts = self._mood_lines(tables[about]) if about in tables else fixed
        return self._one(texts, c=clause), about == "you"

    def _noun(self, texts: Iterable[str] = (), found: Sequence[Offer] = ()) -> str:
        found = found or self._nouns(self._text)
        if not found:
            return ""
        noun = found[0]
        table = {"thing": lib.THINGS, "person": lib.PEOPLE, "idea": lib.IDEAS}[noun.kind]
        it, is_, was = ("them", "are", "were") if noun.plural else ("it", "is", "was")
        blanks = {"np": noun.text, "it": it, "is": is_, "was": was}
        return self._one(texts or self._mood_lines(table), **blanks)

    def _nouns(self, text: str) -> list[Offer]:
        return offers(text, self._scene.names, self._players)

    def _mood_lines(self, table: dict[str, tuple[str, ...]], mix: bool = True) -> list[str]:
        lines = list(table.get(self._mood, ()))
        return lines + list(table["plain"]) if mix and len(lines) < 4 else lines

    def _next_offer(self) -> str:
        """The next offer of the scene that was not heard yet; one on the subject comes first."""
        left = [text for text in self._scene.offers if not self._heard(text)]
        if not left:
            return ""
        return self._random.choice([t for t in left if self._on_subject(t)] or left[:3])

    def _on_subject(self, text: str) -> bool:
        said, there = ({w.lower() for w in words_of(t)} for t in (self._text, text))
        return any(len(word) >= SUBJECT_CHARS for word in said & there)

    def _heard(self, text: str) -> bool:
        return " ".join(text.lower().split()[:4]) in self._all

    def _silence(self) -> str:
        does = self._scene.silence.does
        if does == "act" and self._random.random() < 0.5:
            return self._fit(self._next_offer(), "")
        return self._fit(self._one(lib.SILENCES.get(does, lib.SILENCES["wait"])), "")

    def _one(self, texts: Iterable[str], **blanks: str) -> str:
        """One of the lines with its blanks filled, none that was heard lately; "" if none is."""
        pool = list(texts)
        fresh = [text for text in pool if _stem(text) not in self._recent]
        if self._asked:
            fresh = [text for text in fresh if not text.endswith("?")]
        blanks |= {key.title(): value[:1].upper() + value[1:] for key, value in blanks.items()}
        said = [text.format(**blanks) for text in fresh]
        fitting = [text for text in said if len(text.split()) <= self._room]
        return self._random.choice(fitting) if fitting else ""

    def _fit(self, first: str, second: str) -> str:
        """Both sentences if the scene's limits allow it, else the one that matters more."""
        limit_words, limit_sentences = self._scene.max_words, self._scene.max_sentences
        first = first or second or self._one(self._scene.listening) or "Mm."
        for text in (f"{first} {second}" if second != first else first, first, second):
            fits = len(text.split()) <= limit_words
            if text.strip() and fits and len(_SENTENCES.findall(text)) <= limit_sentences:
                return text.strip()
        return " ".join(first.split()[:limit_words])


def _stem(text: str) -> str:
    """The longest stretch of a line between its blanks: enough to know it again."""
    return max(re.split(r"\{\w+\}", text), key=len).strip().lower()
