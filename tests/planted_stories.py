"""Which sessions are planted: all twelve kinds, at several severities, what only looks like them,
and clean ones. A seed decides what stands around a flaw, and in what order.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .planted import Act, Planted, Slip
from .planted_words import Bank, Pair

# Meant and read, with the same words for all: clearly other feelings, and such as are near.
MISSED = (
    ("grief", "joy"), ("anger", "tenderness"), ("fear", "amusement"), ("guilt", "pride"),
    ("joy", "sadness"), ("relief", "fear"), ("longing", "disgust"), ("pride", "embarrassment"),
    ("contempt", "joy"), ("tenderness", "anger"), ("interest", "sadness"), ("neutral", "fear"),
)  # fmt: skip
NEARLY = (
    ("grief", "sadness"), ("joy", "amusement"), ("anger", "contempt"), ("guilt", "embarrassment"),
    ("anger", "fear"), ("tenderness", "relief"), ("relief", "pride"), ("grief", "guilt"),
)  # fmt: skip
MASKS = (("grief", "joy"), ("fear", "pride"), ("anger", "amusement"), ("guilt", "relief"))
CALM = (
    "interest 2",
    "interest 2",
    "interest 2",
)  # tag, reading, own feeling of what is not about it


class Troupe:
    """Makes stories of a bank of words with a seed."""

    def __init__(self, bank: Bank, seed: int) -> None:
        self.bank = bank
        self.chance = random.Random(seed)

    def stories(self) -> list[Planted]:
        told = [
            *self.clean(), *self.readings(), *self.masks(), *self.tones(), *self.heats(),
            *self.evenings(), *self.words(), *self.rows(), *self.changes(), *self.times(),
            *self.slips(),
        ]  # fmt: skip
        scene = {"scene": self.bank.scene.as_dict()} if self.bank.scene else {}
        return [replace(one, header=scene | one.header) for one in told if one.acts]

    def around(self, about: str, acts: Iterable[Act], **more: object) -> Planted:
        """These exchanges with clean ones before and after."""
        others = [Act(said, reply, *CALM) for said, reply in self.chance.sample(self.bank.clean, 3)]
        return Planted(about, [*others[:2], *acts, *others[2:]], **more)  # type: ignore[arg-type]

    def plain(self) -> str:
        return self.chance.choice(self.bank.plain)

    def reply(self) -> str:
        return self.chance.choice(self.bank.clean)[1]

    def clean(self) -> Iterator[Planted]:
        for _ in range(8):
            pairs = self.chance.sample(self.bank.clean, 6)
            labels = self.chance.choice((CALM, ("joy 2", "joy 2", "amusement 2"), ("", "", "")))
            yield Planted("clean", [Act(said, reply, *labels) for said, reply in pairs])

    def readings(self) -> Iterator[Planted]:
        for (meant, read), strength in zip(MISSED, (1, 2, 3) * 4, strict=True):
            act = Act(self.plain(), self.reply(), f"{meant} {strength}", read, "interest 2")
            yield self.around("misread", [replace(act, wrong=("misread",))])
        for meant, read in NEARLY:
            act = Act(self.plain(), self.reply(), f"{meant} 2", read, "interest 2")
            yield self.around("nearly misread", [act])
        for meant, read in (("", "joy"), ("grief 2", ""), ("other 2", "joy")):
            yield self.around("not to be judged", [Act(self.plain(), self.reply(), meant, read)])

    def masks(self) -> Iterator[Planted]:
        wrong = ("took_it_straight",)
        for hidden, surface in MASKS:
            worn = f"hiding {surface}"
            act = Act(self.plain(), self.reply(), f"{hidden} 2", surface, "interest", worn)
            yield self.around("mask taken for the face", [replace(act, wrong=wrong)])
            yield self.around("mask seen through", [replace(act, read=hidden)])
            yield self.around("mask seen as one", [replace(act, seen="hiding")])
        for said, strength in zip(self.bank.pleasant, (3, 2, 1, 2, 3), strict=False):
            act = Act(said, self.reply(), f"contempt {strength}", "joy", "interest", "sarcastic")
            yield self.around("sarcasm taken straight", [replace(act, wrong=wrong)])
            yield self.around("sarcasm seen", [replace(act, seen="sarcastic")])
        for said, reply in zip(self.bank.pleasant, self.bank.thanks, strict=False):
            act = Act(said, reply, "disgust 2", worn="sarcastic", wrong=wrong)
            yield self.around("thanks for sarcasm", [act])
            yield self.around("thanks for praise", [replace(act, tag="joy 2", worn="", wrong=())])
        joke = Act(self.bank.bitter[0], self.reply(), "amusement 2", "anger", "interest", "joking")
        yield self.around("joke taken straight", [replace(joke, wrong=wrong)])

    def tones(self) -> Iterator[Planted]:
        """Words against the voice; without a voice to hear it is only a misreading."""
        plain, pleasant, bitter = self.bank.plain, self.bank.pleasant, self.bank.bitter
        cases = (
            ("anger 3", "neutral", 2.1, plain), ("anger 2", "joy", 1.4, pleasant),
            ("fear 2", "amusement", 1.8, pleasant), ("sadness 3", "joy", -1.7, pleasant),
            ("joy 2", "sadness", 1.3, bitter), ("grief 2", "neutral", -1.5, plain),
            ("disgust 2", "interest", 1.6, plain), ("sadness 1", "neutral", -1.2, plain),
        )  # fmt: skip
        for meant, read, z, lines in cases:
            act = Act(self.chance.choice(lines), self.reply(), meant, read, "interest", z=z)
            yield self.around("deaf to the tone", [replace(act, wrong=("tone_deaf",))])
            inaudible = replace(act, z=z / 6, wrong=("misread",))
            yield self.around("no tone to hear", [inaudible])

    def heats(self) -> Iterator[Planted]:
        wrong = ("heat",)
        for label in ("anger", "grief", "joy", "fear"):
            act = Act(self.plain(), self.reply(), f"{label} 3", label)
            yield self.around("flattened", [replace(act, own="interest 1", wrong=wrong)])
            yield self.around("warm enough", [replace(act, own="interest 2")])
            mild = replace(act, tag=f"{label} 1")
            yield self.around("overheated", [replace(mild, own="surprise 3", wrong=wrong)])
            yield self.around("cool and cool", [replace(mild, own="interest 1")])
        act = Act(self.plain(), self.reply(), "anger 3", "anger", "neutral", wrong=wrong)
        yield self.around("neutral after rage", [act])

    def evenings(self) -> Iterator[Planted]:
        """Failures of a whole session."""
        moods = ("joy", "grief", "anger", "relief", "fear", "tenderness", "pride", "sadness")
        pairs = self.chance.sample(self.bank.clean, 12)
        for count, wrong in ((12, ("heat",)), (11, ("heat",)), (8, ())):
            tags = self.chance.sample(moods, 8) + self.chance.sample(moods, 4)
            acts = [
                Act(said, reply, f"{tag} 2", tag, "interest 2")
                for (said, reply), tag in zip(pairs[:count], tags, strict=False)
            ]
            yield Planted("flat evening" if wrong else "a short evening", acts, whole=wrong)
        sour = ("anger", "contempt", "disgust", "anger", "contempt", "disgust")
        for sweet, wrong in ((6, ("heat",)), (5, ("heat",)), (3, ())):
            feels = ["amusement 2"] * sweet + ["surprise 2", "interest 2", "surprise 2"]
            acts = [
                Act(said, reply, f"{tag} 2", tag, own)
                for (said, reply), tag, own in zip(pairs, sour, feels, strict=False)
            ]
            yield Planted("always pleasant" if wrong else "often pleasant", acts, whole=wrong)

    def words(self) -> Iterator[Planted]:
        """What is seen in one reply."""
        bank = self.bank
        kinds: tuple[tuple[str, tuple[Pair, ...], tuple[Pair, ...]], ...] = (
            ("comfort", bank.comfort, bank.like_comfort),
            ("blocked", bank.blocked, bank.like_blocked),
            ("character_break", bank.breaks, bank.like_breaks),
            ("stalled", bank.echo, ()),
        )
        for kind, wrong, like in kinds:
            for said, reply in wrong:
                yield self.around(kind, [Act(said, reply, *CALM, wrong=(kind,))])
            for said, reply in like:
                yield self.around(f"like {kind}", [Act(said, reply, *CALM)])

    def rows(self) -> Iterator[Planted]:
        """What is seen in several replies: the last of them is wrong."""
        bank = self.bank
        for kind, rows in (
            ("stalled", bank.empty), ("stalled", bank.asking), ("", bank.like_stalled),
            ("contradiction", bank.contradiction), ("", bank.like_contradiction),
        ):  # fmt: skip
            for row in rows:
                acts = [Act(said, reply, *CALM) for said, reply in row]
                acts[-1] = replace(acts[-1], wrong=(kind,) if kind else ())
                yield self.around(kind or "like a row", acts)

    def changes(self) -> Iterator[Planted]:
        """The actor's feeling changes, or the character's."""
        for old, new in (
            ("grief", "joy"),
            ("joy", "anger"),
            ("anger", "tenderness"),
            ("fear", "relief"),
        ):
            first = Act(self.plain(), self.reply(), f"{old} 2", old, "interest")
            behind = replace(first, tag=f"{new} 2", wrong=("misread",))
            follows = replace(first, tag=f"{new} 2", read=new)
            for more in (1, 2, 3):
                last = [replace(behind, wrong=("misread", "stuck"))]
                acts = [first, behind, *last, *[behind] * (more - 1), follows]
                yield Planted("stuck", self.other(acts))
            yield Planted("late by one", self.other([first, behind, follows]))
            yield Planted("follows", self.other([first, follows, follows]))
        for old, new, tag in (
            ("joy", "grief", "joy"),
            ("contempt", "joy", "anger"),
            ("pride", "guilt", "joy"),
        ):
            first = Act(self.plain(), self.reply(), f"{tag} 2", tag, old)
            second = replace(first, own=new)
            yield Planted("whiplash", self.other([first, replace(second, wrong=("whiplash",))]))
            yield Planted(
                "directed", self.other([first, replace(second, steered="You hear a shot.")])
            )
            changed = "sadness" if tag == "joy" else "joy"
            turned = replace(second, tag=f"{changed} 2", read=changed)
            yield Planted("moved", self.other([first, turned]))
            yield Planted("a step", self.other([first, replace(first, own="surprise")]))

    def other(self, acts: list[Act]) -> list[Act]:
        """The same acts with other words each, that show nothing."""
        pairs = self.chance.sample(self.bank.clean, len(acts))
        return [
            replace(a, said=said, reply=reply) for a, (said, reply) in zip(acts, pairs, strict=True)
        ]

    def times(self) -> Iterator[Planted]:
        """What a slow mind and short patience do."""
        wrong = ("floor_timing",)
        act = Act(*self.bank.clean[0], *CALM)
        for mind_s in (2.6, 3.6, 5.2):
            slow = replace(act, mind_s=mind_s, wrong=wrong)
            yield Planted("dead air", self.other([act, slow]))
        yield Planted("in time", self.other([replace(act, mind_s=1.6)]))
        silent, later = self.other([replace(act, wrong=wrong), replace(act, later_s=4.5)])
        yield Planted("no reply", [replace(silent, reply=""), later])
        soon = {"patience_s": 0.2, "soft_end_s": 0.1}
        for tag, worn in (("grief 2", ""), ("grief 3", ""), ("interest 2", "awkward")):
            label = tag.split()[0]
            quick = Act(self.plain(), self.reply(), tag, label, "interest", worn)
            yield Planted("trampled", [replace(quick, wrong=wrong)], turns=soon)
            yield Planted("left alone", [quick])
        paused = Act(self.plain(), self.reply(), *CALM, marked=True)
        yield Planted("trampled pause", [replace(paused, wrong=wrong)], turns=soon)
        yield Planted("quick", [replace(paused, marked=False)], turns=soon)
        for text in self.bank.long:
            yield self.around("hogging", [Act(self.plain(), text, *CALM, wrong=wrong)])

    def slips(self) -> Iterator[Planted]:
        """What the live loop does not do."""
        wrong = ("floor_timing",)
        for after_s in (0.2, 0.5, 0.9):
            act, fine, last = (Act(*p, *CALM) for p in self.chance.sample(self.bank.clean, 3))
            bad = replace(act, wrong=wrong)
            begin = 1.6 + after_s
            more = self.chance.choice(self.bank.plain)
            cut_in = Slip(bad, (1.6, begin + 0.3), over=(begin, begin + 1.4), cut=True, then=more)
            yield Planted("cut in", [fine, cut_in, last])
            barge = Slip(act, (1.6, 3.9), over=(3.6, 5.0), cut=True, then=more)
            yield Planted("a barge-in", [fine, barge, last])
            never = Slip(bad, (1.6, 6.0), over=(3.0, 3.9 + after_s))
            yield Planted("no yield", [fine, never, last])
            hum = Slip(act, (1.6, 6.0), over=(3.0, 3.4))
            yield Planted("talks through a hum", [fine, hum, last])
            false = Slip(bad, (1.6, 3.3), over=(3.0, 3.5), cut=True, then="Mm-hm.")
            yield Planted("false yield", [fine, false, last])
