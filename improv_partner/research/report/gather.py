"""Sessions in, the figures of a report out. Pure: nothing is read here, and nothing is drawn.

An exchange counts once, whatever came of it. What was meant is the tag that stands, as corrected
afterwards; what was read is the newest reading that the partner gave of that line, be it of a reply
that was rejected. Gaps are those of first answers to a line of the actor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...intents import FAMILIES, LEVELS, level
from ..export.permitted import ended_line
from ..export.session import part_of
from ..failures.failure import GRAVE, Failure
from ..failures.kinds import KINDS
from ..failures.session import Turn
from ..players import performers
from .opened import Opened, Opening
from .rates import Share

SAID_BOTH = ("exact", "family", "near", "miss")  # of intents.LEVELS: something was meant and read
LABELS = tuple(label for labels in FAMILIES.values() for label in labels)  # relatives side by side
SIMULATED = "simulated"  # no performer: clips stood for the actor
NAMELESS = "no name"
CUT_IN = "cut in"  # the form of floor_timing that means it


@dataclass(frozen=True, slots=True)
class Agreement:
    """levels: how often each of intents.LEVELS. pairs: (meant, read), where both said something."""

    levels: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]

    @property
    def both(self) -> int:
        return sum(self.pairs.values())

    @property
    def tagged(self) -> int:
        return self.both + self.levels.get("not read", 0)

    def share(self, *levels: str) -> Share:
        """Of those where both said something."""
        return Share(sum(self.levels.get(name, 0) for name in levels), self.both)

    @property
    def chance(self) -> float | None:
        """The share that would be exact if readings were dealt out blindly; None without pairs."""
        meant, read = (Counter[str](), Counter[str]())
        for (one, other), count in self.pairs.items():
            meant[one] += count
            read[other] += count
        total = self.both
        return sum(meant[label] * read[label] for label in meant) / total**2 if total else None

    @property
    def kappa(self) -> float | None:
        """Cohen's (1960) of the labels: 1 = all exact, 0 = as by chance. None: not defined."""
        if self.chance is None or self.chance == 1:
            return None
        return (self.share("exact").share - self.chance) / (1 - self.chance)

    def labels(self) -> tuple[list[str], list[str]]:
        """Those that were meant and those that were read, relatives side by side."""
        found = [{pair[at] for pair in self.pairs} for at in (0, 1)]
        order = [*LABELS, *sorted((found[0] | found[1]).difference(LABELS))]
        meant, read = ([label for label in order if label in of] for of in found)
        return meant, read


