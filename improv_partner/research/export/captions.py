"""Lines with their times as text: WebVTT for players in a browser, labels for Audacity."""

from __future__ import annotations

from html import escape

from .session import Session
from .spans import EVENTS, TAGS, tiers
from .texts import milliseconds, seconds
from .turns import turns


def webvtt(session: Session) -> str:
    """A cue for each line, with its speaker as voice; a rejected line has the class `rejected`.

    Sound of which no word was heard has no cue.
    """
    about = escape(f"session {session.id}, consent {session.consent}", quote=False)
    blocks = ["WEBVTT", f"NOTE {about}"]
    spoken = [turn for turn in turns(session) if turn.text]
    for number, turn in enumerate(spoken, 1):
        kind = ".rejected" if turn.rejected else ""
        text = escape(turn.text, quote=False)
        when = f"{_stamp(turn.begin)} --> {_stamp(turn.end)}"
        blocks.append(f"{number}\n{when}\n<v{kind} {turn.who}>{text}</v>")
    return "\n\n".join(blocks) + "\n"


def audacity(session: Session) -> str:
    """A label track: lines, tags and events, each with whose or what it is in front."""
    rows = [
        (turn.begin, turn.end, f"{turn.who}{' (rejected)' * turn.rejected}: {turn.text}")
        for turn in turns(session)
    ]
    for tier in tiers(session):
        if tier.name in (TAGS, EVENTS):
            name = tier.name.removesuffix("s")
            rows += [(span.begin, span.end, f"{name}: {span.text}") for span in tier.spans]
    return "".join(
        f"{seconds(begin)}\t{seconds(end)}\t{text}\n" for begin, end, text in sorted(rows)
    )


def _stamp(samples: int) -> str:
    """hh:mm:ss.mmm"""
    whole_s, rest_ms = divmod(milliseconds(samples), 1000)
    minutes, whole_s = divmod(whole_s, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{whole_s:02}.{rest_ms:03}"
