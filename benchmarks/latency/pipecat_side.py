"""pipecat's side: the pipeline of its own generator for a cascade, with local parts only.

python -m benchmarks.latency.pipecat_side JOB, in the environment that install.py makes. Its own
Silero, Whisper service, model client and output transport; the voice is ours, in the same process
of its own as with us, and the microphone the same actor.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from importlib.metadata import version

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    OutputAudioRawFrame,
    StartFrame,
    TTSAudioRawFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from improv_partner import scene
from improv_partner.crew import Delivery
from improv_partner.crew.mind.prompt import system
from improv_partner.crew.voice.engine import EngineVoice

from .actor import FRAME_S, RATE_HZ, Actor
from .heard import stretches
from .job import Heard, Job
from .server import PLAIN

QUEUED_S = 0.02  # a device holds at least this much, so that its sound has no gaps
PARAMS = {"audio_in_enabled": True, "audio_out_enabled": True}


class Loudspeaker(BaseOutputTransport):
    """Sound leaves it in time, into nothing, with no delay of a device: as ours does."""

    def __init__(self) -> None:
        super().__init__(TransportParams(**PARAMS))
        self.left: list[tuple[float, bytes]] = []
        self._free_s = 0.0  # when what was written so far will have left

    def sounding(self) -> bool:
        return asyncio.get_running_loop().time() < self._free_s

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        loop = asyncio.get_running_loop()
        at_s = max(loop.time(), self._free_s)
        self.left.append((at_s, frame.audio))
        self._free_s = at_s + len(frame.audio) / 2 / RATE_HZ
        await asyncio.sleep(max(0.0, self._free_s - QUEUED_S - loop.time()))
        return True


class Microphone(BaseInputTransport):
    """The actor's frames, at real pace. over: set after the last one."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(TransportParams(**PARAMS))
        self._actor = actor
        self.origin_s = 0.0
        self.over = asyncio.Event()

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)
        self.create_task(self._play())

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        self.origin_s, number = loop.time(), 0
        while (pcm := self._actor.frame()) is not None:
            number += 1
            await asyncio.sleep(max(0.0, self.origin_s + number * FRAME_S - loop.time()))
            await self.push_audio_frame(InputAudioRawFrame(pcm, RATE_HZ, 1))
        self.over.set()


class Voice(TTSService):
    """The scene's voice; called sentence by sentence, as pipecat does by default."""

    def __init__(self, voice: EngineVoice) -> None:
        settings = TTSSettings(model=None, voice=voice.name, language=None)
        super().__init__(
            push_start_frame=True, push_stop_frames=True, sample_rate=RATE_HZ, settings=settings
        )
        self._engine = voice

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame, None]:
        async for sound in self._engine.speak(text, Delivery()):
            yield TTSAudioRawFrame(sound.pcm, RATE_HZ, 1, context_id=context_id)


def turns(variant: str) -> UserTurnStrategies | None:
    """smart: pipecat's default, Smart Turn v3. silence: its timer, 0.6 s after the VAD's 0.2 s."""
    if variant == "smart":
        return None
    return UserTurnStrategies(stop=[SpeechTimeoutUserTurnStopStrategy()])


async def play(job: Job) -> Heard:
    played = scene.load(job.scene)
    engine = EngineVoice(played.character.voice)
    await engine.ready()
    loudspeaker = Loudspeaker()
    actor = Actor(job.clips(), loudspeaker.sounding)
    microphone = Microphone(actor)
    context = LLMContextAggregatorPair(
        LLMContext(),
        user_params=LLMUserAggregatorParams(
            vad_analyzer=SileroVADAnalyzer(), user_turn_strategies=turns(job.variant)
        ),
    )
    model = OpenAILLMService.Settings(model=PLAIN, system_instruction=system(played, False))
    ears = WhisperSTTService.Settings(model=job.ears, language=Language.EN)
    pipeline = Pipeline([
        microphone,
        WhisperSTTService(device="cpu", compute_type="int8", settings=ears),
        context.user(),
        OpenAILLMService(api_key="none", base_url=job.url, settings=model),
        Voice(engine),
        loudspeaker,
        context.assistant(),
    ])  # fmt: skip
    worker = PipelineWorker(pipeline, params=PipelineParams(audio_out_sample_rate=RATE_HZ))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)

    async def end() -> None:
        await microphone.over.wait()
        await worker.queue_frames([EndFrame()])

    await asyncio.gather(runner.run(), end())
    await engine.close()
    sounds = [(at_s - microphone.origin_s, pcm) for at_s, pcm in loudspeaker.left]
    return Heard(actor.begun, stretches(sounds), {"pipecat": version("pipecat-ai")})


if __name__ == "__main__":
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    asyncio.run(play(Job.read(sys.argv[1]))).print()
