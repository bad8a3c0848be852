"""improv suite add: failures in recorded sessions, frozen with what the model was asked then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .asked import again
from .crew.mind.prompt import Message
from .errors import ImprovError
from .notes import read, verdicts
from .research.blindness.sets import source
from .research.export.permitted import Ended, ended_line
from .research.failures.find import load
from .research.failures.show import Wanted
from .research.parent import Parent
from .research.suite.case import Case
from .research.suite.freeze import case_of, found

Say = Callable[[str], None]


def cases(
    folders: Sequence[Path], wanted: Wanted, unconfirmed: bool, say: Say
) -> tuple[list[Case], bool]:
    """Those of these sessions, and whether all could be read but for those that have ended.

    say: is told what cannot be a case and why. unconfirmed: also what no person has judged.
    """
    made, whole = [], True
    left_out: dict[tuple[str, str], list[str]] = {}
    ended: dict[str, str] = {}
    for folder in folders:
        try:
            made += _of(folder, wanted, unconfirmed, say, left_out)
        except Ended as error:
            ended[str(folder)] = str(error)
        except ImprovError as error:
            say(str(error))
            whole = False
    if ended:
        say(ended_line(ended))
    for (kind, why), places in left_out.items():
        many = f"{len(places)} failures" if len(places) > 1 else places[0]
        say(f"{many}, {kind}: no case: {why}")
    return made, whole


def _of(
    folder: Path,
    wanted: Wanted,
    unconfirmed: bool,
    say: Say,
    left_out: dict[tuple[str, str], list[str]],
) -> list[Case]:
    """left_out: gets, by kind and reason, where failures are that can be no cases."""
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
            place = f"{folder}: exchange {one.failure.exchange}"
            left_out.setdefault((one.failure.kind, case), []).append(place)
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
    return again(parent.scene, parent.known()[number], header, tone)
