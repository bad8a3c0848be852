"""Two performers who were recorded play their scene with another partner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from improv_partner import consent, track, voices
from improv_partner.casting import Source
from improv_partner.check import check, state
from improv_partner.crew import Crew, Ears, Hearing, Mic
from improv_partner.crew.ears.script import ScriptEars
from improv_partner.crew.recorded_mic import RecordedMic
from improv_partner.events import Event, Intent, Present, Voice
from improv_partner.perform import Cast, Plan, perform
from improv_partner.recording import Recording
from improv_partner.reperform import NoScreen
from improv_partner.replay import verify
from improv_partner.research.parent import Parent, load
from improv_partner.settings import Settings

from . import speech
from .evening import spoken_scene
from .rerun_stories import chat_server, hums, play
from .tracks import Samples

CLIPS = tuple(speech.SENTENCES)
# When each line begins, whose it is, and which clip. Ben answers Ann at once; the partner is left
# the time for the others.
STORY = ((0.5, "actor", 0), (3.2, "p2", 1), (16.0, "actor", 2), (30.0, "p2", 4))
LENGTH_S = 45.0
GRIEF = Intent("grief", 3, who="p2")


def of(who: str) -> tuple[bytes, list[str]]:
    """A performer's track and words."""
    sound: Samples = np.zeros(round(LENGTH_S * 16_000), "<i2")
    for at_s, whose, clip in STORY:
        if whose == who:
            pcm = np.frombuffer(b"".join(speech.frames(CLIPS[clip])), "<i2")
            begin = round(at_s * 16_000)
            sound[begin : begin + len(pcm)] = pcm
    return sound.tobytes(), [
        speech.SENTENCES[CLIPS[clip]] for _, whose, clip in STORY if whose == who
    ]


class Duo(Cast):
    """Ann and Ben, from sound, with ears that know their words."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._voices = voices.Voices()
        human = {who: {"kind": "human", "track": who} for who in ("actor", "p2")}
        self.header = {"performers": human | {"partner": {"kind": "model"}}}

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        told = [(0, Present("actor", "Ann")), (0, Present("p2", "Ben")), (170, GRIEF)]
        tracks = {who: of(who)[0] for who in ("actor", "p2")}
        self._mic = RecordedMic(tracks, told, floor, tell)
        return self._mic

    async def ears(self, say: object) -> Ears:
        return ScriptEars(of("actor")[1], final_s=0.11)

    async def company(self, crew: Crew) -> None:
        self._voices.seat(crew, {"p2": Hearing(ScriptEars(of("p2")[1], final_s=0.11))})
        self._mic.hear = self._voices.hear

    def recorded(self, recording: Recording) -> None:
        self._voices.keep = recording.performer


@pytest.fixture(scope="module", autouse=True)
def no_voice() -> Iterator[None]:
    with hums():
        yield


@pytest.fixture(scope="module")
def duo(tmp_path_factory: pytest.TempPathFactory) -> Parent:
    folder = tmp_path_factory.mktemp("duo")
    told = consent.terms(Settings().mind, folder, True).record("human", asked=False)
    source, out = Source("file", "duo"), folder / "recordings"
    plan = Plan(spoken_scene(folder), Settings(), source, False, out, True, 3, True, told)
    return load(perform(plan, lambda scene, floor: NoScreen(), lambda text: None, Duo(plan)))


def spoken(parent: Parent) -> list[tuple[str, str]]:
    return [(one.performer, one.said) for one in parent.exchanges if one.said]


def answered(parent: Parent) -> list[bool]:
    return [bool(one.heard) for one in parent.exchanges if one.said]


def test_the_parent_is_a_scene_of_two(duo: Parent) -> None:
    assert [who for who, _ in spoken(duo)] == [who for _, who, _ in STORY]
    assert answered(duo) == [False, True, True, True]
    assert duo.performers == ("actor", "p2")


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "free"])
def test_both_say_the_same_again_and_the_partner_answers_the_same_lines(
    duo: Parent, tmp_path: Path, locked: bool
) -> None:
    (done,) = play([duo], tmp_path, locked=locked)
    assert done.state == "done", done.why
    again = load(done.folder)
    assert spoken(again) == spoken(duo)
    assert answered(again) == answered(duo)
    assert state(check(done.folder)) == "whole" and verify(done.folder) == []
    # Each on a track of their own, with the tag of whoever meant it, and known by name.
    assert again.performers == duo.performers
    for who in again.performers:
        assert np.abs(np.frombuffer(track.pcm(done.folder, who), "<i2")).max() > 1000
    heard_of = {e.what.who for e in again.entries if isinstance(e.what, Voice) and e.what.voiced}
    assert heard_of == {"actor", "p2"}
    (tagged,) = [one for one in again.exchanges if any(tag.bound for tag in one.intents)]
    assert (tagged.performer, tagged.intents[0].intent) == ("p2", GRIEF)
    came = [e.what for e in again.entries if isinstance(e.what, Present)]
    assert came == [Present("actor", "Ann"), Present("p2", "Ben")]


def test_another_model_is_told_who_says_what(duo: Parent, tmp_path: Path) -> None:
    with chat_server() as server:
        models = {"other": {"mind.model": "good", "mind.base_url": server.url}}
        (done,) = play([duo], tmp_path, models=models)
        assert done.state == "done", done.why
        asked = str(server.asked[-1]["messages"])
    assert "Ann" in asked and "Ben" in asked
    assert "Ben: " + speech.SENTENCES[CLIPS[1]] in asked
