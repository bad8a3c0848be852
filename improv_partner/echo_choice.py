"""The partner's voice in the microphone: what is done about it, chosen once, before a scene.

With a canceller the actor can interrupt on a laptop's own loudspeaker. Without one the microphone
is closed while the partner speaks (half-duplex), for else the partner would interrupt itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .crew import Mic, Speaker
from .crew.echo import EchoCanceller, EchoFreeMic, Shutter, TappedSpeaker
from .errors import CrewError
from .settings import Settings

# Parts of the names that systems give to what is worn on the head, in small letters.
WORN = ("headphone", "headset", "earphone", "earbud", "airpods", "kopfhörer")
WITH_HEADPHONES = "With headphones: --headphones (audio.echo=headphones)"
CLOSED = "your microphone is closed while your partner speaks"


@dataclass(frozen=True, slots=True)
class Choice:
    """mode: "cancel", "half-duplex" or "headphones", as in audio.echo. why: a line for a person."""

    mode: str
    why: str


def choose(settings: Settings) -> Choice:
    """What audio.echo means on this machine. Raises CrewError if it cannot be done."""
    wish = settings.audio.echo
    if wish == "headphones":
        return Choice(wish, "Echo: none, for you wear headphones.")
    if wish == "half-duplex" or (wish == "auto" and not settings.turns.barge_in_s):
        return Choice("half-duplex", f"Echo: half-duplex, as you wish: {CLOSED}.")
    if wish == "auto" and (worn := _worn(settings.audio.speaker)):
        return Choice("headphones", f'Echo: none, for you wear headphones ("{worn}").')
    try:
        canceller = _canceller()
    except CrewError as error:
        if wish == "cancel":
            raise
        return Choice("half-duplex", f"Echo: {CLOSED}, for: {error}. {WITH_HEADPHONES}")
    return Choice("cancel", f"Echo: taken out by {canceller.name}. {WITH_HEADPHONES}")


def decided(settings: Settings, say: Callable[[str], None]) -> Settings:
    """The settings with audio.echo as it was chosen, which is said. Raises CrewError.

    Half-duplex is also told to the stage, as a partner that cannot be interrupted.
    """
    choice = choose(settings)
    say(choice.why)
    values: dict[str, object] = {"audio.echo": choice.mode}
    if choice.mode == "half-duplex":
        values["turns.barge_in_s"] = 0.0
    return settings.with_values(values, "echo")


def against(mode: str) -> EchoCanceller | None:
    """What works against the echo in this mode of Choice; None: nothing. Raises CrewError."""
    match mode:
        case "cancel":
            return _canceller()
        case "half-duplex":
            return Shutter()
    return None


def echo_free(mode: str, mic: Mic, speaker: Speaker) -> tuple[Mic, Speaker]:
    """Microphone and loudspeaker of one room, so that one does not hear the other. CrewError."""
    canceller = against(mode)
    if canceller is None:
        return mic, speaker
    tapped = TappedSpeaker(speaker)
    return EchoFreeMic(mic, tapped, canceller), tapped


def _canceller() -> EchoCanceller:
    from .crew.echo_canceller import WebRtcCanceller

    return WebRtcCanceller()


def _worn(speaker: str) -> str:
    """The name of the output device if it tells of headphones, else ""; never raises."""
    from .crew.devices import chosen

    try:
        name = chosen(speaker, "output").name
    except CrewError:  # whoever opens it will tell
        return ""
    return name if any(word in name.lower() for word in WORN) else ""
