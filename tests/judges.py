"""Judges on the loopback chat server: perfect, contrary, nonsense and slow ones, by model name.

They see no more than any judge: the words between BEGIN and END, and the question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from . import chat_server
from .chat_server import ChatServer, Talk
from .rerun_stories import chat_server as serving

# What each question's answers are: a failure, and none.
FAILS = {
    "puts forward": ("denies it", "takes it up and adds"),
    "told afterwards": ("only the words", "what was meant"),
    "line sounded": ("only the words", "the sound"),
    "is established": ("conflicts", "agrees"),
}
WRONG = ("Thank you", "there is no", "Nonsense", "never", "Lovely")  # replies that are failures


def asked_about(talk: Talk) -> tuple[str, str]:
    """The scene that is shown, and the question."""
    text = talk.asked["messages"][-1]["content"]
    scene, _, question = text.removeprefix("BEGIN\n").partition("\nEND\n")
    return scene, question


def reply_of(scene: str) -> str:
    return scene.rpartition("The partner's last reply: ")[2]


def said(answer: str, quote: str, against: str = "") -> str:
    row = {"quote": quote, "why": "So it stands there.", "answer": answer}
    return json.dumps(row | ({"against": against} if against else {}))


def opinion(talk: Talk, contrary: bool = False) -> str:
    """By the words of the reply; evidence is the whole reply, and the first line of the scene."""
    scene, question = asked_about(talk)
    fails, fine = next(pair for words, pair in FAILS.items() if words in question)
    reply = reply_of(scene)
    bad = any(word in reply for word in WRONG) != contrary
    first = re.findall(r"Both know: (.*)", scene)[0]
    return said(fails if bad else fine, reply, first if "established" in question else "")


async def perfect(talk: Talk) -> None:
    await talk.whole(opinion(talk))


async def contrary(talk: Talk) -> None:
    await talk.whole(opinion(talk, contrary=True))


async def thoughtful(talk: Talk) -> None:
    text = f'<think>{{"answer": "?"}} Well.</think>\n```json\n{opinion(talk)}\n```'
    await talk.whole(text)


async def inventive(talk: Talk) -> None:
    _, question = asked_about(talk)
    fails = next(pair[0] for words, pair in FAILS.items() if words in question)
    await talk.whole(said(fails, "I will burn this house down", "The roof is made of glass"))


async def favourite(talk: Talk) -> None:
    """Always the first of the answers, as weak models do."""
    scene, question = asked_about(talk)
    first = re.findall(r"^- (.*?):", question, re.MULTILINE)[0]
    await talk.whole(said(first, reply_of(scene), "anything"))


async def two_of_three(talk: Talk) -> None:
    """One vote is nonsense."""
    await talk.whole("Hm." if talk.asked["seed"] == 2 else opinion(talk))


JUDGES = {
    "perfect": perfect,
    "contrary": contrary,
    "thoughtful": thoughtful,
    "inventive": inventive,
    "favourite": favourite,
    "two-of-three": two_of_three,
    "nonsense": lambda talk: talk.whole("What a lovely scene! I give it five stars."),
    "refusing": lambda talk: talk.whole("I'm sorry, but I can't assist with that."),
    "unsure": lambda talk: talk.whole('{"quote": "", "answer": "Cannot tell."}'),
}


async def _hears(talk: Talk) -> None:
    """Reads a line by its tone."""
    line = talk.asked["messages"][-1]["content"].splitlines()[-1]
    if "flat, slow" in line:
        await talk.whole("[sarcastic contempt 2 > interest 1] I see.")
    elif "loud" in line:
        await talk.whole(f"[anger {3 if 'much louder' in line else 1} > fear 2] I see.")
    elif "quiet" in line:
        await talk.whole(f"[grief {3 if 'much quieter' in line else 1} > fear 2] I see.")
    else:
        await talk.whole("[joy 2 > interest 1] I see.")


LISTENERS = {"hears": _hears, "deaf": lambda talk: talk.whole("[joy 2 > interest 1] I see.")}


@contextmanager
def judges(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """The server with all of them."""
    for name, model in {**JUDGES, **LISTENERS}.items():
        monkeypatch.setitem(chat_server.FAULTS, name, model)
    with serving() as server:
        yield server
