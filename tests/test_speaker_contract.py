"""The same stories for every loudspeaker: pretended on virtual time, real on PulseAudio."""

from __future__ import annotations

import pytest

from improv_partner import virtual
from improv_partner.crew.pretend import PretendSpeaker

from .pulse import pulse
from .speaker_stories import STORIES, Story, perform


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_pretended(story: Story) -> None:
    virtual.run(perform(story, PretendSpeaker()))


@pytest.mark.sound
def test_real() -> None:
    with pulse() as sound:
        sound.run("tests.speaker_stories")
