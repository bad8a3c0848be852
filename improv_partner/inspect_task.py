"""A suite as a task of inspect_ai, so that researchers use their own models and their own viewer.

    inspect eval improv_partner/suite -T suite=suite.jsonl --model ollama/llama3.1

The messages go out as they are, and the scores are those of improv suite run. Needs the extra
[inspect]. inspect_ai finds it by an entry point of this package, or opens this file by its path:
therefore it names the package in full.
"""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    Model,
    get_model,
)
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Score,
    Scorer,
    Target,
    accuracy,
    grouped,
    scorer,
    stderr,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver

from improv_partner import suite as suites
from improv_partner.errors import SettingsError
from improv_partner.research.judge.answers import vote
from improv_partner.research.judge.ask import MAX_TOKENS, TEMPERATURE, VOTES, Ask
from improv_partner.research.judge.votes import Judged
from improv_partner.research.suite import score as scores
from improv_partner.research.suite.case import JUDGE, Case
from improv_partner.settings import MindSettings
from improv_partner.suite_reply import heard, with_rules

ROLES = {"system": ChatMessageSystem, "user": ChatMessageUser, "assistant": ChatMessageAssistant}
IN_PROCESS = ("mockllm", "hf", "none")  # providers that send nothing anywhere
HERE = "http://localhost/v1"
NOT_ASKED = "not_asked"  # of a sample's store: why its case was not asked
VALUES: dict[str, str] = {scores.PASS: CORRECT, scores.FAIL: INCORRECT}
UNSCORED = float("nan")  # as Score.unscored() has it: in no metric
_LOG = logging.getLogger(__name__)


@task(name="suite")
def improv_suite(
    suite: str,
    prompt: str = "",
    judge: str | Model = "",
    recordings: str = "recordings",
    agreed: bool = False,
) -> Task:
    """The cases of a suite.

    prompt: a file with other rules of play. judge: a model, for cases that only a judge sees; ""
    = they are left out. recordings: where the sessions are; what was withdrawn is left out. agreed:
    you say that the model's server may get the words of sessions that permit sharing.
    """
    file, place = _started_in(suite), _started_in(recordings)
    cases = suites.load(file, place if place.is_dir() else None, _LOG.warning)
    asked = [case for case in cases if judge or case.by != JUDGE]
    if len(asked) < len(cases):
        _LOG.warning(f"{len(cases) - len(asked)} cases need a judge: -T judge=MODEL")
    rules = _started_in(prompt).read_text(encoding="utf-8").strip() if prompt else ""
    known, usual = {case.id: case for case in asked}, MindSettings()
    return Task(
        dataset=MemoryDataset([_sample(case, rules) for case in asked], name=file.stem),
        solver=as_asked(known, judge, agreed),
        scorer=not_again(known, judge),
        config=GenerateConfig(temperature=usual.temperature, max_tokens=usual.max_tokens),
    )


@solver
def as_asked(cases: dict[str, Case], judge: str | Model, agreed: bool) -> Solver:
    """Sends the messages as they are, where the session's consent permits it."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case = cases[str(state.sample_id)]
        models = [get_model(), *([get_model(judge)] if case.by == JUDGE else [])]
        told = (_sending(case, model, agreed) for model in models)
        if why := next((why for why in told if why), ""):
            state.store.set(NOT_ASKED, why)
            return state
        return await generate(state)

    return solve


@scorer(metrics=[grouped(accuracy(), "kind"), stderr()])
def not_again(cases: dict[str, Case], judge: str | Model) -> Scorer:
    """Correct if the failure does not come again; unscored where nothing can be told."""

    async def scored(state: TaskState, target: Target) -> Score:
        if why := state.store.get(NOT_ASKED, ""):
            return Score.unscored(reason="scoring_failed", explanation=why)
        case = cases[str(state.sample_id)]
        reply = heard(case, state.output.completion)
        found = scores.score(case, reply)
        if found is None:
            ask = scores.question(case, reply, Path(case.session))
            found = await _judged(ask, get_model(judge)) if ask else scores.unasked()
        read = reply.reading.label if reply.reading else ""
        unclear = "grader_failed" if case.by == JUDGE else "invalid_response_format"
        return Score(
            value=VALUES.get(found.verdict, UNSCORED),
            answer=reply.words,
            explanation=found.why,
            reason=None if found.verdict in VALUES else unclear,
            metadata={"read": read},
        )

    return scored


async def _judged(ask: Ask, judge: Model) -> scores.Score:
    """Three votes, as in improv failures --judge; only the log of inspect keeps them."""
    texts = await asyncio.gather(*(_vote(ask, judge, number) for number in range(VOTES)))
    return scores.by_judge(Judged(ask, [vote(ask, text) for text in texts]))


async def _vote(ask: Ask, judge: Model, number: int) -> str:
    config = GenerateConfig(temperature=TEMPERATURE, max_tokens=MAX_TOKENS, seed=number + 1)
    answer = await judge.generate(_chat(ask.messages(number)), config=config)
    return str(answer.completion)


def _started_in(name: str) -> Path:
    """A file as it is named where inspect was started: it goes to the folder of this one."""
    return Path(os.environ.get("PWD", ""), name)


def _sample(case: Case, rules: str) -> Sample:
    told = {"kind": case.kind, "sub": case.sub, "meant": case.meant, "scene": case.scene}
    messages = _chat(with_rules(case, rules))
    return Sample(input=messages, target=f"no {case.kind}", id=case.id, metadata=told)


def _chat(messages: list[dict[str, str]]) -> list[ChatMessage]:
    return [ROLES[message["role"]](content=message["content"]) for message in messages]


def _sending(case: Case, model: Model, agreed: bool) -> str:
    """Why this model may not get the words of this case; "" if it may."""
    provider = str(model).partition("/")[0]
    address = model.api.base_url or ("" if provider == "openai" else f"https://{provider}")
    server = MindSettings(str(model), HERE if provider in IN_PROCESS else address)
    try:
        return suites.sending(case, Path(), server, agreed)
    except SettingsError:
        return f"nobody agreed that {provider} gets its words: -T agreed=true if that is allowed"
