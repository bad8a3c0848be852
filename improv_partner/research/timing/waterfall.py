"""The waterfall of an exchange: what followed the actor's last sound, in bars of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...exchange import Exchange, Preparation

WIDTH = 80  # columns
LABEL, NUMBER = 12, 6  # columns before the bars
FULL, HALF = "━", "╸"
STEPS = {  # what each follows, and the field of its time; the hard end is waited for from the start
    "soft end": ("", "soft_end_s"),
    "words": ("soft end", "words_s"),
    "hard end": ("", "answer_s"),
    "first token": ("words", "first_token_s"),
    "first clause": ("first token", "first_clause_s"),
    "first sound": ("first clause", "first_sound_s"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """since_s, at_s: seconds after the actor's last sound, or after the work began without one."""

    name: str
    since_s: float
    at_s: float


def origin_s(exchange: Exchange) -> float | None:
    """What the times of an exchange are counted from; None = it has no times."""
    if exchange.timing.quiet_s is not None:
        return exchange.timing.quiet_s
    return exchange.prepared[-1].prepared_s if exchange.prepared else None


def steps(exchange: Exchange) -> list[Step]:
    """Those that happened, each from what it waited for. The first sound waits for two things."""
    start_s = origin_s(exchange)
    if start_s is None:
        return []
    at: dict[str, float] = {"": 0.0}
    out = []
    for name, (after, field) in STEPS.items():
        time_s = getattr(exchange.timing, field)
        if time_s is None:
            continue
        since_s = at.get(after, 0.0)
        if name == "first sound":
            since_s = max(since_s, at.get("hard end", 0.0))
        at[name] = time_s - start_s
        out.append(Step(name, min(since_s, at[name]), at[name]))
    return out


def bars(done: Iterable[Exchange], width: int = WIDTH) -> str:
    """All exchanges as text of at most this many columns, with what preparations cost."""
    return "\n\n".join("\n".join(_exchange(one, width)) for one in done)


def _exchange(exchange: Exchange, width: int) -> list[str]:
    found = steps(exchange)
    room = width - LABEL - NUMBER - 4
    scale_s = max([step.at_s for step in found], default=0.0)
    words = exchange.said or f"({exchange.why})"
    head = f"{exchange.number:>3}  {words}"
    rows = [head if len(head) <= width else head[: width - 1] + "…"]
    rows += [
        f"  {step.name:<{LABEL}}{step.at_s:>{NUMBER}.2f}  {_bar(step, scale_s, room)}".rstrip()
        for step in found
    ]
    return rows + [f"     {row}" for row in _facts(exchange)]


def _bar(step: Step, scale_s: float, room: int) -> str:
    if scale_s <= 0:
        return ""
    cells = [round(2 * room * min(max(s / scale_s, 0.0), 1.0)) for s in (step.since_s, step.at_s)]
    begin, end = cells[0] // 2, max(cells[1], 1)
    return " " * begin + FULL * (end // 2 - begin) + HALF * (end % 2)


def _facts(exchange: Exchange) -> list[str]:
    """What else happened in it, a line for each."""
    out = [
        f"prepared and dropped ({one.withdrawn}): {cost(one)}"
        for one in exchange.prepared
        if one.withdrawn
    ]
    if early := exchange.withdrawn - sum(one.withdrawn == "resumed" for one in exchange.prepared):
        out.append(f"{early} soft end{'s' * (early > 1)} taken back before anything was prepared")
    for one in exchange.backchannels:
        silent = f", the partner fell silent for {one.dipped_ms} ms" if one.dipped_ms else ""
        text = f'"{one.text}"' if one.text else "a sound"
        out.append(f"{text} over the partner: {one.overlap_ms} ms{silent}"[: WIDTH - 5])
    if exchange.yielded_in_ms is not None:
        out.append(f"interrupted: silent after {exchange.yielded_in_ms} ms")
    if exchange.overlap_ms:
        out.append(f"both at once: {exchange.overlap_ms} ms")
    return out


def cost(one: Preparation) -> str:
    """In words: "83 characters, 0.40 s of work"."""
    return f"{one.characters} characters, {one.work_s:.2f} s of work"


def totals(done: Iterable[Exchange]) -> str:
    """One line on all preparations."""
    work = [one for exchange in done for one in exchange.prepared]
    lost = [one for one in work if one.withdrawn]
    characters, work_s = sum(one.characters for one in lost), sum(one.work_s for one in lost)
    return (
        f"{len(work)} replies prepared, {len(lost)} never heard: "
        f"{characters} characters, {work_s:.2f} s of work"
    )