@dataclass(frozen=True, slots=True)
class Kind:
    """exchanges: with at least one. whole: findings on a session as a whole, in no exchange."""

    name: str
    failures: int
    grave: int
    whole: int
    exchanges: Share
    forms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Times:
    """gaps_s: sorted. heard: exchanges in which the partner was. yielded_ms: sorted."""

    gaps_s: Sequence[float]
    heard: int
    cut_ins: int
    stopped: int
    yielded_ms: Sequence[int]
    backchannels: int
    withdrawn: int

    def longer(self, than_s: float) -> Share:
        return Share(sum(gap > than_s for gap in self.gaps_s), len(self.gaps_s))


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions with something in common. any: exchanges with a failure of any kind."""

    name: str
    sessions: int
    exchanges: int
    agreement: Agreement
    kinds: Sequence[Kind]
    any: Share
    times: Times


@dataclass(frozen=True, slots=True)
class Row:
    """One session in the list of all."""

    name: str
    scene: str
    model: str
    performer: str
    day: str
    minutes: float
    exchanges: int
    lines: int
    tagged: int
    failures: int
    sound: bool


@dataclass(frozen=True, slots=True)
class Player:
    """One of several performers of a session. person: by number, or that no name was given.

    answered: lines with an answer of the partner. failures: in exchanges with a line of this one.
    """

    session: str
    who: str
    person: str
    lines: int
    tagged: int
    read_so: Share
    answered: int
    failures: int


@dataclass(frozen=True, slots=True)
class Report:
    """all: every session together. listeners: what they heard, against what was meant.

    players: of sessions with several performers, one by one.

    made_with: part, name, and of how many sessions. left_out, remarks: a line each.
    """

    share: bool
    rows: Sequence[Row]
    all: Group
    listeners: Agreement
    scenes: Sequence[Group]
    models: Sequence[Group]
    causes: Mapping[str, int]
    made_with: Sequence[tuple[str, str, int]]
    left_out: Sequence[str]
    remarks: Sequence[str]
    players: Sequence[Player] = ()


def gather(opening: Opening, share: bool = False) -> Report:
    """share: the report is handed on; of sessions that are left out it gives the number alone."""
    found = opening.sessions
    ended = [ended_line(opening.ended)] if opening.ended else []
    left_out = [*opening.left_out, *ended]
    if share and left_out:
        number = len(opening.left_out) + len(opening.ended)
        left_out = [f"{number} session{'s' * (number > 1)}, for want of consent or by damage"]
    heard = (
        (turn.tag.label if turn.tag else "", rating.tag.label)
        for one in found
        for _, turn in _lines(one)
        for rating in turn.others
        if rating.tag
    )
    return Report(
        share,
        [_row(one, share) for one in found],
        group("all", found),
        _agreement(heard),
        _groups(found, [one.scene for one in found]),
        _groups(found, [one.model for one in found]),
        Counter(failure.cause for one in found for failure in one.failures),
        _made_with(found),
        left_out,
        opening.remarks,
        [player for one in found if one.session.several for player in _players(one)],
    )


def group(name: str, found: Sequence[Opened]) -> Group:
    """The figures of these sessions."""
    exchanges = sum(len(one.session.exchanges) for one in found)
    failing = [(n, failure) for n, one in enumerate(found) for failure in one.failures]
    pairs = ((turn.tag.label if turn.tag else "", read) for o in found for read, turn in _lines(o))
    return Group(
        name,
        len(found),
        exchanges,
        _agreement(pairs),
        [_kind(kind, failing, exchanges) for kind in KINDS],
        Share(
            len({(n, failure.exchange) for n, failure in failing if failure.exchange}), exchanges
        ),
        _times(found),
    )


def _groups(found: Sequence[Opened], names: Sequence[str]) -> list[Group]:
    members: dict[str, list[Opened]] = {}
    for name, one in zip(names, found, strict=True):
        members.setdefault(name, []).append(one)
    return [group(name, members[name]) for name in sorted(members)]


def _lines(one: Opened) -> Iterable[tuple[str, Turn]]:
    """Every line of the actor: the label that was read in it, and its last turn."""
    turns: dict[int, list[Turn]] = {}
    for turn in one.session.turns:
        if turn.said:
            turns.setdefault(turn.number, []).append(turn)
    for same in turns.values():
        readings = [turn.reading.label for turn in same if turn.reading and turn.reading.label]
        yield (readings[-1] if readings else ""), same[-1]


def _agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """pairs: meant and read, "" = not."""
    levels, both = Counter({name: 0 for name in LEVELS}), Counter[tuple[str, str]]()
    for meant, read in pairs:
        how = level(meant, read)
        levels[how] += 1
        if how in SAID_BOTH:
            both[meant, read] += 1
    return Agreement(levels, both)


def _kind(kind: str, failing: Iterable[tuple[int, Failure]], exchanges: int) -> Kind:
    """failing: number of the session, and the failure."""
    own = [(n, failure) for n, failure in failing if failure.kind == kind]
    return Kind(
        kind,
        len(own),
        sum(failure.severity == GRAVE for _, failure in own),
        sum(failure.exchange == 0 for _, failure in own),
        Share(len({(n, failure.exchange) for n, failure in own if failure.exchange}), exchanges),
        dict(Counter(failure.sub for _, failure in own).most_common()),
    )


def _times(found: Sequence[Opened]) -> Times:
    done = [exchange for one in found for exchange in one.session.exchanges]
    first = [one for one in done if one.why == "turn" and not one.rejected]
    heard = [one for one in done if one.heard]
    cut_ins = (failure.sub == CUT_IN for one in found for failure in one.failures)
    return Times(
        sorted(gap for one in first if (gap := one.timing.gap_s) is not None),
        len(heard),
        sum(cut_ins),
        sum(one.cut == "barge-in" for one in heard),
        sorted(one.yielded_in_ms for one in heard if one.yielded_in_ms is not None),
        sum(len(one.backchannels) for one in done),
        sum(one.withdrawn for one in done),
    )


def _row(one: Opened, share: bool) -> Row:
    session, done = one.session, one.session.exchanges
    lines = [turn for _, turn in _lines(one)]
    return Row(
        one.name,
        one.scene,
        one.model,
        SIMULATED if one.simulated else one.performer or NAMELESS,
        "" if share else str(session.header.get("started", ""))[:10],
        _length_s(one) / 60,
        len(done),
        len(lines),
        sum(turn.tag is not None for turn in lines),
        len(one.failures),
        bool(session.header.get("audio")),
    )


def _players(one: Opened) -> Iterable[Player]:
    """Each performer of a session."""
    for who in performers(one.session.header):
        own = [(read, turn) for read, turn in _lines(one) if turn.who == who]
        agreement = _agreement((t.tag.label if t.tag else "", read) for read, t in own)
        yield Player(
            one.name,
            who,
            one.people.get(who) or NAMELESS,
            len(own),
            sum(turn.tag is not None for _, turn in own),
            agreement.share("exact", "family"),
            sum(bool(turn.exchange.heard) for _, turn in own),
            sum(failure.who == who for failure in one.failures if failure.exchange),
        )


def _length_s(one: Opened) -> float:
    """Till the curtain, or as far as is known."""
    ends = [turn.span[1] for turn in one.session.turns]
    return one.session.ended_s or max(ends, default=0.0)


def _made_with(found: Sequence[Opened]) -> list[tuple[str, str, int]]:
    """Program, model, recogniser, voice and language; the commonest first."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        header = one.session.header
        crew, ears = part_of(header, "crew"), part_of(part_of(header, "settings"), "ears")
        names = {
            "program": header.get("program"),
            "model": one.model,
            "recogniser": crew.get("ears"),
            "voice": crew.get("voice"),
            "language": ears.get("language"),
        }
        for part, name in names.items():
            counts.setdefault(part, Counter())[str(name or "not told").split(" at ")[0]] += 1
    return [(part, *row) for part, names in counts.items() for row in names.most_common()]
