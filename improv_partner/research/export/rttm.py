"""RTTM and CTM: who made a sound when, and which words, for scoring of diarisation and ASR.

Channel 1 is the actor's, 2 the partner's, as in the WAV of the same name; further performers have
channels from 3 on.
"""

from __future__ import annotations

from collections.abc import Iterator

from .session import Session
from .texts import one_word, seconds
from .turns import Piece, Turn, turns


def rttm(session: Session) -> str:
    """A line for each stretch of sound: of the partner's, clauses that follow at once are one."""
    rows, name = [], one_word(session.id)
    for turn in turns(session):
        for begin, end in _stretches(turn):
            when = f"{seconds(begin)} {seconds(end - begin)}"
            rows.append(
                f"SPEAKER {name} {session.channel(turn.who)} {when} <NA> <NA> {turn.who} <NA> <NA>"
            )
    return "".join(f"{row}\n" for row in rows)


def ctm(session: Session) -> str:
    """A line for each word, by channel and time.

    The log tells when a clause (of the actor, a line) sounds; within it the words' times are not
    measured: its length is shared out by their letters.
    """
    rows, name = [], one_word(session.id)
    for turn in sorted(turns(session), key=lambda t: (session.channel(t.who), t.begin)):
        for piece in turn.pieces:
            for word in words(piece):
                when = f"{seconds(word.begin)} {seconds(word.end - word.begin)}"
                rows.append(f"{name} {session.channel(turn.who)} {when} {word.text}")
    return "".join(f"{row}\n" for row in rows)


def words(piece: Piece) -> Iterator[Piece]:
    """The words of a piece, without gaps; the ends of first and last are the piece's own."""
    found = piece.text.split()
    letters = sum(map(len, found))
    before = 0
    at = piece.begin
    for word in found:
        before += len(word)
        end = piece.begin + (piece.end - piece.begin) * before // letters
        yield Piece(at, end, word)
        at = end


def _stretches(turn: Turn) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for piece in turn.pieces:
        if out and piece.begin == out[-1][1]:
            out[-1] = out[-1][0], piece.end
        else:
            out.append((piece.begin, piece.end))
    return out
