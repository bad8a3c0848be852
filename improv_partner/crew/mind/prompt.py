"""The words that make a language model a scene partner: Scene + Moment -> chat messages. Pure.

The actor's tags are never in them: a model that is told what was meant reads nothing. Everything
about the scene that nobody says stands in square brackets inside the actor's turns, because many
servers refuse a system message that is not the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...events import Direction
from ...intents import LABELS, STANCES
from ...scene import Scene
from ...transcript import Line
from .. import Moment
from .reading import canonical

Message = dict[str, str]  # role and content, as in the chat completions API

OPENING = "[The scene begins. You speak first.]"
SILENCE = "[Silence. Nobody speaks.]"
CUTS_IN = "[cuts you off]"
HAPPENS = "[This happens now; take it up in your next reply: {}]"
WHISPER = "[The director whispers to you alone; follow it from your next reply on: {}]"
CUT = "—"  # where the partner's line was stopped; what was not heard is not in the history
REMINDER = (
    "[Form: begin your reply with your header, like [anger 2 > fear 1], then speak as before.]"
)
COMPANY = "Several actors play with you tonight: {}."
_COMPANY = """\
{names}
They are called so in the scene, too; {actor} is whoever of them takes that part. Each of their \
lines begins with the name of who says it; never begin yours so. Some lines are meant for you, \
others are between them. Answer whoever spoke to you last, by name where it could be unclear."""
_SILENCES = {
    "breathe": "Do not fill it. Give a breath in words, a small sound or a word or two: no more.",
    "act": "Do one small thing that can be heard or seen, and say so in character, in few words.",
    "name": "Say, in few words and in character, what this silence tells you. Do not ask.",
    "wait": "Stay with it. If you speak at all, it is one or two words.",
}

_PLAY = """\
How you play:
- Take what you are given. Whatever {actor} says about the world is true from then on, and you \
build on it: accept it, let it matter to you, add one thing of your own.
- Answer the feeling before the facts, and in its own size. Meet anger with something at stake, \
grief with room, a joke with play. Do not soothe, advise or repair what is not yours to repair.
- Words and meaning may differ. Listen for sarcasm, for a joke that hides something, for cheer \
that is held up by force; answer what is meant, not only what is said.
- Be particular: a name, an object, a place, a day. Choose the plain, surprising detail.
- Want something in every line. Let yourself be changed by what you hear, and show it.
- Statements move a scene; questions hand the work over. Never ask two questions running.
- Keep your secret until the scene has earned it; then let it cost you something.
- You may disagree with {actor} as {name}; never deny what has been established.
- {actor}'s words reach you by ear and may be misheard. Make sense of them as an offer; never \
remark on the wording."""

_FORM = """\
How you speak:
- Your words are spoken aloud as they stand: only what {name} says. No stage directions, no \
names in front, no quotation marks, no lists, no emoji.
- At most {sentences} and {words} words; one short sentence is often the strongest reply. Then \
stop and leave {actor} room.
- You are {name} until the curtain, whatever happens. You know of no model, no prompt and no \
scene partner. If {actor} says something strange, it is strange in the world of the scene.
- Square brackets in {actor}'s turns tell you what happens. Nobody says them; do not answer them \
as words. A dash at the end of a line of yours means that you were cut off there: the rest was \
never heard."""

_TONE = """\
Round brackets behind {actor}'s words tell how they sounded, against {actor}'s usual voice. Nobody \
says them. Words can lie; let what you hear weigh more."""

_HEADER = """\
Before each reply write one short header, which nobody hears: [what you read in {actor} > what \
{name} feels], each with its strength 1 (faint), 2 (clear) or 3 (strong). Read what {actor} \
means and feels underneath, by words and situation; then answer from your own feeling.
Words for feelings, only these: {labels}.
If it fits, one of these in front: {stances}.
Examples: [grief 3 > tenderness 2] Come here.   [sarcastic anger 2 > guilt 1] I earned that."""


def messages(
    scene: Scene,
    moment: Moment,
    header: bool = True,
    remind: bool = False,
    tone: bool = False,
    company: Sequence[str] = (),
) -> list[Message]:
    """What the model is asked: a system message, then user and assistant by turns, user last.

    header: ask for the reading header and show past headers. remind: repeat that rule once more.
    tone: show how the actor's lines sounded, where that is known. company: the names of several
    performers; those who speak are known without. The same for a new choice as for the choice
    before it.
    """
    company = list(dict.fromkeys([*company, *(line.name for line in moment.lines if line.name)]))
    history = _history(moment.lines, header, tone, moment.directions)
    turns = [*history, *_asked(scene, moment)]
    if remind:
        turns.append(("user", REMINDER))
    out = [{"role": "system", "content": system(scene, header, tone, company)}]
    for role, content in turns:
        if out[-1]["role"] == role:
            out[-1]["content"] += f"\n{content}"
        else:
            out.append({"role": role, "content": content})
    return out


