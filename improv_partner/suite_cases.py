"""improv suite add: failures in recorded sessions, frozen with what the model was asked then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .crew import Moment
from .crew.mind.prompt import Message, messages
from .errors import ImprovError
from .events import Line
from .notes import read, verdicts
from .research.blindness.sets import source
from .research.failures.find import load
from .research.failures.show import Wanted
from .research.parent import Parent
from .research.suite.case import Case
from .research.suite.freeze import case_of, found

Say = Callable[[str], None]


def cases(
    folders: Sequence[Path], wanted: Wanted, unconfirmed: bool, say: Say
) -> tuple[list[Case], bool]:
    """Those of these sessions, and whether all could be read.

    say: is told what cannot be a case and why. unconfirmed: also what no person has judged.
    """
    made, whole = [], True
    for folder in folders:
        try:
            made += _of(folder, wanted, unconfirmed, say)
        except ImprovError as error:
            say(str(error))
            whole = False
    return made, whole


def _of(folder: Path, wanted: Wanted, unconfirmed: bool, say: Say) -> list[Case]:
    session, remarks = load(folder)
    for remark in remarks:
        say(remark)
    made: list[Case] = []
    chosen = found(session, verdicts(read(folder)), unconfirmed)
    rows = [one for one in chosen if wanted.fits(one.failure)]
    if not rows:
        return made
    parent = source(folder)
    header = bool(session.setting("mind", "header", True))
    for one in rows:
        known = asked(parent, one.failure.exchange, header)
        case = case_of(one, session, parent, known, header)
        if isinstance(case, Case):
            made.append(case)
        else:
            say(f"{folder}: exchange {one.failure.exchange}, {one.failure.kind}: no case: {case}")
    return made


def asked(parent: Parent, number: int, header: bool) -> list[Message]:
    """What the model was asked in this exchange, made again from the log; [] if there is none.

    Without the reminder that a model gets which leaves its header out.
    """
    exchange = next((one for one in parent.exchanges if one.number == number), None)
    if exchange is None:
        return []
    settings = parent.header.get("settings", {})
    tone = settings.get("mind", {}).get("tone") == "send"
    lines = list(parent.before()[number])
    if exchange.said:
        heard = parent.tones()[number]
        lines.append(Line(exchange.actor_line, "actor", exchange.said, tone=heard))
    moment = Moment(exchange.partner_line, 0, lines, exchange.why)
    return messages(parent.scene, moment, header, tone=tone)
