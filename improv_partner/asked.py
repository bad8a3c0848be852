"""What the model is asked at each exchange of a session: its messages, made again from the log."""

from __future__ import annotations

from .crew.mind.prompt import Message, messages
from .research.export.session import Session, part_of
from .research.known import Known, known
from .scene import Scene


def asked(session: Session) -> dict[int, list[Message]]:
    """By the number of the exchange, with all that had been heard before it.

    As in the scene, but without the reading header, in which no correction is written. Tones are
    in it if the model got them then. Raises SceneError: the header is of no scene.
    """
    scene = Scene.from_dict(session.header.get("scene", {}))
    tone = part_of(part_of(session.header, "settings"), "mind").get("tone") == "send"
    return {
        number: again(scene, one, False, tone)
        for number, one in known(session.exchanges, session.entries).items()
    }


def again(scene: Scene, one: Known, header: bool, tone: bool) -> list[Message]:
    """What a model is asked that knows this; header, tone: see messages()."""
    return messages(scene, one.moment, header, tone=tone, company=one.company)
