"""The house: one actor joins from a browser, and plays the same scene as at this machine.

The house runs in a thread with an event loop of its own, as a sound card would: web pages, WebRTC
and its clock there, the live scene in the main thread. host.py puts both together: read it first.
"""

from __future__ import annotations


class Refused(Exception):
    """What a page asked for is not done. status: of HTTP. The text is one line for a person."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
