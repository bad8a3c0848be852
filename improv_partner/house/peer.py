"""A performer behind a browser: consent, one WebRTC connection at a time, and a page that is told.

All on the house's loop, but for the microphone and the loudspeaker, whose other ends are the
scene's. Nothing is decoded before there is a consent: there is no connection before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..settings import HouseSettings
from . import Refused
from .board import Board
from .clock import PageClock
from .ice import servers
from .listening import Listening
from .messages import FIELDS, Said
from .mic import RTCMic
from .offer import check_offer
from .opus import SCALE, Decoder
from .packets import Packets
from .seat import Seat
from .speaker import RTCSpeaker, track
from .video import Camera
from .video_packets import intercept

Ear = Callable[[bytes, int], None]  # Opus data, its timestamp since the connection's first
NO_OFFER = "the browser's offer cannot be understood; reload the page"


class Peer:
    """who: the seat in the scene. word: the pass of its page. consent: for the header.

    seat: where there are several; both ends of the sound are the room's then. name: what others
    call this performer. ready: the sound check is over. code: to withdraw the consent by; it is
    nowhere but here and with the performer. real_name: until it is noted, "" = none was given.
    """

    fields = FIELDS  # what its page may say

    def __init__(self, who: str, word: str, house: HouseSettings, seat: Seat | None = None) -> None:
        self.who, self.word = who, word
        self.consent: dict[str, Any] | None = None
        self.name = self.code = self.real_name = ""
        self.ready = False
        self.mic: RTCMic | Seat = seat or RTCMic()
        self.speaker: RTCSpeaker | Seat = seat or RTCSpeaker(lambda: self.mic.here)
        self.board = Board()
        self.clock = PageClock()
        self.camera: Camera | None = None  # where there is a yes to a film
        self.take: Callable[[Said, float], None] = lambda said, at_s: None  # the scene's ear
        self.listening: Listening | None = Listening(self.board.post)
        self._house = house
        self._connection: Any = None

    async def answer(self, sdp: str) -> str:
        """The answer to a browser's offer; then a connection that was there before is closed.

        Raises Refused: no consent, or no offer.
        """
        if self.consent is None:
            raise Refused(403, "first read and answer the form")
        check_offer(sdp, self.camera is not None)
        from aiortc import RTCPeerConnection

        made = RTCPeerConnection(servers(self._house))
        tracks: list[Any] = []
        made.on("track", tracks.append)
        try:
            made.addTrack(track(self.speaker))
            answer = await _negotiate(made, sdp, self._ear(), self.camera)
            if not any(one.kind == "audio" for one in tracks):
                raise Refused(400, NO_OFFER)
        except Refused:
            await made.close()
            raise
        await self.hang_up()
        self._connection = made
        self.mic.connected()
        return answer

    async def hang_up(self) -> None:
        """Close the connection; the page may make another one."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    def begin(self) -> None:
        """The scene begins: what was heard for the sound check is forgotten."""
        if self.listening:
            self.listening.close()
        self.listening = None

    def _ear(self) -> Ear:
        """Of a new connection: gets each packet as it comes."""
        decoder = Decoder()

        def hear(data: bytes, ticks: int) -> None:
            pcm, samples = decoder.sound(data)
            if not samples:
                return
            self.mic.heard(pcm, ticks // SCALE, samples, self.clock.round_trip_s / 2)
            if self.listening:
                self.listening.hear(pcm)

        return hear


async def _negotiate(connection: Any, sdp: str, ear: Ear, camera: Camera | None) -> str:
    """Raises Refused. What aiortc raises for an offer that only looks like one is not one kind."""
    from aiortc import RTCSessionDescription
    from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError

    wrong = (InvalidAccessError, InvalidStateError, OperationError)
    try:
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in connection.getTransceivers():
            if transceiver.kind == "audio":
                _listen(transceiver, ear)
            elif camera:
                _film(transceiver, camera)
        await connection.setLocalDescription(await connection.createAnswer())
    except (*wrong, ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        raise Refused(400, NO_OFFER) from error
    return str(connection.localDescription.sdp)


def _film(transceiver: Any, camera: Camera) -> None:
    """VP8, because every browser has it and a film of it needs nothing but its pictures."""
    from aiortc.rtcrtpsender import RTCRtpSender

    known = RTCRtpSender.getCapabilities("video").codecs
    wanted = [codec for codec in known if codec.mimeType in ("video/VP8", "video/rtx")]
    transceiver.setCodecPreferences(wanted)
    transceiver.direction = "recvonly"
    camera.connected()
    intercept(transceiver.receiver, camera.picture)


def _listen(transceiver: Any, ear: Ear) -> None:
    """Opus alone, taken as it comes and decoded by us. aiortc has no setting for it, hence so."""
    from aiortc.rtcrtpsender import RTCRtpSender

    known = RTCRtpSender.getCapabilities("audio").codecs
    transceiver.setCodecPreferences([codec for codec in known if codec.mimeType == "audio/opus"])
    transceiver.receiver._RTCRtpReceiver__jitter_buffer = Packets(ear)
