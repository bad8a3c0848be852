"""Praat TextGrid: an interval tier for each tier of spans, a point tier for tags and events."""

from __future__ import annotations

from collections.abc import Iterator

from ...events import FRAME_SAMPLES
from .session import Session
from .spans import Span, Tier, tiers
from .texts import seconds


def textgrid(session: Session) -> str:
    """The long text format in UTF-8; times are exact. A session of no length lasts one frame."""
    all_tiers = tiers(session)
    ends = [span.end for tier in all_tiers for span in tier.spans]
    xmax = max([FRAME_SAMPLES, session.samples, *ends])
    rows = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {seconds(xmax)}",
        "tiers? <exists>",
        f"size = {len(all_tiers)}",
        "item []:",
    ]
    for number, tier in enumerate(all_tiers, 1):
        rows.append(f"    item [{number}]:")
        rows += [f"        {row}" for row in _tier(tier, xmax)]
    return "\n".join([*rows, ""])


def _tier(tier: Tier, xmax: int) -> Iterator[str]:
    kind, parts = ("TextTier", "points") if tier.points else ("IntervalTier", "intervals")
    spans = list(tier.spans) if tier.points else _filled(tier.spans, xmax)
    yield f'class = "{kind}"'
    yield f"name = {_quoted(tier.name)}"
    yield "xmin = 0"
    yield f"xmax = {seconds(xmax)}"
    yield f"{parts}: size = {len(spans)}"
    for number, span in enumerate(spans, 1):
        yield f"{parts} [{number}]:"
        if tier.points:
            yield f"    number = {seconds(span.begin)}"
            yield f"    mark = {_quoted(span.text)}"
        else:
            yield f"    xmin = {seconds(span.begin)}"
            yield f"    xmax = {seconds(span.end)}"
            yield f"    text = {_quoted(span.text)}"


def _filled(spans: tuple[Span, ...], xmax: int) -> list[Span]:
    """Intervals from beginning to end: Praat wants no gaps."""
    out: list[Span] = []
    at = 0
    for span in (*spans, Span(xmax, xmax, "")):
        if at < span.begin:
            out.append(Span(at, span.begin, ""))
        if span.begin < span.end:
            out.append(span)
        at = span.end
    return out


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
