"""What a judge wrote, read as a vote; a vote without evidence from the exchange does not count.

Whatever stands around the answer (thoughts, a fence of backticks) is passed over; nothing is
guessed from free text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .ask import Ask
from .questions import QUESTIONS
from .wording import CANNOT_TELL, prompt

FEWEST_WORDS = 2  # of a quote, unless the text has no more: one word is found in anything
_REFUSAL = re.compile(
    r"\b(?:i(?:'m| am) (?:sorry|unable|not able)|i (?:can(?:no|')t|won't|will not)|"
    r"(?:can(?:no|')t|unable to) (?:assist|help|comply))\b",
    re.IGNORECASE,
)
_CUTS = re.compile(r"\.{3,}|…")


@dataclass(frozen=True, slots=True)
class Vote:
    """answer: one of those that were given to choose from. fault: why the vote does not count.

    heard: the model did answer something.
    """

    answer: str = ""
    quote: str = ""
    against: str = ""
    why: str = ""
    fault: str = ""
    heard: bool = True


def vote(ask: Ask, text: str) -> Vote:
    """What this text says about the question. Never raises; what is wrong is in `fault`."""
    row = _answer(text)
    if row is None:
        refused = _REFUSAL.search(text.replace("’", "'"))
        return Vote(fault="it refused to answer" if refused else "no answer in the form asked for")
    known = prompt(ask.kind, ask.version).answers
    answer, quote, against, why = (_text(row, key) for key in ("answer", "quote", "against", "why"))
    answer = chosen(answer, known)
    if not answer:
        return Vote(quote=quote, why=why, fault="none of the answers it was given")
    return Vote(answer, quote, against, why, _evidence_fault(ask, answer, quote, against))


def chosen(answer: str, known: Collection[str]) -> str:
    """The answer that is meant, whatever its case and marks; "" if it is none of them."""
    plain = " ".join(_tokens(answer))
    return next((name for name in known if " ".join(_tokens(name)) == plain), "")


def stands_in(quote: str, text: str) -> bool:
    """The quote's words stand in the text, in a row; its case and marks do not count.

    Pieces that are joined by three dots are looked for one after the other.
    """
    words, at = f" {' '.join(_tokens(text))} ", 0
    pieces = [tokens for piece in _CUTS.split(quote) if (tokens := _tokens(piece))]
    if sum(map(len, pieces)) < min(FEWEST_WORDS, len(words.split())) or not pieces:
        return False
    for piece in pieces:
        found = words.find(f" {' '.join(piece)} ", at)
        if found < 0:
            return False
        at = found + len(" ".join(piece)) + 1
    return True


def _evidence_fault(ask: Ask, answer: str, quote: str, against: str) -> str:
    """Nothing has to be shown by who cannot tell."""
    if answer == CANNOT_TELL:
        return ""
    if not stands_in(quote, ask.reply):
        return "its quote is not in the reply"
    if ask.earlier and answer in QUESTIONS[ask.kind].fails and not stands_in(against, ask.earlier):
        return "what it holds against the reply was not said"
    return ""


def _answer(text: str) -> dict[str, Any] | None:
    """The last JSON object that has an answer in it."""
    decoder, at, found = json.JSONDecoder(), text.find("{"), None
    while at >= 0:
        try:
            row, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found = row if isinstance(row, dict) and "answer" in row else found
        at = text.find("{", end)
    return found


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'"))