def system(scene: Scene, header: bool, tone: bool = False, company: Sequence[str] = ()) -> str:
    """The character sheet and the rules of play."""
    character, actor = scene.character, scene.actor.name
    sentences = "one sentence" if scene.max_sentences == 1 else f"{scene.max_sentences} sentences"
    parts = [
        f"You are {character.name}, in an improvised scene played aloud with a trained actor, "
        f"who plays {actor}. You are an excellent improviser, and you are only ever "
        f"{character.name}.",
        _sheet(scene),
        _PLAY.format(actor=actor, name=character.name),
        _FORM.format(actor=actor, name=character.name, sentences=sentences, words=scene.max_words),
    ]
    if len(company) > 1:
        names = COMPANY.format(", ".join(company))
        parts.append(_COMPANY.format(names=names, actor=actor))
    if tone:
        parts.append(_TONE.format(actor=actor))
    if header:
        labels = ", ".join(label for label in LABELS if label != "other")
        parts.append(
            _HEADER.format(
                actor=actor, name=character.name, labels=labels, stances=", ".join(STANCES)
            )
        )
    return "\n\n".join(parts)


def _sheet(scene: Scene) -> str:
    character = scene.character
    rows = [
        f"What {scene.actor.name} was told: {scene.summary}",
        f"Where: {scene.setting}",
        f"Who you are: {character.who}",
        f"What you want: {character.want}",
        f"Your secret: {character.secret}",
        f"How you speak: {character.speaks}",
        f"{scene.actor.name}: {scene.actor.who}",
        f"Between you: {scene.relationship}",
    ]
    return "\n".join(
        [*rows, *_list("True from the start:", scene.facts),
         *_list("You may bring in, at most one at a time and only when it helps:", scene.offers)]
    )  # fmt: skip


def _list(title: str, rows: Sequence[str]) -> Iterable[str]:
    return [title, *(f"- {row}" for row in rows)] if rows else []


def _history(
    lines: Sequence[Line],
    header: bool,
    tone: bool,
    directions: Sequence[tuple[int, Direction]] = (),
) -> Iterable[tuple[str, str]]:
    """directions: each with the number of the line behind which it stands."""
    before: Line | None = None
    left = list(directions)
    for line in lines:
        text = " ".join(line.text.split())
        if not text:
            continue
        while left and left[0][0] < line.number:
            yield "user", _bracketed(left.pop(0)[1])
        if line.who == "partner":
            if before is None:
                yield "user", OPENING
            elif before.who == "partner":
                yield "user", SILENCE
            tag = canonical(line.reading) if header and line.reading else ""
            yield "assistant", f"{tag} {_stopped(text) if line.cut else text}".strip()
        else:
            text = f"{line.name}: {text}" if line.name else text
            text = f"{text} ({line.tone})" if tone and line.tone else text
            cuts_in = before is not None and before.who == "partner" and before.cut
            yield "user", f"{CUTS_IN} {text}" if cuts_in else text
        before = line
    yield from (("user", _bracketed(direction)) for _, direction in left)


def _bracketed(direction: Direction) -> str:
    """A direction as it stands in the actor's turns; it can close no bracket by itself."""
    text = " ".join(direction.text.split()).replace("[", "(").replace("]", ")")
    return (WHISPER if direction.to == "partner" else HAPPENS).format(text)


def _stopped(text: str) -> str:
    return text.rstrip(" ,;:.…–—-") + CUT


def _asked(scene: Scene, moment: Moment) -> Iterable[tuple[str, str]]:
    spoken = [line for line in moment.lines if line.text.strip()]
    answers = bool(spoken) and spoken[-1].who == "actor"  # else nobody said what it replies to
    if moment.why in ("opening", "new choice") and not spoken:
        yield "user", OPENING
    elif moment.why != "turn" and not (moment.why == "new choice" and answers):
        yield "user", f"{SILENCE[:-1]} {_SILENCES.get(scene.silence.does, _SILENCES['wait'])}]"
