"""JSON lines for post-training as TRL reads them: preferences (DPO), verdicts (KTO), scenes (SFT).

Prompts are what the model is asked, without the reading header, which no correction has, and
without the actor's tags, which no partner is ever told: those stand in columns of their own.
A reply counts as good only if somebody preferred it and it was heard to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...exchanges import Exchange
from ...intents import WRONG
from .about import about
from .session import Session

Messages = list[dict[str, str]]
Asked = Callable[[Session], Mapping[int, Messages]]  # by the number of the exchange


def preferences(session: Session, asked: Asked) -> Iterator[dict[str, Any]]:
    """A row for each rejected reply that a better one followed: prompt, chosen, rejected.

    rejected: all that the model wrote; rejected_heard: as far as it was heard before the call.
    """
    prompts = asked(session)
    for exchange in session.exchanges:
        for rejected in exchange.rejected:
            chosen, written = rejected.better or _good(exchange), rejected.drafted or rejected.heard
            if chosen and written and chosen != written:
                yield {
                    "prompt": prompts[exchange.number],
                    "chosen": _said(chosen),
                    "rejected": _said(written),
                    "rejected_heard": rejected.heard,
                    "chosen_by": "actor" if _is_the_actors(exchange, chosen) else "model",
                    **about(session, exchange),
                }


def verdicts(session: Session, asked: Asked) -> Iterator[dict[str, Any]]:
    """A row for each reply that somebody judged: prompt, completion, label (true: wanted).

    Unwanted: what a new choice rejected or the actor flagged as wrong. Wanted: what took its place.
    A reply that nobody said anything about is in neither.
    """
    prompts = asked(session)
    for exchange in session.exchanges:
        good = dict.fromkeys(filter(None, [r.better for r in exchange.rejected]))
        if exchange.rejected and (last := _good(exchange)):
            good[last] = None
        bad = dict.fromkeys(filter(None, [r.drafted or r.heard for r in exchange.rejected]))
        if WRONG in exchange.marks and (reply := exchange.drafted or exchange.heard):
            bad[reply] = None
        for label, replies in ((True, good), (False, bad)):
            for reply in replies:
                yield {
                    "prompt": prompts[exchange.number],
                    "completion": _said(reply),
                    "label": label,
                    **about(session, exchange),
                }


def scenes(session: Session, asked: Asked) -> Iterator[dict[str, Any]]:
    """One row: messages, the scene as it stands after every new choice.

    It ends with the last reply that was heard whole, before the first one that was flagged as
    wrong: what comes after that grew out of it.
    """
    last: Exchange | None = None
    for exchange in session.exchanges:
        if WRONG in exchange.marks:
            break
        last = exchange if _good(exchange) else last
    if last is not None:
        yield {
            "messages": [*asked(session)[last.number], *_said(_good(last))],
            **{name: about(session, last)[name] for name in ("session", "consent")},
            "performer": session.performer,
            **{name: about(session, last)[name] for name in ("scene", "model")},
            "exchanges": last.number,
        }


def _good(exchange: Exchange) -> str:
    """The reply that stands, if it was heard to its end and nobody flagged it; else ""."""
    failed = any(trouble.startswith("mind:") for trouble in exchange.troubles)
    whole = exchange.heard.split() == exchange.drafted.split()  # else the log ends in its middle
    if exchange.cut or failed or WRONG in exchange.marks or not whole:
        return ""
    return exchange.heard


def _is_the_actors(exchange: Exchange, chosen: str) -> bool:
    return any(rejected.better == chosen for rejected in exchange.rejected)


def _said(text: str) -> Messages:
    return [{"role": "assistant", "content": text}]
