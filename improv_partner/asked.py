"""What the model is asked at each exchange of a session: its messages, made again from the log."""

from __future__ import annotations

from .crew import Moment
from .crew.mind.prompt import Message, messages
from .events import Line
from .research.export.session import Session, part_of
from .research.parent import Parent
from .scene import Scene


def asked(session: Session) -> dict[int, list[Message]]:
    """By the number of the exchange, with all that had been heard before it.

    As in the scene, but without the reading header, in which no correction is written. Tones are
    in it if the model got them then. Raises SceneError: the header is of no scene.
    """
    header = session.header
    scene = Scene.from_dict(header.get("scene", {}))
    parent = Parent(session.folder, header, session.entries, session.exchanges, scene, session.sum)
    tone = part_of(part_of(header, "settings"), "mind").get("tone") == "send"
    before, tones = parent.before(), parent.tones()
    out = {}
    for exchange in session.exchanges:
        lines = list(before[exchange.number])
        if exchange.said:
            said = Line(exchange.actor_line, "actor", exchange.said, tone=tones[exchange.number])
            lines.append(said)
        moment = Moment(exchange.actor_line, 0, lines, exchange.why)
        out[exchange.number] = messages(scene, moment, header=False, tone=tone)
    return out
