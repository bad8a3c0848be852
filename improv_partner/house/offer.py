"""Is this what a browser offers that wants to talk: one microphone, sound both ways? Pure.

Only what we use is let through to the WebRTC library: no data channels, and no pictures but those
of a camera that somebody has said yes to.
"""

from __future__ import annotations

from . import Refused

MOST_CHARS = 20_000  # Chromium's offer for one microphone has about 2,500, with a camera 7,000
MOST_CANDIDATES = 60  # a laptop with some network cards and IPv6 has about 20
NEEDED = ("v=0", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:sha-", "a=setup:", "a=mid:")


def check_offer(sdp: str, camera: bool = False) -> None:
    """camera: there may be one behind the microphone. Raises Refused."""
    if len(sdp) > MOST_CHARS or not sdp.isascii() or not sdp.startswith("v=0"):
        raise Refused(400, "that is no offer of a browser")
    lines = sdp.splitlines()
    media = [line for line in lines if line.startswith("m=")]
    kinds = [line.split(" ")[0] for line in media]
    known = [["m=audio"], ["m=audio", "m=video"]] if camera else [["m=audio"]]
    if kinds not in known or "opus/48000" not in sdp.lower():
        raise Refused(400, "a browser must offer one microphone, as Opus, and nothing else")
    missing = [start for start in NEEDED if not any(line.startswith(start) for line in lines)]
    if missing:
        raise Refused(400, f"the browser's offer lacks {missing[0]}")
    if sum(line.startswith("a=candidate:") for line in lines) > MOST_CANDIDATES:
        raise Refused(400, "the browser offers too many ways to reach it")
